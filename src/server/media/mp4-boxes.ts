/** A box of an MP4 file: its size, its name of four letters, and what it holds. */
export function box(type: string, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
}

/** A box that begins with a version and flags. */
export function fullBox(type: string, flags: number, ...content: readonly Uint8Array[]): Buffer {
  return box(type, u32(flags), ...content);
}

/** Whole numbers of 32 bits, the highest byte first. */
export function u32(...values: readonly number[]): Buffer {
  return u32List(values);
}

/** Any number of whole numbers of 32 bits. */
export function u32List(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}

/** Whole numbers of 16 bits, the highest byte first. */
export function u16(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value, index * 2);
  return bytes;
}

/** Single bytes. */
export function u8(...values: readonly number[]): Buffer {
  return Buffer.from(values);
}

/** Text in Latin letters, without an end mark. */
export function ascii(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

const ONE = 0x1_0000;

/** The matrix that leaves a picture as it is. */
export const IDENTITY = u32(ONE, 0, 0, 0, ONE, 0, 0, 0, 0x4000_0000);
