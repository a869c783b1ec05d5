import { en, Faker } from '@faker-js/faker';
import { expect, test } from 'vitest';
import { generationEndpoints } from '../../src/contracts/generations.ts';
import { MEDIA_KIND_NAMES, type MediaKind } from '../../src/contracts/media.ts';
import { MEDIA_MODEL_IDS, type MediaModelId, modelRow } from '../../src/contracts/models/index.ts';
import type { NumberParam, Param } from '../../src/contracts/models/params.ts';
import type { ReferencePolicy } from '../../src/contracts/models/row.ts';
import { setSwitches } from '../../src/contracts/switches.ts';

const STRICT = setSwitches({ 'model.unseenParams': 'reject' });

const REQUESTS_PER_MODEL = 20;

interface Draw {
  model: MediaModelId;
  prompt?: string;
  params: Record<string, unknown>;
}

/** A valid request with one part made invalid, and the path at which that must be noticed. */
interface Mutation {
  body: unknown;
  path: string;
}

function drawNumber(faker: Faker, { range }: NumberParam): number {
  const { min = 0, max = 1_000, step } = range ?? {};
  if (step === undefined) return faker.number.float({ min, max });
  const steps = { min: Math.round(min / step), max: Math.round(max / step) };
  return Number((faker.number.int(steps) * step).toFixed(2));
}

function drawParam(faker: Faker, param: Param): unknown {
  switch (param.type) {
    case 'select':
      return faker.helpers.arrayElement(param.options);
    case 'number':
      return drawNumber(faker, param);
    case 'text':
      return faker.lorem.words();
    case 'lines':
      return faker.helpers.multiple(
        () => ({ voice: faker.person.firstName(), text: faker.lorem.sentence() }),
        { count: { min: 1, max: 5 } },
      );
  }
}

function drawReferences(faker: Faker, policy: ReferencePolicy) {
  const kinds = MEDIA_KIND_NAMES.filter((kind) => policy.kinds[kind] !== undefined);
  const most = policy.maxFiles ?? 20;
  const free = { [faker.helpers.arrayElement(kinds)]: most };
  const counts: { [Kind in MediaKind]?: number } = policy.combinations
    ? faker.helpers.arrayElement(policy.combinations)
    : free;
  return kinds.flatMap((kind) =>
    faker.helpers.multiple(
      () => ({
        url: faker.internet.url(),
        kind,
        mimeType: faker.helpers.arrayElement(policy.kinds[kind]?.mimeTypes ?? []),
      }),
      { count: { min: 0, max: counts[kind] ?? 0 } },
    ),
  );
}

function drawRequest(faker: Faker, model: MediaModelId): Draw {
  const { params, prompt, references } = modelRow(model);
  const chosen = Object.entries(params).filter(
    ([, param]) => param.required || faker.datatype.boolean(),
  );
  const values = chosen.map(([key, param]) => [key, drawParam(faker, param)]);
  const length = { min: 1, max: Math.min(prompt.maxLength ?? 2_000, 2_000) };
  return {
    model,
    ...((prompt.required || faker.datatype.boolean()) && {
      prompt: faker.string.alphanumeric({ length }),
    }),
    params: {
      ...Object.fromEntries(values),
      ...(references && { referenceMediaItems: drawReferences(faker, references) }),
    },
  };
}

function wrongValues(param: Param): unknown[] {
  switch (param.type) {
    case 'select':
      return ['no-such-option', null, 0];
    case 'number': {
      const { min, max } = param.range ?? {};
      const outside = [min === undefined ? [] : min - 1, max === undefined ? [] : max + 1];
      return ['5', null, ...outside.flat()];
    }
    case 'text':
      return [42, null];
    case 'lines':
      return ['no list', [], null];
  }
}

function mutate(request: Draw): Mutation[] {
  const { model, params } = request;
  const row = modelRow(model);
  const withParam = (key: string, value: unknown, path: string) => ({
    body: { ...request, params: { ...params, [key]: value } },
    path,
  });
  const wrongParams = Object.entries(row.params).flatMap(([key, param]) =>
    wrongValues(param).map((value) => withParam(key, value, `params.${key}`)),
  );
  const missingParams = Object.entries(row.params)
    .filter(([, param]) => param.required)
    .map(([key]) => withParam(key, undefined, `params.${key}`));
  const wrongPrompts = [
    { body: { ...request, prompt: 42 }, path: 'prompt' },
    ...(row.prompt.required ? [{ body: { ...request, prompt: ' ' }, path: 'prompt' }] : []),
    ...(row.prompt.maxLength === null
      ? []
      : [{ body: { ...request, prompt: 'x'.repeat(row.prompt.maxLength + 1) }, path: 'prompt' }]),
  ];
  return [
    ...wrongParams,
    ...missingParams,
    ...wrongPrompts,
    withParam('no_such_param', 1, 'params'),
    { body: { ...request, model: 'no-such-model' }, path: 'model' },
    { body: { ...request, no_such_field: 1 }, path: '' },
  ];
}

function refusedPaths(body: unknown): string[] {
  const schema = generationEndpoints.createGeneration.body.pick(body, STRICT);
  const issues = schema.safeParse(body).error?.issues ?? [];
  return issues.map(({ path }) => path.join('.'));
}

function drawRequests(model: MediaModelId): Draw[] {
  const faker = new Faker({ locale: en, seed: 1 });
  return faker.helpers.multiple(() => drawRequest(faker, model), { count: REQUESTS_PER_MODEL });
}

test.each(MEDIA_MODEL_IDS)('every request drawn from the row of %s parses', (model) => {
  const refused = drawRequests(model).filter((request) => refusedPaths(request).length > 0);

  expect(refused).toEqual([]);
});

test.each(MEDIA_MODEL_IDS)('%s refuses each wrong part of a request where it stands', (model) => {
  const mutations = drawRequests(model).flatMap(mutate);

  const actual = mutations.map(({ body }) => refusedPaths(body));

  expect(mutations.length).toBeGreaterThanOrEqual(5 * REQUESTS_PER_MODEL);
  expect(actual).toEqual(mutations.map(({ path }) => [path]));
});
