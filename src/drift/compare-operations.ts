import { compareBodies } from './compare-bodies.ts';
import { compareParameters } from './compare-parameters.ts';
import { compareReplies } from './compare-replies.ts';
import { compareSecurity } from './compare-security.ts';
import { type Child, type Comparison, type Pair, visit } from './comparison.ts';
import { type Difference, operationDifference } from './difference.ts';
import { below, objectOf, pointerTo } from './located.ts';
import { type OperationEntry, operationsOf, webhooksOf } from './operations.ts';

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
  return { found: [...found, ...(hooks ?? [])], compared, hasWebhooks: hooks !== undefined };
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

/** What a webhook sends comes to the caller: it is judged as a reply. */
function compareWebhooks(comparison: Comparison): Found[] | undefined {
  const ours = webhooksOf(comparison.ours);
  const theirs = webhooksOf(comparison.theirs);
  if (ours === undefined || theirs === undefined) return undefined;
  return [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((event) => {
    const before = ours.get(event);
    const after = theirs.get(event);
    if (before && after) {
      return foundIn(event, compareBodies(before.at, after.at, 'reply', comparison));
    }
    const difference = operationDifference(before ? 'webhook-removed' : 'webhook-added', {
      contract: before?.at.pointer ?? '/webhooks',
      pointer: after?.at.pointer ?? below({ value: {}, pointer: '/webhooks' }, event).pointer,
      expected: before ? event : 'unknown',
      seen: after ? event : 'gone',
    });
    return [{ operation: event, models: undefined, difference }];
  });
}
