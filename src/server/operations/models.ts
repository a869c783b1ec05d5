import { presentModels } from '../presenters.ts';
import type { Operations } from './operation.ts';

export const modelOperations = {
  listModels: presentModels,
  retrieveOpenApi: async () => (await import('../../contracts/openapi.ts')).openApiDocument(),
} satisfies Partial<Operations>;
