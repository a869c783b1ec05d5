/** The runners for which a first test can be written. */
export type Runner = 'vitest' | 'jest' | 'node-test';

/** A file of the first test. */
export interface PlannedFile {
  readonly path: string;
  readonly text: string;
}

/** What a project is made of, as far as a first test depends on it. */
export interface Project {
  readonly runner: Runner;
  readonly usesTypeScript: boolean;
  readonly dir: string;
}

/** A line of a written file that imports something. */
function from(module: string, names: string): string {
  return `import ${names} from '${module}';`;
}

const BODY = `  const task = await rivya.generations.create({ model: 'kling-3-0', prompt: 'A paper boat' });

  const done = await rivya.generations.wait(task.id);
`;

const FAILURE = `  world.generations.plan({ outcome: 'failed' });
  const task = await rivya.generations.create({ model: 'kling-3-0', prompt: 'A paper boat' });
`;

const VITEST = `${from('rivya-testkit/testing/vitest', '{ expect, test }')}

test('pays for a video when it is done', async ({ rivya, world }) => {
${BODY}
  expect(done.status).toBe('succeeded');
  expect(world).toHaveSpent(90);
  expect(world).toHaveSettledOnce(task.id);
});

test('gives the credits back when it fails', async ({ rivya, world }) => {
${FAILURE}
  await expect(rivya.generations.wait(task.id)).rejects.toThrow('generation_failed');

  expect(world).toHaveSpent(0);
  expect(world).toHaveNoHeldCredits();
});
`;

const JEST = `${from('@jest/globals', '{ expect, test }')}
${from('rivya-testkit/testing/jest', '{ withRivya }')}

test('pays for a video when it is done', withRivya(async ({ rivya, world }) => {
${BODY}
  expect(done.status).toBe('succeeded');
  expect(world).toHaveSpent(90);
  expect(world).toHaveSettledOnce(task.id);
}));

test('gives the credits back when it fails', withRivya(async ({ rivya, world }) => {
${FAILURE}
  await expect(rivya.generations.wait(task.id)).rejects.toThrow('generation_failed');

  expect(world).toHaveSpent(0);
  expect(world).toHaveNoHeldCredits();
}));
`;

const NODE_TEST = `${from('node:assert/strict', 'assert')}
${from('node:test', '{ test }')}
${from('rivya-testkit/testing/node-test', '{ assertNoHeldCredits, assertSettledOnce, assertSpent, withRivya }')}

test('pays for a video when it is done', withRivya(async ({ rivya, world }) => {
${BODY}
  assert.equal(done.status, 'succeeded');
  await assertSpent(world, 90);
  await assertSettledOnce(world, task.id);
}));

test('gives the credits back when it fails', withRivya(async ({ rivya, world }) => {
${FAILURE}
  await assert.rejects(rivya.generations.wait(task.id), /generation_failed/);

  await assertSpent(world, 0);
  await assertNoHeldCredits(world);
}));
`;

const JEST_CONFIG = `export default {
  // The test is an ES module, which jest runs as it is.
  testMatch: ['**/*.{test,spec}.{js,mjs,cjs,ts,tsx}'],
};
`;

/** The script `test` of package.json, where the project has none. */
export const SCRIPTS: { readonly [Name in Runner]: string } = {
  vitest: 'vitest run',
  jest: 'node --experimental-vm-modules node_modules/jest/bin/jest.js',
  'node-test': 'node --test',
};

/** The files of a first test; those that are only needed where there is none are not replaced. */
export function planFiles({ runner, usesTypeScript, dir }: Project): PlannedFile[] {
  if (runner === 'vitest') {
    return [{ path: `${dir}/rivya.test.${usesTypeScript ? 'ts' : 'js'}`, text: VITEST }];
  }
  if (runner === 'node-test') return [{ path: `${dir}/rivya.test.mjs`, text: NODE_TEST }];
  return [{ path: `${dir}/rivya.test.mjs`, text: JEST }];
}

/** The configuration that jest needs to find tests in .mjs, for projects that have none. */
export const JEST_CONFIG_FILE: PlannedFile = { path: 'jest.config.mjs', text: JEST_CONFIG };
