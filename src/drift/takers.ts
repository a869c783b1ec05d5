import type { OperationId } from '../contracts/api.ts';
import type { ModelRow } from '../contracts/models/row.ts';

/** The operations that take a model of a category; one that nobody knows is taken for media. */
export function takersOf(category: ModelRow['category'] | undefined): readonly OperationId[] {
  if (category === 'chat') return ['createChatCompletion', 'streamChatCompletion'];
  return ['createGeneration'];
}
