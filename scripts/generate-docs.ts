// Writes the generated sections of README.md and docs/ from the catalogues; `--check` fails if one is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import * as catalogues from './reference/catalogues.ts';
import { commandLine } from './reference/command-line.ts';
import { controlPlane } from './reference/control-plane.ts';
import { models, unseen } from './reference/models.ts';
import { options, someOptions } from './reference/options.ts';
import { pages, sourceCounts } from './reference/sources.ts';

/** What most callers set; all others stand in docs/reference/options.md. */
const FIRST_OPTIONS = [
  'seed',
  'clock',
  'credits',
  'rateLimit',
  'timing',
  'assume',
  'forwardWebhooks',
  'state',
];

/** File to its sections: the text between `<!-- name -->` and `<!-- /name -->` is generated. */
const SECTIONS: Record<string, Record<string, () => string>> = {
  'README.md': {
    served: catalogues.served,
    options: () => someOptions('server/options.ts', 'FakeOptions', FIRST_OPTIONS),
    errors: catalogues.errorsInShort,
  },
  'docs/how-true-is-it.md': {
    served: catalogues.served,
    counts: sourceCounts,
    unseen,
    switches: catalogues.switches,
    assumptions: catalogues.assumptions,
    pages,
  },
  'docs/worlds-and-keys.md': { 'key-variants': catalogues.keyVariants },
  'docs/reference/command-line.md': { commands: commandLine },
  'docs/reference/control-plane.md': { calls: controlPlane },
  'docs/reference/errors.md': { errors: catalogues.errors, 'task-errors': catalogues.taskErrors },
  'docs/reference/models.md': { models },
  'docs/reference/options.md': {
    options: () => options('server/options.ts', 'FakeOptions'),
    'client-options': () => options('client/options.ts', 'ClientOptions'),
    'conformance-options': () => options('conformance/run-conformance.ts', 'ConformanceOptions'),
    'drift-options': () => options('drift/run-drift.ts', 'DriftOptions'),
    'proxy-options': () => options('drift/proxy.ts', 'ProxyOptions'),
  },
  'docs/reference/webhook-events.md': { events: catalogues.events },
};

for (const [name, sections] of Object.entries(SECTIONS)) {
  const file = new URL(`../${name}`, import.meta.url);
  const before = readFileSync(file, 'utf8');
  const after = Object.entries(sections).reduce(
    (text, [section, make]) => filled(name, text, section, make()),
    before,
  );
  if (after === before) continue;
  if (process.argv.includes('--check')) {
    console.error(`${name} is stale: run npm run generate`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, after);
    console.log(`${name} written`);
  }
}

function filled(name: string, text: string, section: string, content: string): string {
  const place = new RegExp(String.raw`<!-- ${section} -->[\s\S]*?<!-- /${section} -->`);
  if (!place.test(text)) throw new Error(`${name} has no section "${section}"`);
  return text.replace(place, () => `<!-- ${section} -->\n${content}\n<!-- /${section} -->`);
}
