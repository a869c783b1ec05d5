import { readFileSync } from 'node:fs';

/** A file of `test/fixtures/media`. */
export function fixture(name: string): Buffer<ArrayBuffer> {
  return readFileSync(new URL(`../fixtures/media/${name}`, import.meta.url));
}

/** Bytes by their hexadecimal digits, with spaces for the reader. */
export function hex(digits: string): Buffer {
  return Buffer.from(digits.replaceAll(' ', ''), 'hex');
}

/** Bytes by their letters. */
export function letters(text: string): Buffer {
  return Buffer.from(text, 'latin1');
}

/** The same bytes over and over. */
export function repeated(times: number, bytes: Buffer): Buffer {
  return Buffer.alloc(times * bytes.length, bytes);
}

/** A number in four bytes, the greatest first. */
export function big(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A number in four bytes, the least first. */
export function little(value: number): Buffer {
  return Buffer.from(big(value).reverse());
}

/** A box of an MP4 file. */
export function box(type: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([big(8 + body.length), letters(type), body]);
}

/** A track of an MP4 file, of a kind such as `vide`. */
export function track(kind: string): Buffer {
  return box('trak', box('mdia', box('hdlr', big(0), big(0), letters(kind))));
}

/** An element of a Matroska file with less than 127 bytes in it. */
export function element(id: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([hex(id), Buffer.from([0x80 | body.length]), body]);
}
