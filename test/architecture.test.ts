import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import manifest from '../package.json' with { type: 'json' };
import { ALONE } from '../vitest.config.ts';

interface Room {
  /** Rooms whose files it may import, besides its own. */
  readonly rooms: readonly string[];
  /** Rooms of which it may know the types only. */
  readonly types?: readonly string[];
  /** Packages and modules of node that it may load. */
  readonly packages: readonly string[];
}

/** The plan of the house. A file belongs to the room of the longest path that it begins with. */
const PLAN: Readonly<Record<string, Room>> = {
  'contracts/': { rooms: [], packages: ['zod', 'openapi3-ts/oas31'] },
  'server/domain/': {
    rooms: ['contracts/'],
    packages: [
      'node:crypto',
      'node:timers',
      'image-size/types/jpg',
      'image-size/types/png',
      'image-size/types/webp',
      'ipaddr.js',
      'mediabunny',
    ],
  },
  'server/media/': { rooms: [], types: ['server/domain/'], packages: ['node:zlib'] },
  'server/presenters': { rooms: ['contracts/'], types: ['server/domain/'], packages: [] },
  'server/operations/': {
    rooms: ['server/presenters', 'server/domain/', 'contracts/'],
    packages: [],
  },
  'server/http/': {
    rooms: ['server/operations/', 'server/domain/', 'server/media/', 'contracts/'],
    packages: ['router', '@fastify/busboy', 'node:*'],
  },
  'server/': {
    rooms: [
      'recording/',
      'server/http/',
      'server/presenters',
      'server/domain/',
      'contracts/',
      'version.ts',
    ],
    packages: ['node:*'],
  },
  'client/': { rooms: ['client/open-path.ts', 'contracts/'], packages: [] },
  'client/open-path.ts': { rooms: [], packages: ['node:fs'] },
  'report/': { rooms: ['recording/'], packages: ['zod', 'fast-xml-builder'] },
  'conformance/': {
    rooms: ['report/', 'recording/', 'drift/', 'client/', 'contracts/'],
    packages: ['node:*'],
  },
  'recording/': { rooms: ['contracts/'], packages: ['zod', 'node:*', '@fastify/busboy'] },
  'drift/': {
    rooms: ['report/', 'recording/', 'client/', 'contracts/'],
    packages: ['zod', 'yaml', 'diff', 'node:*'],
  },
  'testing/': {
    rooms: ['index.ts', 'client/', 'contracts/'],
    types: ['server/'],
    packages: ['vitest', '@jest/globals', 'node:*', 'zod'],
  },
  'cli/': {
    rooms: [
      'server/',
      'contracts/',
      'conformance/',
      'drift/',
      'recording/',
      'report/',
      'version.ts',
    ],
    types: ['server/domain/', 'server/http/'],
    packages: ['commander', 'yaml', 'node:*'],
  },
  'index.ts': {
    rooms: ['server/'],
    types: ['server/domain/', 'server/http/', 'contracts/'],
    packages: [],
  },
  'version.ts': { rooms: [], packages: [] },
};

/** Real time and real chance, which only these files of the server may touch. */
const REAL = [
  'Date.now(',
  'new Date()',
  'setTimeout(',
  'setInterval(',
  'Math.random(',
  'randomUUID(',
];
// Faults may ask for real time.
// The limits of uploads, of replies to unread bodies and of connections that ask for nothing are real
// time, as they protect the process.
const MAY_TOUCH_REAL = [
  'domain/clock.ts',
  'domain/random.ts',
  'http/deliver.ts',
  'http/linger.ts',
  'http/real-time.ts',
  'http/upload.ts',
  'state/keeper.ts',
  'workers.ts',
];

interface Import {
  readonly specifier: string;
  /** A file below src, or the name of a package. */
  readonly target: string;
  readonly isFile: boolean;
  readonly isTypeOnly: boolean;
}

interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

const SRC = join(dirname(fileURLToPath(import.meta.url)), '../src');
const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.ts'))
  .sort()
  .map((path) => sourceFile(path, readFileSync(join(SRC, path), 'utf8')));

