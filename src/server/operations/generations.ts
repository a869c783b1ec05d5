import { presentGeneration, presentPolled } from '../presenters.ts';
import type { CurrentStates, Operations } from './operation.ts';

export const generationOperations = {
  createGeneration: async ({ body, account }, world) =>
    presentGeneration(await world.generations.start(account, body), world),
  retrieveGeneration: ({ params, account }, world) => {
    const generation = world.generations.get(account, params.taskId);
    world.webhooks.noteSeen(generation);
    return presentPolled(generation, world);
  },
} satisfies Partial<Operations>;

/** What a replay shows where it shows the present state. */
export const generationStates = {
  createGeneration: (reply, account, world) =>
    presentGeneration(world.generations.get(account, reply.id), world),
} satisfies CurrentStates;
