/** A piece of TypeScript: a text that is never broken, or a list in brackets that can be. */
export type Piece = string | Bracketed;

/** Pieces between brackets. */
export interface Bracketed {
  readonly open: string;
  readonly close: string;
  readonly items: readonly Piece[];
  /** What stands before the bracket: a key, or the name of what is called. */
  readonly before?: string;
  /** Takes several lines, even where one would do. */
  readonly broken?: boolean;
}

const WIDTH = 100;

/** A list of values. */
export function listPiece(items: readonly Piece[]): Bracketed {
  const broken = items.length > 1 && items.every((item) => isObject(item) && item.items.length > 1);
  return { open: '[', close: ']', items, broken };
}

/** An object of keys and values. */
export function objectPiece(
  entries: readonly (readonly [key: string, value: Piece])[],
  broken = false,
): Bracketed {
  const items = entries.map(([key, value]) => keyed(key, value));
  return { open: '{', close: '}', items, broken: broken && items.length > 0 };
}

/** A call of a function. */
export function callPiece(name: string, args: readonly Piece[]): Bracketed {
  return { open: '(', close: ')', items: args, before: name };
}

function keyed(key: string, value: Piece): Piece {
  const name = `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key)}: `;
  if (typeof value === 'string') return `${name}${value}`;
  return { ...value, before: `${name}${value.before ?? ''}` };
}

function isObject(piece: Piece): piece is Bracketed {
  return typeof piece !== 'string' && piece.open === '{';
}

/** A string in the quotes that need fewer escapes; whatever it holds, it stays one string. */
export function quoted(text: string): string {
  const inner = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"');
  const safe = inner.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');
  const singles = safe.split("'").length;
  return singles > safe.split('"').length
    ? `"${safe.replaceAll('"', '\\"')}"`
    : `'${safe.replaceAll("'", "\\'")}'`;
}

/** The piece as the formatter of the sources lays it out, from an indent, with a comma after it. */
export function layOut(piece: Piece, indent: number): string {
  const pad = ' '.repeat(indent);
  const flat = inOneLine(piece);
  if (typeof piece === 'string') return `${pad}${piece},`;
  const fits = indent + flat.length + 1 <= WIDTH;
  if (fits && !mustBreak(piece)) return `${pad}${flat},`;
  return `${pad}${hugged(piece, indent) ?? stacked(piece, indent)},`;
}

function mustBreak(piece: Piece): boolean {
  return typeof piece !== 'string' && (piece.broken === true || piece.items.some(mustBreak));
}

function inOneLine(piece: Piece): string {
  if (typeof piece === 'string') return piece;
  const { before = '', open, close, items } = piece;
  const inner = items.map(inOneLine).join(', ');
  const space = open === '{' && items.length > 0 ? ' ' : '';
  return `${before}${open}${space}${inner}${space}${close}`;
}

/** A call whose last argument alone is broken: `select('A', ['b'], {`. */
function hugged(piece: Bracketed, indent: number): string | undefined {
  const last = piece.items.at(-1);
  if (piece.open !== '(' || last === undefined || typeof last === 'string') return undefined;
  const others = piece.items.slice(0, -1).map((item) => `${inOneLine(item)}, `);
  const head = `${piece.before ?? ''}(${others.join('')}`;
  if (indent + head.length + last.open.length > WIDTH) return undefined;
  return `${head}${stacked(last, indent)})`;
}

function stacked({ before = '', open, close, items }: Bracketed, indent: number): string {
  const lines = items.map((item) => layOut(item, indent + 2));
  return `${before}${open}\n${lines.join('\n')}\n${' '.repeat(indent)}${close}`;
}
