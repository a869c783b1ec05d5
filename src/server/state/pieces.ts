/** Items of a list that are written at once. */
const ITEMS_AT_ONCE = 200;

/** So deep, objects are taken apart; the long lists of a snapshot are not deeper. */
const DEPTH = 4;

/** The JSON of a value in pieces of a bounded number of items, so that others can run in between. */
export function* piecesOf(value: unknown, depth = DEPTH): Generator<string, void, void> {
  if (typeof value !== 'object' || value === null || depth === 0) {
    yield JSON.stringify(value) ?? 'null';
  } else if (Array.isArray(value)) {
    yield* listPieces(value, depth);
  } else {
    let before = '{';
    for (const [name, inner] of Object.entries(value)) {
      if (inner === undefined) continue;
      yield `${before}${JSON.stringify(name)}:`;
      yield* piecesOf(inner, depth - 1);
      before = ',';
    }
    yield before === '{' ? '{}' : '}';
  }
}

function* listPieces(items: readonly unknown[], depth: number): Generator<string, void, void> {
  yield '[';
  if (items.length <= ITEMS_AT_ONCE) {
    for (const [index, item] of items.entries()) {
      if (index > 0) yield ',';
      yield* piecesOf(item, depth - 1);
    }
  } else {
    for (let start = 0; start < items.length; start += ITEMS_AT_ONCE) {
      const text = JSON.stringify(items.slice(start, start + ITEMS_AT_ONCE));
      yield `${start > 0 ? ',' : ''}${text.slice(1, -1)}`;
    }
  }
  yield ']';
}
