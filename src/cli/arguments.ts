import { InvalidArgumentError } from 'commander';
import { type Switches, type SwitchId, setSwitches } from '../contracts/switches.ts';

/** Reads an option as a number within bounds. */
export function number(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() !== '' && value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Expected a number from ${min} to ${max}.`);
  };
}

/** Reads an option as a whole number within bounds. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER) {
  return (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= min && value <= max) return value;
    const bounds = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`;
    throw new InvalidArgumentError(`Expected a whole number ${bounds}.`);
  };
}

/** Reads a port, with an address before it where it is not of this machine alone. */
export function hostAndPort(text: string): { readonly host: string; readonly port: number } {
  const found = /^(?:(\[[0-9a-f:]+\]|[a-z0-9.-]+):)?(\d{1,5})$/i.exec(text);
  const port = Number(found?.[2]);
  if (found !== null && port <= 65_535) {
    return { host: found[1]?.replace(/^\[|\]$/g, '') ?? '127.0.0.1', port };
  }
  throw new InvalidArgumentError('Expected a port, or host:port.');
}

/** Reads names with commas between them, and adds them to those before. */
export function collectNames(text: string, before: readonly string[] = []): readonly string[] {
  const names = text.split(',').flatMap((name) => name.trim() || []);
  if (names.length > 0) return [...before, ...names];
  throw new InvalidArgumentError('Expected names, with commas between them.');
}

/** Reads the name of a world, and adds it to those before. */
export function collectWorld(text: string, before: readonly string[] = []): readonly string[] {
  if (/^[a-z0-9-]{1,40}$/.test(text)) return [...before, text];
  throw new InvalidArgumentError('Expected 1 to 40 of a-z, 0-9 and -.');
}

/** Reads `id=value` as the position of a switch, and adds it to those before. */
export function collectAssumption(text: string, before: Partial<Switches>): Partial<Switches> {
  const [id = '', ...rest] = text.split('=');
  if (rest.length === 0) throw new InvalidArgumentError('Expected id=value.');
  const chosen = { ...before, [id as SwitchId]: rest.join('=') };
  try {
    setSwitches(chosen);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? `${error.message}.` : '');
  }
  return chosen;
}
