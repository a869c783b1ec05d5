import { compareBodies } from './compare-bodies.ts';
import { compareHeaders } from './compare-replies.ts';
import type { Comparison, Pair } from './comparison.ts';
import { type Difference, operationDifference } from './difference.ts';
import { below, objectOf, pointerTo } from './located.ts';
import { type OperationEntry, webhooksOf } from './operations.ts';

/** What differs of one event: between two descriptions of it, or because only one has it. */
export type ComparedWebhook = { readonly event: string } & (
  | { readonly pair: Pair }
  | { readonly difference: Difference }
);

/**
 * Compares what webhooks send. It comes to the caller, so it is judged as a reply; `undefined` where a
 * document does not speak of webhooks.
 */
export function compareWebhooks(comparison: Comparison): ComparedWebhook[] | undefined {
  const ours = webhooksOf(comparison.ours);
  const theirs = webhooksOf(comparison.theirs);
  if (ours === undefined || theirs === undefined) return undefined;
  return [...new Set([...ours.keys(), ...theirs.keys()])].map((event) => {
    const before = ours.get(event);
    const after = theirs.get(event);
    if (before && after) return { event, pair: compareWebhook(before, after, comparison) };
    const difference = operationDifference(before ? 'webhook-removed' : 'webhook-added', {
      contract: before?.at.pointer ?? '/webhooks',
      pointer: after?.at.pointer ?? pointerTo('/webhooks', event),
      expected: before ? event : 'unknown',
      seen: after ? event : 'gone',
    });
    return { event, difference };
  });
}

function compareWebhook(
  ours: OperationEntry,
  theirs: OperationEntry,
  comparison: Comparison,
): Pair {
  const bodies = compareBodies(ours.at, theirs.at, 'reply', comparison);
  // A document that names no header leaves it to its pages which ones there are.
  const headers =
    headersOf(theirs).size > 0
      ? compareHeaders(
          { at: ours.at, headers: headersOf(ours) },
          { at: theirs.at, headers: headersOf(theirs) },
          comparison,
        )
      : { differences: [], children: [] };
  return {
    differences: [...bodies.differences, ...headers.differences, ...compareFacts(ours, theirs)],
    children: [...bodies.children, ...headers.children],
  };
}

function headersOf({ parameters }: OperationEntry) {
  const headers = parameters.filter(({ value }) => objectOf(value)['in'] === 'header');
  return new Map(headers.map((at) => [String(objectOf(at.value)['name']).toLowerCase(), at]));
}

function compareFacts(ours: OperationEntry, theirs: OperationEntry): Difference[] {
  const found: Difference[] = [];
  const isDeprecated = ({ at }: OperationEntry) => objectOf(at.value)['deprecated'] === true;
  if (isDeprecated(theirs) && !isDeprecated(ours)) {
    const said = { expected: 'in use', seen: 'deprecated' };
    const places = { contract: ours.at.pointer, pointer: theirs.at.pointer };
    found.push(operationDifference('operation-deprecated', { ...places, ...said }));
  }
  const [before, after] = [answersOf(ours), answersOf(theirs)];
  if (after !== '' && before !== after) {
    found.push(
      operationDifference('webhook-answer-changed', {
        contract: pointerTo(ours.at.pointer, 'responses'),
        pointer: pointerTo(theirs.at.pointer, 'responses'),
        expected: before,
        seen: after,
      }),
    );
  }
  return found;
}

/** The statuses with which a receiver says that it has got the event. */
function answersOf({ at }: OperationEntry): string {
  const statuses = Object.keys(objectOf(below(at, 'responses').value));
  const successes = statuses.map((one) => one.toUpperCase()).filter((one) => one.startsWith('2'));
  return successes.sort().join(', ');
}
