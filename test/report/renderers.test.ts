import { expect, test } from 'vitest';
import { ReportDocument } from '../../src/report/json.ts';
import { renderReport, wantsColor } from '../../src/report/render.ts';
import type { Check, Report } from '../../src/report/report.ts';

const passed: Check = {
  id: 'credits.shape',
  group: 'credits',
  title: 'the balance is a whole number',
  outcome: 'passed',
  basis: { kind: 'documented', page: 'https://rivya.ai/docs/api-credits' },
  durationMs: 12,
};
const finding: Check = {
  id: 'credits.reserved',
  group: 'credits',
  title: 'the balance excludes what is reserved',
  outcome: 'finding',
  basis: { kind: 'assumed', assumption: 'credits.balance' },
  expected: '99',
  seen: '100',
};
const failed: Check = {
  id: 'files.kind',
  group: 'files',
  title: 'a file keeps its kind',
  outcome: 'failed',
  basis: { kind: 'contract' },
  severity: 'breaking',
  operations: ['retrieveFile'],
  pointer: '/kind',
  expected: 'image',
  seen: 'video',
};
const skipped: Check = {
  id: 'files.foreign',
  group: 'files',
  title: 'a file of another account is hidden',
  outcome: 'skipped',
  basis: { kind: 'contract' },
  advice: 'no second key was given',
};

const report: Report = {
  tool: 'conformance',
  target: 'http://127.0.0.1:4010',
  startedAt: '2026-05-11T00:00:00.000Z',
  durationMs: 1_234,
  checks: [passed, finding, failed, skipped],
  credits: { limit: 5, spent: 3 },
  problems: [],
};

function about(changes: Partial<Check>): Report {
  return { ...report, checks: [{ ...failed, ...changes }] };
}

test('text shows every check by group, and what needs attention last', async () => {
  const text = await renderReport(report, 'text');

  expect(text).toBe(`conformance of http://127.0.0.1:4010

credits
  ✓ credits.shape     the balance is a whole number (documented)
  ? credits.reserved  the balance excludes what is reserved (assumed credits.balance)

files
  ✗ files.kind        a file keeps its kind (contract)
  - files.foreign     a file of another account is hidden (skipped: no second key was given)

Findings
  ? credits.reserved  the balance excludes what is reserved
      expected  99
      seen      100
      basis     assumed credits.balance

Failures
  ✗ files.kind  a file keeps its kind
      expected  image
      seen      video
      at        /kind
      of        retrieveFile
      severity  breaking
      basis     contract

1 failed, 1 finding, 1 skipped, 1 passed in 1.2 s; spent 3 of 5 credits
`);
});

test('text gives many checks that were skipped for one reason one line', async () => {
  const many = Array.from({ length: 6 }, (_, index) => ({ ...skipped, id: `files.${index}` }));
  const few = many.slice(0, 5);

  const together = await renderReport({ ...report, checks: [passed, ...many] }, 'text');
  const apart = await renderReport({ ...report, checks: [passed, ...few] }, 'text');

  expect(together).toContain('files\n  - 6 checks (skipped: no second key was given)\n');
  expect(apart.match(/skipped: no second key/g)).toHaveLength(5);
});

test('text has colour only when it is asked for', async () => {
  const plain = await renderReport(report, 'text');
  const coloured = await renderReport(report, 'text', { color: true });

  expect(plain).not.toContain('\u001b');
  expect(coloured).toContain('\u001b[31m✗\u001b[0m');
});

