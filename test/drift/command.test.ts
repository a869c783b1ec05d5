import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { type Fake, startFake } from '../../src/index.ts';
import { ReportDocument } from '../../src/report/json.ts';
import { test as base } from '../support/drift-command.ts';
import { liar } from '../support/liar.ts';

const DOCUMENT = '/api/v1/openapi.json';
const MODELS = '/api/v1/models';
const FORMS = ['text', 'junit', 'json', 'markdown', 'github', 'issue'] as const;

/** What a moved API publishes at a path, from what the contract says; `undefined` is a 404. */
// biome-ignore lint/suspicious/noExplicitAny: moves are made in bodies of all shapes
type Moves = Readonly<Record<string, (body: any) => object | undefined>>;

const test = base.extend<{ fake: Fake; moved: (moves?: Moves) => Promise<string> }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the names of fixtures from the pattern
  fake: async ({}, use) => {
    const fake = await startFake();
    await use(fake);
    await fake.close();
  },
  /** The address of the fake, with changes in what it publishes. */
  moved: async ({ fake, listen }, use) => {
    const lie = (moves: Moves) =>
      liar(fake.url, ({ body }, { method, path }) => {
        const move = method === 'GET' ? moves[path] : undefined;
        const changed = move?.(body);
        return changed === undefined && move !== undefined
          ? { status: 404 }
          : { body: changed ?? body };
      });
    await use((moves = {}) => listen(lie(moves)));
  },
});

/** A list of models in which one has another price. */
const dearer: Moves[string] = (list) => {
  list.data.find(({ id }: { id: string }) => id === 'kling-3-0').base_credits += 7;
  return list;
};

/** A document whose generations have lost their result. */
const withoutResult: Moves[string] = (document) => {
  const { Generation } = document.components.schemas;
  delete Generation.properties.result;
  Generation.required = Generation.required.filter((name: string) => name !== 'result');
  return document;
};

const ENDS = [
  { exit: 0, what: 'an API that is as its contract says', moves: {} },
  {
    exit: 1,
    what: 'an API that has moved',
    moves: { [MODELS]: dearer, [DOCUMENT]: withoutResult },
  },
  { exit: 2, what: 'an API without a document', moves: { [DOCUMENT]: () => undefined } },
] as const;

