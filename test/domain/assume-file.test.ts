import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from 'vitest';
import {
  isPosition,
  type LearntPosition,
  parseAssumptionFile,
  writeAssumptionFile,
} from '../../src/contracts/assumption-file.ts';
import type { SwitchId } from '../../src/contracts/switches.ts';
import { resolveOptions } from '../../src/server/options.ts';

const DATE = '2026-05-11T00:00:00.000Z';
const LEARNT: readonly LearntPosition[] = [
  { id: 'http.createStatus', position: '201', evidence: '201', date: DATE },
  { id: 'file.signature', position: 'detected', evidence: '200', date: DATE },
];

const test = base.extend<{ write: (text: string) => string }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of fixtures from the pattern
  write: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'assumptions-'));
    await use((text) => {
      const file = join(folder, 'learnt.json');
      writeFileSync(file, text);
      return file;
    });
    rmSync(folder, { recursive: true });
  },
});

test('A file tells what was seen, when, and whether that was assumed', ({ expect }) => {
  expect(JSON.parse(writeAssumptionFile('https://rivya.ai', LEARNT))).toEqual({
    format: 'rivya-testkit-assumptions',
    version: 1,
    target: 'https://rivya.ai',
    assumptions: {
      'http.createStatus': { position: '201', verdict: 'refuted', evidence: '201', date: DATE },
      'file.signature': { position: 'detected', verdict: 'confirmed', evidence: '200', date: DATE },
    },
  });
});

test('Switches stand in the order of the register, and the last line about each counts', ({
  expect,
}) => {
  const seen = (id: SwitchId, position: string) => ({ id, position, evidence: 'x', date: DATE });
  const text = writeAssumptionFile('https://rivya.ai', [
    seen('file.signature', 'declared-must-agree'),
    seen('http.createStatus', '201'),
    seen('error.insufficientCredits', 'http400'),
    seen('http.createStatus', '202'),
  ]);

  expect(Object.entries(parseAssumptionFile(text))).toEqual([
    ['http.createStatus', '202'],
    ['error.insufficientCredits', 'http400'],
    ['file.signature', 'declared-must-agree'],
  ]);
});

test('A position is one that the switch can take', ({ expect }) => {
  expect(isPosition('http.createStatus', '202')).toBe(true);
  expect(isPosition('http.createStatus', '204')).toBe(false);
});

test('A fake takes its switches from a file, and from assume before it', ({ write, expect }) => {
  const assumeFile = write(writeAssumptionFile('https://rivya.ai', LEARNT));

  const { switches } = resolveOptions({ assumeFile });
  const over = resolveOptions({ assumeFile, assume: { 'http.createStatus': '202' } });

  expect(switches).toMatchObject({ 'http.createStatus': '201', 'file.signature': 'detected' });
  expect(over.switches['http.createStatus']).toBe('202');
});

const learnt = (assumptions: object) =>
  JSON.stringify({ format: 'rivya-testkit-assumptions', version: 1, target: 'x', assumptions });
const known = { position: '204', verdict: 'refuted', evidence: '204', date: DATE };

test.for([
  ['{', 'it is not JSON'],
  ['[]', 'the file must be an object: received []'],
  [
    '{"format":"rivya-testkit-recording","version":1,"target":"x","assumptions":{}}',
    'format must be "rivya-testkit-assumptions": received "rivya-testkit-recording"',
  ],
  [
    learnt({ 'http.unheardOf': known }),
    'Cannot switch the assumption "http.unheardOf": it is unknown;',
  ],
  [
    learnt({ 'auth.order': known }),
    'Cannot switch the assumption "auth.order": it has no alternatives;',
  ],
  [
    learnt({ 'http.createStatus': known }),
    'Cannot switch the assumption "http.createStatus" to "204": expected one of 200, 201, 202',
  ],
] as const)('What is no such file is refused: %s', ([text, reason], { write, expect }) => {
  const assumeFile = write(text);

  expect(() => parseAssumptionFile(text)).toThrow(RangeError);
  expect(() => resolveOptions({ assumeFile })).toThrow(
    `Cannot read the assumptions of "${assumeFile}": ${reason}`,
  );
});

test('A file that is not there is named', ({ expect }) => {
  expect(() => resolveOptions({ assumeFile: 'nowhere.json' })).toThrow(
    new RangeError('Cannot read the assumptions of "nowhere.json": there is no such file'),
  );
});
