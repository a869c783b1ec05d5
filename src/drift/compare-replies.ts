import { compareContents } from './compare-bodies.ts';
import type { Child, Comparison, Pair } from './comparison.ts';
import { type Difference, operationDifference } from './difference.ts';
import { compareCodes } from './error-codes.ts';
import { below, entriesOf, type Located, objectOf, pointerTo } from './located.ts';

/** Compares the replies of two operations: statuses, headers, bodies and error codes. */
export function compareReplies(ours: Located, theirs: Located, comparison: Comparison): Pair {
  const before = repliesOf(ours, comparison.ours);
  const after = repliesOf(theirs, comparison.theirs);
  const differences: Difference[] = [
    ...compareCodes(
      { replies: before, document: comparison.ours },
      { replies: after, document: comparison.theirs },
    ),
  ];
  const children: Child[] = [];
  for (const [status, one] of before) {
    const other = replyFor(status, after);
    if (other === undefined) differences.push(removed(status, one, theirs));
    const stand = other ?? (isSuccess(status) ? soleSuccess(after) : undefined);
    if (stand) children.push({ pair: compareReply(one, stand, comparison) });
  }
  const fresh = [...after].filter(([status]) => !isRange(status) && !before.has(status));
  differences.push(...fresh.map(([status, other]) => added(status, other, ours)));
  return { differences, children };
}

type Replies = ReadonlyMap<string, Located>;

function repliesOf(at: Located, document: Comparison['ours']): Replies {
  const entries = entriesOf(below(at, 'responses')).filter(([status]) => !status.startsWith('x-'));
  return new Map(entries.map(([status, one]) => [status.toUpperCase(), document.follow(one)]));
}

/** The reply that a document describes for a status: itself, its class, or all others. */
function replyFor(status: string, replies: Replies): Located | undefined {
  return replies.get(status) ?? replies.get(`${status[0]}XX`) ?? replies.get('DEFAULT');
}

function isRange(status: string): boolean {
  return !/^\d{3}$/.test(status);
}

function isSuccess(status: string): boolean {
  return status.startsWith('2');
}

function soleSuccess(replies: Replies): Located | undefined {
  const successes = [...replies].filter(([status]) => isSuccess(status));
  return successes.length === 1 ? successes[0]?.[1] : undefined;
}

function removed(status: string, one: Located, theirs: Located): Difference {
  return operationDifference(isSuccess(status) ? 'success-removed' : 'refusal-removed', {
    contract: one.pointer,
    pointer: pointerTo(theirs.pointer, 'responses', status),
    expected: status,
    seen: 'gone',
  });
}

function added(status: string, other: Located, ours: Located): Difference {
  return operationDifference(isSuccess(status) ? 'success-added' : 'refusal-added', {
    contract: pointerTo(ours.pointer, 'responses'),
    pointer: other.pointer,
    expected: 'unknown',
    seen: status,
  });
}

function compareReply(ours: Located, theirs: Located, comparison: Comparison): Pair {
  const headers = compareHeaders(
    { at: ours, headers: headersOf(ours, comparison.ours) },
    { at: theirs, headers: headersOf(theirs, comparison.theirs) },
    comparison,
  );
  const contents = compareContents(ours, theirs, 'reply', comparison);
  return {
    differences: [...headers.differences, ...contents.differences],
    children: [...headers.children, ...contents.children],
  };
}

/** Something that comes with headers, by their names in small letters. */
interface WithHeaders {
  readonly at: Located;
  readonly headers: ReadonlyMap<string, Located>;
}

/** Compares the headers that come to the caller. */
export function compareHeaders(
  { at: ours, headers: before }: WithHeaders,
  { at: theirs, headers: after }: WithHeaders,
  comparison: Comparison,
): Pair {
  const differences: Difference[] = [];
  const children: Child[] = [];
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const one = before.get(name);
    const other = after.get(name);
    if (one && other) {
      const pair = [[below(one, 'schema')], [below(other, 'schema')]] as const;
      children.push({ pair: comparison.compare(...pair, 'reply') });
      continue;
    }
    const rule = one ? 'header-removed' : 'header-added';
    differences.push(
      operationDifference(rule, {
        contract: one?.pointer ?? pointerTo(ours.pointer, 'headers'),
        pointer: other?.pointer ?? pointerTo(theirs.pointer, 'headers', name),
        expected: one ? name : 'unknown',
        seen: other ? name : 'gone',
        ...(one && isOptionalOf(one) ? { severity: 'compatible' } : {}),
      }),
    );
  }
  return { differences, children };
}

/** A header that says of itself that it may be missing. */
function isOptionalOf({ value }: Located): boolean {
  return objectOf(value)['required'] === false;
}

function headersOf(at: Located, document: Comparison['ours']): Map<string, Located> {
  const named = entriesOf(below(at, 'headers')).map(([name, one]) => {
    return [name.toLowerCase(), document.follow(one)] as const;
  });
  return new Map(named.filter(([name]) => name !== 'content-type'));
}