/** What each form says of each end. */
const SAYS: Readonly<Record<(typeof FORMS)[number], readonly [RegExp, RegExp, RegExp]>> = {
  text: [
    /^drift of http[\s\S]*\d+ passed/,
    /Models\n {2}model +field +contract +live +severity\n {2}kling-3-0 +base_credits +\d+ +\d+ +breaking\n[\s\S]*✗ document\.reply-field-removed/,
    /Problems\n {2}! Cannot get/,
  ],
  junit: [/failures="0" errors="0"/, /<failure /, /<testsuite name="problems"/],
  json: [/"exitCode": 0/, /"exitCode": 1/, /"exitCode": 2/],
  markdown: [/\*\*The contract is kept\*\*/, /### Failures/, /\*\*It could not be checked\*\*/],
  github: [
    /^::notice /,
    /^::error title=\S*document\.reply-field-removed::/m,
    /^::error title=drift problem::/m,
  ],
  issue: [/^# The Rivya API is as/, /^# The Rivya API has moved/, /^# The Rivya API could not be/],
};

describe.for(ENDS)('Of $what the exit code is $exit', ({ exit, moves }) => {
  test('and every form of the report says so', async ({ drift, moved, folder, expect }) => {
    const url = await moved(moves);
    const also = FORMS.flatMap((form) => ['--also', `${form}=${join(folder, form)}`]);

    const { status } = await drift('--base-url', url, ...also);

    const read = (form: string) => readFileSync(join(folder, form), 'utf8');
    expect(status).toBe(exit);
    for (const form of FORMS) expect(read(form), form).toMatch(SAYS[form][exit]);
    expect(ReportDocument.parse(JSON.parse(read('json'))).exitCode).toBe(exit);
  });

  test.for(FORMS)('and --report %s alone says so', async (form, { drift, moved, expect }) => {
    const { status, stdout } = await drift(
      ...['--base-url', await moved(moves), '--no-probes', '--report', form],
    );

    expect(status).toBe(exit);
    expect(stdout).toMatch(SAYS[form][exit]);
  });
});

function acceptedUntil(until: string): string {
  const entry = { id: 'a', pointer: '', reason: 'Known', date: '2026-05-11', until };
  return JSON.stringify({ accepted: [entry] });
}

describe('What could not be begun is reported in every form, and is exit code 2', () => {
  const broken = [
    ['--baseline', undefined, 'Cannot read: ENOENT'],
    ['--baseline', '{"accepted": 5}', 'Cannot read the baseline: accepted is wrong'],
    [
      '--baseline',
      acceptedUntil('2026-99-99'),
      'Cannot read the baseline: accepted.0.until is wrong',
    ],
    ['--only', undefined, 'Cannot read: ENOENT'],
    ['--only', '{"operations": [', 'Cannot read names'],
    ['--document', undefined, 'Cannot read: ENOENT'],
  ] as const;

  test.for(broken)(
    '%s with the text %j',
    async ([option, text, problem], { drift, folder, expect }) => {
      const file = join(folder, 'given.json');
      if (text !== undefined) writeFileSync(file, text);
      const also = FORMS.flatMap((form) => ['--also', `${form}=${join(folder, form)}`]);

      const { status, stdout } = await drift(
        '--base-url',
        'http://127.0.0.1:1',
        option,
        file,
        ...also,
      );

      const says = expect.stringContaining(`${option} ${file}: ${problem}`);
      const { problems, exitCode } = JSON.parse(readFileSync(join(folder, 'json'), 'utf8'));
      expect({ status, exitCode, problems }).toEqual({ status: 2, exitCode: 2, problems: [says] });
      expect(stdout).toEqual(says);
      for (const form of FORMS) {
        expect(readFileSync(join(folder, form), 'utf8').replaceAll('\\', ''), form).toContain(
          option,
        );
      }
    },
  );

  test('a recording that is none', async ({ drift, folder, expect }) => {
    const file = join(folder, 'notes.txt');
    writeFileSync(file, 'hello');

    const { status, stdout } = await drift('--recording', file, '--report', 'markdown');

    expect(status).toBe(2);
    expect(stdout).toMatch(/### Problems\n\n- .*line 1 is not JSON/);
  });
});

const SOME = ['--base-url', 'http://127.0.0.1:1'];

test.for([
  [[...SOME, '--reason', 'Known'], 'give --write-baseline too'],
  [[...SOME, '--write-baseline', 'b.json'], 'give one with --reason'],
  [
    [...SOME, '--out', 'x', '--also', 'json=./x'],
    '--out and --also json would write the same file',
  ],
  [[...SOME, '--also', 'json=x', '--also', 'text=x'], '--also json and --also text would write'],
  [['--recording', 'a.har', '--out', 'a.har'], '--out would write over the file of --recording'],
  [[...SOME, '--only', 'n.txt', '--out', 'n.txt'], '--out would write over the file of --only'],
  [[...SOME, '--max-credits', '5'], 'give --api-key or RIVYA_API_KEY too'],
  [[...SOME, '--report', 'pdf'], 'Allowed choices are text, junit, json'],
  [[], 'give either --base-url or --recording'],
] as const)(
  'A command line that cannot be meant is exit code 64, and sends nothing: %j',
  async ([flags, reason], { drift, expect }) => {
    const { status, stdout, output } = await drift(...flags);

    expect({ status, stdout }).toEqual({ status: 64, stdout: '' });
    expect(output).toContain(reason);
  },
);

test('What was left out is named in the summary, and accepted differences are counted apart', async ({
  drift,
  moved,
  baseline,
  expect,
}) => {
  const url = await moved({ [MODELS]: dearer });
  const accept = ['--write-baseline', baseline, '--reason', 'Known since May'];

  const first = await drift('--base-url', url, '--no-probes', ...accept);
  const again = await drift('--base-url', url, '--no-probes', '--baseline', baseline);

  expect([first.status, again.status]).toEqual([1, 0]);
  expect(first.stdout).toMatch(/1 failed, .*; not looked at: the probes \(--no-probes\)\n$/);
  expect(again.stdout).toMatch(/, 1 accepted by the baseline in /);
});

test('A baseline that is written over keeps what it accepted', async ({
  drift,
  moved,
  baseline,
  expect,
}) => {
  const flags = (reason: string) => [
    ...['--no-probes', '--write-baseline', baseline, '--reason', reason],
  ];
  await drift('--base-url', await moved({ [MODELS]: dearer }), ...flags('Known'));
  const both = await moved({ [MODELS]: dearer, [DOCUMENT]: withoutResult });

  await drift('--base-url', both, ...flags('New'), '--baseline', baseline);
  const { status } = await drift('--base-url', both, '--no-probes', '--baseline', baseline);

  const { accepted } = JSON.parse(readFileSync(baseline, 'utf8'));
  expect(accepted.map(({ reason }: { reason: string }) => reason)).toEqual(['Known', 'New']);
  expect(status).toBe(0);
});

test('A run that was not whole writes no baseline', async ({ drift, baseline, expect }) => {
  const { output } = await drift(...SOME, '--write-baseline', baseline, '--reason', 'Known');

  expect(output).toContain(`Did not write ${baseline}: the run was not whole`);
  expect(existsSync(baseline)).toBe(false);
});

test('A caller whose every difference is accepted is green, and one of nothing is not', async ({
  drift,
  moved,
  baseline,
  expect,
}) => {
  const url = await moved({ [MODELS]: dearer });
  const flags = ['--base-url', url, '--no-probes'];
  await drift(...flags, '--write-baseline', baseline, '--reason', 'Known');

  const own = await drift(...flags, '--only', 'createGeneration,kling-3-0', '--baseline', baseline);
  const none = await drift(...flags, '--only', 'retrieveCredits,kling-3-0');

  expect(own.status).toBe(0);
  expect(none.status).toBe(1);
});

describe('A key that the API does not take', () => {
  test('is exit code 2 and says so, not a broken contract', async ({
    drift,
    fake,
    moved,
    expect,
  }) => {
    const { status, stdout } = await drift(
      ...['--base-url', await moved(), '--api-key', `${fake.apiKey}.revoked`, '--report', 'json'],
    );

    const { problems, counts } = JSON.parse(stdout);
    expect({ status, problems }).toEqual({
      status: 2,
      problems: ['The API refuses the API key: 401 api_key_revoked'],
    });
    expect(counts).toMatchObject({ failed: 0, finding: 0 });
  });

  test('for want of scopes is no broken contract: what it cannot see is skipped', async ({
    drift,
    fake,
    moved,
    expect,
  }) => {
    const { status, stdout } = await drift(
      ...['--base-url', await moved(), '--api-key', `${fake.apiKey}.readonly`],
    );

    expect(status).toBe(0);
    expect(stdout).toContain('(skipped: The key lacks the scope to look at it.)');
  });
});

test('Credits that are too few for what they were allowed for are no pass', async ({
  drift,
  fake,
  moved,
  expect,
}) => {
  const url = await moved({
    [MODELS]: (list) => {
      for (const model of list.data) model.base_credits = 900;
      return list;
    },
  });

  const { stdout } = await drift(
    ...['--base-url', url, '--api-key', fake.apiKey, '--max-credits', '5', '--report', 'json'],
  );

  expect(JSON.parse(stdout).problems).toEqual([
    'Nothing was started: The cheapest generation costs 900: allow as many with --max-credits.',
  ]);
});

test('A refusal that has moved is red only for those whose operation it is', async ({
  drift,
  fake,
  listen,
  expect,
}) => {
  const url = await listen(
    liar(fake.url, (_reply, { method, path }) =>
      method === 'POST' && path === '/api/v1/webhooks' ? { status: 418 } : {},
    ),
  );
  const failed = async (only: string) => {
    const flags = ['--api-key', fake.apiKey, '--only', only, '--report', 'json'];
    const { stdout } = await drift('--base-url', url, ...flags);
    const { checks } = JSON.parse(stdout) as ReportDocument;
    return checks.filter(({ id, outcome }) => /webhook-url/.test(id) && outcome === 'failed')
      .length;
  };

  expect(await failed('createWebhookEndpoint')).toBe(6);
  expect(await failed('retrieveCredits')).toBe(0);
});

test('--json is --report json', async ({ drift, moved, expect }) => {
  const { status, stdout } = await drift('--base-url', await moved(), '--no-probes', '--json');

  expect(JSON.parse(stdout)).toMatchObject({ tool: 'drift', exitCode: status });
});

test('A whole run says nothing beside its report', async ({ drift, fake, moved, expect }) => {
  const keys = ['--api-key', fake.apiKey, '--restricted-key', `${fake.apiKey}.readonly`];

  const { status, stdout, output } = await drift('--base-url', await moved(), ...keys);

  expect(status).toBe(0);
  expect(output).toBe(stdout);
});

describe('--only', () => {
  const failedOf = (stdout: string) =>
    (JSON.parse(stdout) as ReportDocument).checks
      .filter(({ outcome }) => outcome === 'failed')
      .map(({ id }) => id);

  test.for([
    ['kling-3-0', 1, ['document.reply-field-removed', 'catalogue.price-changed']],
    ['z-image', 1, ['document.reply-field-removed']],
    ['claude-sonnet-4-6-chat', 0, []],
    ['createGeneration,z-image', 1, ['document.reply-field-removed']],
    ['retrieveFile,z-image', 1, ['document.reply-field-removed']],
    ['retrieveCredits,kling-3-0', 1, ['document.reply-field-removed', 'catalogue.price-changed']],
    ['kling-3-o', 2, []],
    [',', 2, []],
  ] as const)('%s is exit code %i', async ([only, exit, ids], { drift, moved, expect }) => {
    const url = await moved({ [MODELS]: dearer, [DOCUMENT]: withoutResult });
    const flags = ['--base-url', url, '--no-probes', '--report', 'json'];

    const { status, stdout } = await drift(...flags, '--only', only);

    expect(status).toBe(exit);
    expect([...new Set(failedOf(stdout))]).toEqual(ids);
  });
});

test('A document that never ends is given up, and is no pass', async ({
  drift,
  listen,
  expect,
}) => {
  const chunk = '"'.padEnd(2 ** 20, 'x');
  let sent = 0;
  const url = await listen((_req, res) => {
    const more = () => {
      do sent++;
      while (res.write(chunk));
    };
    res.writeHead(200, { 'content-type': 'application/json' }).on('drain', more);
    more();
  });

  const { status, output } = await drift('--base-url', url, '--no-probes');

  expect(status).toBe(2);
  expect(output).toContain('Cannot get /api/v1/openapi.json: it is over 20 MB');
  expect(sent).toBeLessThan(100);
});

test('A reply to a probe that is too long is named, and is no pass', async ({
  drift,
  fake,
  listen,
  expect,
}) => {
  const balance = 'x'.repeat(17 * 2 ** 20);
  const url = await listen(
    liar(fake.url, (_reply, { path }) => (path === '/api/v1/credits' ? { body: { balance } } : {})),
  );

  const { status, output } = await drift('--base-url', url, '--api-key', fake.apiKey);

  expect(status).toBe(2);
  expect(output).toContain('Cannot read the reply to GET /api/v1/credits: it is over 16 MiB');
});

test('What --only leaves out is one line of the text, and the title of the issue counts what differs', async ({
  drift,
  moved,
  expect,
}) => {
  const url = await moved({ [DOCUMENT]: withoutResult, [MODELS]: dearer });
  const flags = ['--base-url', url, '--no-probes'];

  const { stdout } = await drift(...flags, '--only', 'createGeneration,z-image');
  const issue = await drift(...flags, '--report', 'issue');

  expect(stdout.match(/\(skipped: /g)?.length).toBeLessThan(10);
  expect(stdout).toMatch(/^ {2}- \d+ checks \(skipped: /m);
  expect(issue.stdout).toMatch(
    /^# The Rivya API has moved: \d breaking differences?(, 1 other difference)?\n/,
  );
});
