import { documentedMembers } from '../documented-members.ts';
import { table } from './markdown.ts';

/** The members of an options interface, with their defaults. */
export function options(file: string, interfaceName: string): string {
  const rows = documentedMembers(new URL(`../../src/${file}`, import.meta.url), interfaceName);
  return table(
    ['option', 'what it does', 'default'],
    rows.map(({ name, description, byDefault }) => [`\`${name}\``, description, byDefault]),
  );
}

/** The named options only, for a reader in a hurry. */
export function someOptions(file: string, interfaceName: string, names: string[]): string {
  const all = options(file, interfaceName).split('\n');
  const wanted = names.map((name) => all.find((line) => line.startsWith(`| \`${name}\` |`)));
  const missing = names.filter((_, index) => wanted[index] === undefined);
  if (missing.length > 0) throw new Error(`${interfaceName} has no option ${missing.join(', ')}`);
  return [...all.slice(0, 2), ...wanted].join('\n');
}
