// Writes the tables of README.md from the catalogues; `--check` fails if one is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { createProgram } from '../src/cli/program.ts';
import { API, OPERATION_IDS } from '../src/contracts/api.ts';
import {
  ASSUMPTIONS,
  type Assumption,
  positionsOf,
  SWITCH_IDS,
} from '../src/contracts/assumptions.ts';
import { ERRORS, type ErrorRow, TASK_ERRORS } from '../src/contracts/errors.ts';
import { KEY_VARIANTS } from '../src/server/domain/keys.ts';
import { OPERATIONS } from '../src/server/operations/index.ts';
import { documentedMembers } from './documented-members.ts';

const FILE = new URL('../README.md', import.meta.url);

const SECTIONS: Record<string, () => string> = {
  'key-variants': () =>
    table(
      ['key', 'what it is'],
      Object.entries(KEY_VARIANTS).map(([variant, { meaning }]) => [
        `\`rvya_sk_test_<world>.${variant}\``,
        meaning,
      ]),
    ),
  switches: () =>
    table(
      ['switch', 'question', 'positions, default first'],
      SWITCH_IDS.map((id) => [
        `\`${id}\``,
        ASSUMPTIONS[id].question,
        positionsOf(id)
          .map((position) => `\`${position}\``)
          .join(' '),
      ]),
    ),
  served,
  serve: () => {
    const command = createProgram().commands.find((each) => each.name() === 'serve');
    return fenced(command?.configureHelp({ helpWidth: 100 }).helpInformation().trim() ?? '');
  },
  options: () => members('../src/server/options.ts', 'FakeOptions'),
  'client-options': () => members('../src/client/options.ts', 'ClientOptions'),
  errors: () =>
    `${table(
      ['code', 'status', 'when', 'what to do'],
      (Object.entries(ERRORS) as [string, ErrorRow][]).map(([code, row]) => [
        `\`${code}\``,
        `${row.status}${row.statusSource || row.source['x-rivya-source'] === 'assumed' ? ' (assumed)' : ''}`,
        row.meaning,
        row.action,
      ]),
    )}\n\nIn the \`error\` of a failed generation: ${Object.keys(TASK_ERRORS)
      .map((code) => `\`${code}\``)
      .join(', ')}.`,
  assumptions: () =>
    table(
      ['id', 'question', 'what the fake does', 'why'],
      (Object.entries(ASSUMPTIONS) as [string, Assumption][]).map(([id, row]) => [
        `\`${id}\``,
        row.question,
        row.answer,
        row.why,
      ]),
    ),
};

function members(file: string, interfaceName: string): string {
  const rows = documentedMembers(new URL(file, import.meta.url), interfaceName);
  return table(
    ['option', 'what it does', 'default'],
    rows.map(({ name, description, byDefault }) => [`\`${name}\``, description, byDefault]),
  );
}

function served(): string {
  const missing = OPERATION_IDS.filter((id) => !(id in OPERATIONS));
  if (missing.length === 0)
    return `**It serves** all ${OPERATION_IDS.length} operations of the API.`;
  const list = missing.map((id) => `\`${API[id].method.toUpperCase()} ${API[id].path}\``);
  return `**It does not serve yet**, and answers 404 to: ${list.join(', ')}. They are part of the contract and of the OpenAPI document.`;
}

function table(head: string[], rows: string[][]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n');
}

function cell(text: string): string {
  const escaped = text.replaceAll('|', '\\|');
  return text.startsWith('`') ? escaped : escaped.replaceAll(/<(\w+)>/g, '\\<$1>');
}

function fenced(text: string): string {
  return `\`\`\`text\n${text}\n\`\`\``;
}

const before = readFileSync(FILE, 'utf8');
const after = Object.entries(SECTIONS).reduce((text, [name, make]) => {
  const section = new RegExp(String.raw`<!-- ${name} -->[\s\S]*?<!-- /${name} -->`);
  if (!section.test(text)) throw new Error(`README.md has no section "${name}"`);
  return text.replace(section, () => `<!-- ${name} -->\n${make()}\n<!-- /${name} -->`);
}, before);

if (process.argv.includes('--check')) {
  if (after !== before) {
    console.error('README.md is stale: run npm run generate');
    process.exitCode = 1;
  }
} else {
  writeFileSync(FILE, after);
}
