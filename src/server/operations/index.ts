import { chatOperations } from './chat.ts';
import { creditOperations } from './credits.ts';
import { fileOperations } from './files.ts';
import { generationOperations, generationStates } from './generations.ts';
import { modelOperations } from './models.ts';
import type { CurrentStates, Operations } from './operation.ts';
import { webhookOperations } from './webhooks.ts';

/** The operations that the fake serves. */
export const OPERATIONS = {
  ...modelOperations,
  ...generationOperations,
  ...creditOperations,
  ...fileOperations,
  ...chatOperations,
  ...webhookOperations,
} satisfies Partial<Operations>;

export type ServedId = keyof typeof OPERATIONS;

/** The present state of what an operation made, by operationId. */
export const CURRENT_STATES: CurrentStates = { ...generationStates };
