import { presentFile } from '../presenters.ts';
import type { Operations } from './operation.ts';

export const fileOperations = {
  uploadFile: async ({ body, account }, world) =>
    presentFile(await world.files.add(account, body), world),
  retrieveFile: ({ params, account }, world) =>
    presentFile(world.files.get(account, params.fileId), world),
} satisfies Partial<Operations>;
