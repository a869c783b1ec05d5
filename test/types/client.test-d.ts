import { expectTypeOf, test } from 'vitest';
import type { Client, Generation, ModelList, NewGeneration } from '../../src/client/index.ts';
import type { ROUTES } from '../../src/client/routes.ts';
import type { Api } from '../../src/contracts/api.ts';

declare const client: Client;
declare const anyModel: string;

test('a known model takes its own params', () => {
  client.generations.create({ model: 'kling-3-0', prompt: 'A boat', params: { duration: '5' } });
  client.generations.create({ model: 'z-image', prompt: 'A boat' });
  client.generations.create({
    model: 'nano-banana-2',
    prompt: 'A boat',
    params: { referenceMediaItems: [{ url: 'https://example.com/a.png', kind: 'image' }] },
  });
});

test('a wrong param of a known model does not compile', () => {
  // @ts-expect-error a value that is not among the options
  client.generations.create({ model: 'nano-banana-2', prompt: 'A', params: { resolution: '3K' } });
  // @ts-expect-error a param that belongs to another model
  client.generations.create({ model: 'z-image', prompt: 'A boat', params: { duration: '5' } });
  // @ts-expect-error a number where the API wants a string
  client.generations.create({ model: 'kling-3-0', prompt: 'A boat', params: { duration: 5 } });
  // @ts-expect-error a field that the API refuses
  client.generations.create({ model: 'z-image', prompt: 'A boat', files: [] });
});

test('a required param makes params required', () => {
  client.generations.create({
    model: 'elevenlabs-multilingual-v2',
    prompt: 'Hello',
    params: { voice: 'TX3LPaxmHKxFdv7VOQHJ' },
  });
  // @ts-expect-error without params
  client.generations.create({ model: 'elevenlabs-multilingual-v2', prompt: 'Hello' });
  // @ts-expect-error with params, without the required one
  client.generations.create({ model: 'elevenlabs-multilingual-v2', prompt: 'H', params: {} });
});

test('a model that the contract does not know takes any params', () => {
  client.generations.create({ model: 'next-year-1', prompt: 'A boat', params: { depth: 3 } });
  client.generations.create({ model: anyModel, params: { depth: 3 } });
  // @ts-expect-error a prompt is a string for every model
  client.generations.create({ model: anyModel, prompt: 5 });
});

test('a chat model is no generation', () => {
  // @ts-expect-error chat models belong to the Chat API
  client.generations.create({ model: 'gpt-5-2-chat', prompt: 'Hello' });
});

test('a chat turn takes chat models, and models that the contract does not know', () => {
  client.chat.completions.create({ model: 'gpt-5-2-chat', message: 'Hello' });
  client.chat.completions.stream({ model: anyModel, message: 'Hello', reasoning_effort: 'low' });
  // @ts-expect-error a video model belongs to the Generations API
  client.chat.completions.create({ model: 'kling-3-0', message: 'Hello' });
  // @ts-expect-error an effort that is not among the options
  client.chat.completions.create({ model: anyModel, message: 'A', reasoning_effort: 'huge' });
  // @ts-expect-error the history lives in the session
  client.chat.completions.create({ model: 'gpt-5-2-chat', message: 'Hello', messages: [] });
});

test('the events of a stream are told apart by their name', async () => {
  for await (const event of client.chat.completions.stream({ model: anyModel, message: 'A' })) {
    if (event.event === 'chat.completion.delta') {
      expectTypeOf(event.data.delta.content).toEqualTypeOf<string>();
    } else {
      expectTypeOf(event.data.credits.final).toEqualTypeOf<number>();
    }
  }
});

test('a request can be kept in a variable', () => {
  const request: NewGeneration<'z-image'> = { model: 'z-image', prompt: 'A boat' };

  client.generations.create(request);
});

test('replies know the documented words and accept new ones', () => {
  expectTypeOf<'succeeded'>().toExtend<Generation['status']>();
  expectTypeOf<'paused'>().toExtend<Generation['status']>();
  expectTypeOf<Generation['reserved_credits']>().toEqualTypeOf<number>();
  expectTypeOf<Generation['id']>().toEqualTypeOf<string>();
  expectTypeOf<'brain-wave'>().toExtend<ModelList['data'][number]['category']>();
  expectTypeOf<NonNullable<Generation['result']>['urls']>().toEqualTypeOf<string[]>();
});

test('the routes are compared with literal methods and paths of the contract', () => {
  expectTypeOf<Api['createGeneration']['method']>().toEqualTypeOf<'post'>();
  expectTypeOf<Api['retrieveGeneration']['path']>().toEqualTypeOf<'/api/v1/generations/{taskId}'>();
  expectTypeOf<Api['listModels']['scopes']>().toEqualTypeOf<null>();
  expectTypeOf<Api['createGeneration']>().toExtend<{ idempotent: true }>();
  expectTypeOf<Api['retrieveCredits']>().not.toExtend<{ idempotent: true }>();
  expectTypeOf<(typeof ROUTES)['retrieveCredits']['path']>().toEqualTypeOf<'/api/v1/credits'>();
});
