/** Items of a long list that are written at once. */
const ITEMS_AT_ONCE = 200;

/** What holds so few values, with everything inside, is written at once. */
const VALUES_AT_ONCE = 2_000;

/** So deep, objects are taken apart; the long lists of a snapshot are not deeper. */
const DEPTH = 4;

/** The JSON of a value in pieces of a bounded number of values, so that others can run in between. */
export function* piecesOf(value: unknown, depth = DEPTH): Generator<string, void, void> {
  if (typeof value !== 'object' || value === null || depth === 0 || isSmall(value)) {
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

function isSmall(value: object): boolean {
  return roomAfter(value, VALUES_AT_ONCE) > 0;
}

/** How many values there is room for after one more with everything inside; 0 if there was too little. */
function roomAfter(value: unknown, room: number): number {
  if (typeof value !== 'object' || value === null) return room - 1;
  let left = room - 1;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length && left > 0; index++) {
      left = roomAfter(value[index], left);
    }
    return left;
  }
  for (const name in value) {
    if (left <= 0) break;
    left = roomAfter((value as Record<string, unknown>)[name], left);
  }
  return left;
}