test.each([
  [{ isTTY: true }, {}, true],
  [{ isTTY: true }, { NO_COLOR: '1' }, false],
  [{ isTTY: true }, { NO_COLOR: '' }, true],
  [{ isTTY: true }, { TERM: 'dumb' }, false],
  [{}, {}, false],
  [{}, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  [{}, { FORCE_COLOR: '' }, false],
  [{ isTTY: true }, { FORCE_COLOR: '0' }, false],
])('colour is wanted by %j with %j: %s', (stream, env, expected) => {
  expect(wantsColor(stream, env)).toBe(expected);
});

test('text cannot be made to move the cursor or to begin a line', async () => {
  const hostile = about({ seen: 'a\u001b[2Jb\r\n::error::c\u0007\u009b' });

  const text = await renderReport(hostile, 'text');

  expect(text).toContain('      seen      a\ufffd[2Jb ::error::c\ufffd\ufffd\n');
});

test('junit has a suite for each group; findings have passed and say so', async () => {
  const xml = await renderReport({ ...report, problems: ['the host went away'] }, 'junit');

  expect(xml).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="conformance of http://127.0.0.1:4010" tests="5" failures="1" errors="1" skipped="1" time="1.234" timestamp="2026-05-11T00:00:00.000Z">
  <testsuite name="credits" tests="2" failures="0" errors="0" skipped="0" time="0.012">
    <testcase classname="credits" name="credits.shape: the balance is a whole number" time="0.012"/>
    <testcase classname="credits" name="credits.reserved: the balance excludes what is reserved" time="0.000">
      <system-out>finding
expected: 99
seen: 100
basis: assumed credits.balance</system-out>
    </testcase>
  </testsuite>
  <testsuite name="files" tests="2" failures="1" errors="0" skipped="1" time="0.000">
    <testcase classname="files" name="files.kind: a file keeps its kind" time="0.000">
      <failure message="video" type="files.kind">expected: image
seen: video
at: /kind
of: retrieveFile
severity: breaking
basis: contract</failure>
    </testcase>
    <testcase classname="files" name="files.foreign: a file of another account is hidden" time="0.000">
      <skipped message="no second key was given"/>
    </testcase>
  </testsuite>
  <testsuite name="problems" tests="1" failures="0" errors="1" skipped="0" time="0.000">
    <testcase classname="problems" name="problem 1" time="0.000">
      <error message="the host went away" type="problem"/>
    </testcase>
  </testsuite>
  <system-out>1 failed, 1 finding, 1 skipped, 1 passed in 1.2 s; spent 3 of 5 credits</system-out>
</testsuites>
`);
});

test('junit escapes what XML would read, and drops what XML cannot hold', async () => {
  const seen = `<b a="1">&amp; 'x' ]]> \u0000\u0008\ufffe\ud800 true`;

  const xml = await renderReport(about({ seen }), 'junit');

  const safe =
    '&lt;b a=&quot;1&quot;&gt;&amp;amp; &apos;x&apos; ]]&gt; \ufffd\ufffd\ufffd\ufffd true';
  expect(xml).toContain(`message="${safe}"`);
  expect(xml).toContain(`seen: ${safe}\n`);
});

test('json is what its schema says, with the counts and the exit code', async () => {
  const json = await renderReport(report, 'json');

  const document = ReportDocument.parse(JSON.parse(json));
  expect(Object.keys(document)).toEqual([
    ...['format', 'tool', 'target', 'startedAt', 'durationMs', 'exitCode', 'counts', 'credits'],
    ...['problems', 'checks'],
  ]);
  expect(document.exitCode).toBe(1);
  expect(document.counts).toEqual({ passed: 1, failed: 1, finding: 1, skipped: 1, unchecked: 0 });
  expect(document.checks).toEqual(report.checks);
});

test('markdown says the verdict, what needs attention, and the groups in a table', async () => {
  const markdown = await renderReport(report, 'markdown');

  expect(markdown).toBe(`## conformance of \`http://127.0.0.1:4010\`

**The contract is broken**: 1 failed, 1 finding, 1 skipped, 1 passed in 1.2 s; spent 3 of 5 credits

### Failures

- ❌ \`files.kind\` a file keeps its kind
  - expected: \`image\`
  - seen: \`video\`
  - at: \`/kind\`
  - of: \`retrieveFile\`
  - severity: \`breaking\`
  - basis: contract

### Findings

- 🔎 \`credits.reserved\` the balance excludes what is reserved
  - expected: \`99\`
  - seen: \`100\`
  - basis: assumed credits.balance

| group | failed | findings | not checked | passed |
|---|---:|---:|---:|---:|
| credits |  | 1 |  | 1 |
| files | 1 |  | 1 |  |

<details><summary>1 skipped</summary>

- \`files.foreign\`: no second key was given

</details>
`);
});

test('markdown keeps pipes, backticks, tags and mentions of a reply from being read', async () => {
  const hostile = about({ group: 'a|b', title: '<img> @all *x*', seen: 'a | ``b`` \n# c' });

  const markdown = await renderReport(hostile, 'markdown');

  expect(markdown).toContain('&lt;img&gt; \\@all \\*x\\*\n');
  expect(markdown).toContain('  - seen: ``` a \\| ``b`` # c ```\n');
  expect(markdown).toContain('| a\\|b | 1 |');
});

test('github has an annotation for each check that needs attention', async () => {
  const commands = await renderReport({ ...report, problems: ['gone'] }, 'github');

  expect(commands.split('\n')).toEqual([
    '::error title=files.kind::a file keeps its kind%0Aexpected: image%0Aseen: video%0Aat: /kind%0Aof: retrieveFile%0Aseverity: breaking%0Abasis: contract',
    '::warning title=credits.reserved::the balance excludes what is reserved%0Aexpected: 99%0Aseen: 100%0Abasis: assumed credits.balance',
    '::error title=conformance problem::gone',
    '::notice title=conformance of http%3A//127.0.0.1%3A4010::1 failed, 1 finding, 1 skipped, 1 passed in 1.2 s; spent 3 of 5 credits',
    '',
  ]);
});

test('github escapes what would end a command or begin another', async () => {
  const hostile = about({ id: 'a,b:c%', title: '100%\r\n::set-env name=x::y' });

  const commands = await renderReport(hostile, 'github');

  expect(commands).toContain('::error title=a%2Cb%3Ac%25::100%25 ::set-env name=x::y%0Aexpected');
  expect(commands.match(/^::/gm)).toHaveLength(2);
});

test.each(['text', 'junit', 'json', 'markdown', 'github'] as const)(
  '%s never shows a key, a secret, a token or credentials',
  async (format) => {
    const seen = 'Bearer rvya_sk_live_abcdef, whsec_c2VjcmV0c2VjcmV0, {"duration_token":"dt.abc"}';
    const target = 'https://user:pass@rivya.ai/?token=t0k3n';

    const text = await renderReport(
      { ...about({ seen }), target, problems: ['rvya_sk_live_abcdef'] },
      format,
    );

    expect(text).not.toMatch(/live_abcdef|c2VjcmV0|dt\.abc|user:pass|t0k3n/);
  },
);

test('a report without any check says so', async () => {
  const text = await renderReport({ ...report, checks: [], credits: undefined! }, 'text');

  expect(text).toContain('nothing was checked in 1.2 s');
});
