import { compareBodies } from './compare-bodies.ts';
import { compareParameters } from './compare-parameters.ts';
import { compareReplies } from './compare-replies.ts';
import { compareSecurity } from './compare-security.ts';
import { compareWebhooks } from './compare-webhooks.ts';
import { type Child, type Comparison, type Pair, visit } from './comparison.ts';
import { type Difference, operationDifference } from './difference.ts';
import { objectOf, pointerTo } from './located.ts';
import { type OperationEntry, operationsOf } from './operations.ts';

/** What differs, and what it concerns. */
export interface Found {
  readonly difference: Difference;
  readonly operation: string;
  readonly models: readonly string[] | undefined;
}

export interface ComparedOperations {
  readonly found: readonly Found[];
  /** Operations of both documents, by the id of the contract. */
  readonly compared: readonly string[];
  /** Whether the published document says anything of webhooks. */
  readonly hasWebhooks: boolean;
}

/** Compares all operations and webhooks of two documents. */
export function compareOperations(comparison: Comparison, withTexts: boolean): ComparedOperations {
  const ours = operationsOf(comparison.ours);
  const theirs = operationsOf(comparison.theirs);
  const found: Found[] = [];
  const compared: string[] = [];
  for (const key of new Set([...ours.keys(), ...theirs.keys()])) {
    const before = ours.get(key);
    const after = theirs.get(key);
    const operation = before?.operationId ?? after?.operationId ?? key;
    if (before && after) {
      compared.push(operation);
      found.push(...foundIn(operation, compareOperation(before, after, comparison, withTexts)));
    } else {
      found.push({ operation, models: undefined, difference: alone(key, before, after) });
    }
  }
  const hooks = compareWebhooks(comparison);
  for (const hook of hooks ?? []) {
    const { event } = hook;
    if ('pair' in hook) found.push(...foundIn(event, hook.pair));
    else found.push({ operation: event, models: undefined, difference: hook.difference });
  }
  return { found, compared, hasWebhooks: hooks !== undefined };
}

function alone(
  key: string,
  before: OperationEntry | undefined,
  after: OperationEntry | undefined,
): Difference {
  const [method = '', path = ''] = key.split(' ');
  const place = pointerTo('/paths', path, method);
  return operationDifference(before ? 'operation-removed' : 'operation-added', {
    contract: before?.at.pointer ?? '/paths',
    pointer: after?.at.pointer ?? before?.at.pointer ?? place,
    expected: before === undefined ? 'unknown' : key,
    seen: after === undefined ? 'gone' : key,
  });
}

function foundIn(operation: string, pair: Pair): Found[] {
  const found: Found[] = [];
  visit(pair, (difference, models) => found.push({ difference, operation, models }));
  return found;
}

function compareOperation(
  ours: OperationEntry,
  theirs: OperationEntry,
  comparison: Comparison,
  withTexts: boolean,
): Pair {
  const children: Child[] = [
    compareParameters(ours, theirs, comparison),
    compareBodies(ours.at, theirs.at, 'request', comparison),
    compareReplies(ours.at, theirs.at, comparison),
  ].map((pair) => ({ pair }));
  const differences = [
    ...compareSecurity(ours.at, theirs.at, comparison),
    ...compareFacts(ours, theirs, withTexts),
  ];
  return { differences, children };
}

function compareFacts(
  ours: OperationEntry,
  theirs: OperationEntry,
  withTexts: boolean,
): Difference[] {
  const places = { contract: ours.at.pointer, pointer: theirs.at.pointer };
  const isDeprecated = ({ at }: OperationEntry) => objectOf(at.value)['deprecated'] === true;
  const found: Difference[] = [];
  if (isDeprecated(theirs) && !isDeprecated(ours)) {
    const said = { expected: 'in use', seen: 'deprecated' };
    found.push(operationDifference('operation-deprecated', { ...places, ...said }));
  }
  if (withTexts && theirs.operationId !== undefined && ours.operationId !== theirs.operationId) {
    found.push(
      operationDifference('operation-renamed', {
        contract: pointerTo(places.contract, 'operationId'),
        pointer: pointerTo(places.pointer, 'operationId'),
        expected: String(ours.operationId),
        seen: theirs.operationId,
      }),
    );
  }
  return found;
}
