// Writes the tables of docs/misfortune.md from the catalogues; `--check` fails if one is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { CALL_FAULTS } from '../src/contracts/call-faults.ts';
import { DIRECTIVES } from '../src/contracts/directives.ts';
import { ERRORS, type ErrorCode } from '../src/contracts/errors.ts';
import { PATHOLOGIES } from '../src/contracts/pathologies.ts';
import { REPLY_PRESETS } from '../src/contracts/reply-presets.ts';
import { SCENARIOS } from '../src/contracts/scenarios.ts';
import { waysTo } from '../test/support/provocations.ts';

const FILE = new URL('../docs/misfortune.md', import.meta.url);

const SECTIONS: Record<string, () => string> = {
  codes: () =>
    table(
      ['code', 'naturally', 'planned', 'by the key', 'by a directive'],
      (Object.keys(ERRORS) as ErrorCode[]).map((code) => [
        `\`${code}\``,
        waysTo(code).join(' '),
        `\`{ kind: 'error', code: '${code}' }\``,
        `\`rvya_sk_test_<world>.${code}\``,
        `\`[[rivya: error=${code}]]\``,
      ]),
    ),
  faults: () =>
    table(
      ['kind', 'what happens'],
      Object.entries(CALL_FAULTS).map(([kind, { meaning }]) => [`\`${kind}\``, meaning]),
    ),
  presets: () =>
    table(
      ['preset', 'reply'],
      Object.entries(REPLY_PRESETS).map(([name, { meaning }]) => [`\`${name}\``, meaning]),
    ),
  pathologies: () =>
    table(
      ['pathology', 'what happens'],
      Object.entries(PATHOLOGIES).map(([name, meaning]) => [`\`${name}\``, meaning]),
    ),
  scenarios: () =>
    table(
      ['scenario', 'what happens'],
      Object.entries(SCENARIOS).map(([name, { description }]) => [
        `[\`${name}\`](recipes/${name}.md)`,
        description,
      ]),
    ),
  directives: () =>
    table(
      ['directive', 'takes', 'what happens'],
      Object.values(DIRECTIVES).map(({ example, value, meaning }) => [
        `\`[[rivya: ${example}]]\``,
        value,
        meaning,
      ]),
    ),
};

function table(head: string[], rows: string[][]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
}

const before = readFileSync(FILE, 'utf8');
const after = Object.entries(SECTIONS).reduce((text, [name, make]) => {
  const section = new RegExp(String.raw`<!-- ${name} -->[\s\S]*?<!-- /${name} -->`);
  if (!section.test(text)) throw new Error(`docs/misfortune.md has no section "${name}"`);
  return text.replace(section, () => `<!-- ${name} -->\n${make()}\n<!-- /${name} -->`);
}, before);

if (process.argv.includes('--check')) {
  if (after !== before) {
    console.error('docs/misfortune.md is stale: run npm run generate');
    process.exitCode = 1;
  }
} else {
  writeFileSync(FILE, after);
}