function sourceFile(path: string, text: string): SourceFile {
  const statements = text.matchAll(/^(?:import|export)( type)?\b[^'";]*?\bfrom '([^']+)'/gm);
  const effects = text.matchAll(/^import()? '([^']+)'/gm);
  const calls = text.matchAll(/\bimport()\(\s*'([^']+)'/g);
  const imports = [...statements, ...effects, ...calls].map(([, type, specifier = '']) => {
    const isFile = specifier.startsWith('.');
    const target = isFile ? posix.join(posix.dirname(path), specifier) : specifier;
    return { specifier, target, isFile, isTypeOnly: type === ' type' };
  });
  return { path, text, imports };
}

function roomOf(path: string): string {
  const rooms = Object.keys(PLAN).filter((room) => path.startsWith(room));
  return rooms.reduce((longest, room) => (room.length > longest.length ? room : longest), '');
}

function isAllowed(path: string, { target, isFile, isTypeOnly }: Import): boolean {
  const { rooms, types = [], packages } = PLAN[roomOf(path)] ?? { rooms: [], packages: [] };
  if (isFile)
    return [roomOf(path), ...rooms, ...(isTypeOnly ? types : [])].includes(roomOf(target));
  const isNode = isBuiltin(target);
  return packages.includes(target) || (isNode && (isTypeOnly || packages.includes('node:*')));
}

function isDeclared({ target, isFile }: Import): boolean {
  const name = target.split('/', target.startsWith('@') ? 2 : 1).join('/');
  const declared = { ...manifest.dependencies, ...manifest.devDependencies };
  return isFile || isBuiltin(target) || Object.hasOwn(declared, name);
}

/** The shortest way from a file over value imports back to itself. */
function findCycle(start: SourceFile, house: readonly SourceFile[]): string | undefined {
  const ways = [[start.path]];
  const seen = new Set<string>();
  for (const way of ways) {
    const file = house.find(({ path }) => path === way.at(-1));
    for (const { target, isTypeOnly } of file?.imports ?? []) {
      if (isTypeOnly || seen.has(target)) continue;
      if (target === start.path) return [...way, target].join(' -> ');
      seen.add(target);
      ways.push([...way, target]);
    }
  }
  return undefined;
}

function complaintsAbout(file: SourceFile, house: readonly SourceFile[]): string[] {
  const { path, text, imports } = file;
  const cycle = findCycle(file, house);
  const isClosed = path.startsWith('server/') && !MAY_TOUCH_REAL.includes(path.slice(7));
  return [
    ...(roomOf(path) === '' ? ['belongs to no room'] : []),
    ...imports.filter((one) => !isAllowed(path, one)).map((one) => `may not import ${one.target}`),
    ...imports.filter((one) => !isDeclared(one)).map((one) => `${one.target} is not declared`),
    ...imports.filter((one) => one.specifier === './index.ts').map(() => 'imports its own index'),
    ...(cycle === undefined ? [] : [`is in a circle: ${cycle}`]),
    ...(isClosed ? REAL.filter((call) => text.includes(call)).map((call) => `calls ${call}`) : []),
    ...['../shared', '../test/']
      .filter((word) => text.includes(word))
      .map((word) => `needs ${word}`),
    // Node 20 may collect the signal that it gives before anything has aborted.
    ...(text.includes('AbortSignal.any(') ? ['calls AbortSignal.any('] : []),
    // Node 20 refuses letters such as ü once it has made the call fast; contracts/parse-url.ts does not.
    ...(text.includes('URL.canParse(') ? ['calls URL.canParse('] : []),
  ];
}

test('the house has its rooms', () => {
  const rooms = new Set(files.map(({ path }) => roomOf(path)));

  expect(files.length).toBeGreaterThan(60);
  expect([...rooms]).toEqual(
    expect.arrayContaining(['contracts/', 'server/domain/', 'server/http/', 'client/', 'server/']),
  );
});

test.each(files)('$path keeps to the plan', (file) => {
  expect(complaintsAbout(file, files)).toEqual([]);
});

test.each([
  [
    'server/domain/a.ts',
    "import type { A } from '../http/a.ts';",
    'may not import server/http/a.ts',
  ],
  ['contracts/a.ts', "import type { A } from '../server/a.ts';", 'may not import server/a.ts'],
  [
    'client/a.ts',
    "export {\n  a,\n} from '../server/domain/a.ts';",
    'may not import server/domain/a.ts',
  ],
  [
    'server/presenters.ts',
    "import { A } from './domain/a.ts';",
    'may not import server/domain/a.ts',
  ],
  ['server/domain/a.ts', "import 'router';", 'may not import router'],
  ['server/domain/a.ts', "import { a } from 'node:http';", 'may not import node:http'],
  ['contracts/a.ts', "const a = await import('node:fs');", 'may not import node:fs'],
  ['server/http/a.ts', "import a from 'left-pad/b';", 'left-pad/b is not declared'],
  ['client/a.ts', "import { a } from './index.ts';", 'imports its own index'],
  ['client/a.ts', "import { a } from './a.ts';", 'is in a circle: client/a.ts -> client/a.ts'],
  ['server/domain/a.ts', 'const now = Date.now();', 'calls Date.now('],
  ['server/http/a.ts', 'const id = randomUUID();', 'calls randomUUID('],
  ['client/a.ts', "import { a } from '../../../shared/a.ts';", 'needs ../shared'],
  ['client/a.ts', "import { a } from '../../test/a.ts';", 'needs ../test/'],
  ['client/a.ts', 'AbortSignal.any([a, b])', 'calls AbortSignal.any('],
  ['client/a.ts', 'URL.canParse(a)', 'calls URL.canParse('],
  ['utils/a.ts', '', 'belongs to no room'],
])('the plan forbids: %s with %j', (path, text, complaint) => {
  const file = sourceFile(path, text);

  expect(complaintsAbout(file, [file])).toContain(complaint);
});

test.each([
  ['client/a.ts', "import type { A } from './a.ts';"],
  ['server/presenters.ts', "import type { A } from './domain/a.ts';"],
  ['server/domain/clock.ts', 'const now = Date.now();'],
  ['client/a.ts', 'const now = Date.now();'],
])('the plan allows: %s with %j', (path, text) => {
  const file = sourceFile(path, text);

  expect(complaintsAbout(file, [file])).toEqual([]);
});

test('a circle of several files is found, also over a re-export', () => {
  const house = [
    sourceFile('client/a.ts', "import { b } from './b.ts';"),
    sourceFile('client/b.ts', "export * from './c.ts';"),
    sourceFile('client/c.ts', "import { a } from './a.ts';"),
  ];

  expect(findCycle(house[0]!, house)).toBe(
    'client/a.ts -> client/b.ts -> client/c.ts -> client/a.ts',
  );
});

test('tests that share a process leave it to the next as they found it', () => {
  const root = fileURLToPath(new URL('..', import.meta.url));
  const isAlone = (path: string) =>
    ALONE.some((pattern) => path.startsWith(pattern.split('*')[0] as string));
  const leavers = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .map((path) => `test/${path}`)
    .filter((path) => path.endsWith('.test.ts') && !isAlone(path))
    .filter((path) =>
      /^(?:test\.override|vi\.mock)\(/m.test(readFileSync(join(root, path), 'utf8')),
    );

  expect(leavers).toEqual([]);
});
