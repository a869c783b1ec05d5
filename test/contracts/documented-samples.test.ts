import { expect, test } from 'vitest';
import type * as z from 'zod';
import { API, endpointOf, OPERATION_IDS } from '../../src/contracts/api.ts';
import {
  ChatCompletion,
  CreateChatCompletion,
  MAX_MESSAGE_LENGTH,
  REASONING_EFFORTS,
} from '../../src/contracts/chat.ts';
import { CreditBalance } from '../../src/contracts/credits.ts';
import { SUBSCRIBABLE_EVENTS, WebhookEvent } from '../../src/contracts/events.ts';
import { UploadFields } from '../../src/contracts/files.ts';
import { Generation, GenerationStatus } from '../../src/contracts/generations.ts';
import { type ModelId, modelRow } from '../../src/contracts/models/index.ts';
import { Model, ModelList } from '../../src/contracts/models-list.ts';
import { ErrorEnvelope } from '../../src/contracts/primitives.ts';
import { ReferenceMediaItem } from '../../src/contracts/references.ts';
import { SCOPES } from '../../src/contracts/scopes.ts';
import { CreateWebhookEndpoint, WebhookEndpointWithSecret } from '../../src/contracts/webhooks.ts';
import chat from '../documented/chat.json' with { type: 'json' };
import credits from '../documented/credits.json' with { type: 'json' };
import endpoints from '../documented/endpoints.json' with { type: 'json' };
import errors from '../documented/errors.json' with { type: 'json' };
import files from '../documented/files.json' with { type: 'json' };
import status from '../documented/generation-status.json' with { type: 'json' };
import generations from '../documented/generations.json' with { type: 'json' };
import kling from '../documented/kling-3-0.json' with { type: 'json' };
import { DOCUMENTED_MODELS } from '../documented/model-requests.ts';
import models from '../documented/models.json' with { type: 'json' };
import webhooks from '../documented/webhooks.json' with { type: 'json' };

const replies: [name: string, schema: z.ZodType, sample: unknown][] = [
  ['created generation of z-image', Generation, generations.created_reply],
  ['created generation of kling-3-0', Generation, kling.created_reply],
  ['queued generation', Generation, status.queued],
  ['succeeded generation', Generation, status.succeeded],
  ['failed generation', Generation, status.failed],
  ['credit balance', CreditBalance, credits.reply],
  ['error envelope', ErrorEnvelope, errors.envelope],
  ['model list', ModelList, models.reply],
  ['model', Model, models.reply.data[0]],
  ['chat completion', ChatCompletion, chat.reply],
  ['webhook endpoint', WebhookEndpointWithSecret, webhooks.created_reply],
];

// Schemas of replies drop what they do not name, so equality proves that every field is named.
test.each(replies)('the documented %s is what its schema describes', (_name, schema, sample) => {
  expect(schema.parse(sample)).toEqual(sample);
});

test.each(replies)('the schema of the documented %s needs every field', (_name, schema, sample) => {
  const fields = Object.keys(sample as object);

  const dispensable = fields.filter((field) => {
    const { [field]: _left, ...rest } = sample as Record<string, unknown>;
    return schema.safeParse(rest).success;
  });

  expect(dispensable).toEqual([]);
});

const created = DOCUMENTED_MODELS.filter(({ created_reply }) => created_reply !== null);

test.each(created)(
  'the documented reply to a creation with $id reserves its base credits',
  (model) => {
    const reply = { ...generations.created_reply, model: model.id, ...model.created_reply };

    expect(Generation.parse(reply)).toEqual(reply);
    expect(reply.reserved_credits).toBe(modelRow(model.id as ModelId).baseCredits);
  },
);

test('the documented start of a webhook event is what its schema describes', () => {
  const event = { ...webhooks.event_start, data: status.succeeded };

  expect(WebhookEvent.parse(event)).toEqual(event);
});

test('the documented body of a webhook endpoint is accepted', () => {
  expect(CreateWebhookEndpoint.parse(webhooks.create_body)).toEqual(webhooks.create_body);
});

test('endpoints subscribe to the documented events', () => {
  expect(SUBSCRIBABLE_EVENTS).toEqual(webhooks.event_types);
});

test('a generation has the documented statuses', () => {
  expect(GenerationStatus.options).toEqual(status.statuses);
});

test.each([
  ['billing_type', models.words.billing_type],
  ['api_status', models.words.api_status],
  ['api_input_status', models.words.api_input_status],
] as const)('%s of a model has the documented words', (field, words) => {
  expect(Model.shape[field].options).toEqual(words);
});

test('file_kinds of a model has the documented words', () => {
  expect(Model.shape.file_kinds.element.options).toEqual(models.words.file_kinds);
});

function fieldsOf(schema: z.ZodObject) {
  return Object.entries(schema.shape).map(([key, value]) => ({
    key,
    required: !(value as z.ZodType).safeParse(undefined).success,
  }));
}

test('a chat turn has the documented fields, defaults and limits', () => {
  const documented = chat.body_fields.map(({ key, required }) => ({ key, required }));
  const defaults = { enable_web_search: false, reasoning_effort: 'default' };
  const turn = { model: 'gpt-5-2-chat', message: 'Hello' };

  expect(fieldsOf(CreateChatCompletion)).toEqual(documented);
  expect(CreateChatCompletion.parse(turn)).toEqual({ ...turn, ...defaults });
  expect(REASONING_EFFORTS).toEqual(chat.reasoning_efforts);
  expect(MAX_MESSAGE_LENGTH).toBe(chat.max_message_length);
});

test('a reference medium has the documented fields', () => {
  expect(fieldsOf(ReferenceMediaItem)).toEqual(generations.reference_media_item_fields);
});

test('an upload has the documented fields', () => {
  const { filePart } = API.uploadFile.body;

  expect([{ key: filePart, required: true }, ...fieldsOf(UploadFields)]).toEqual(files.form_fields);
});

test('the body of a creation refuses exactly the documented fields in any case', () => {
  expect(Object.keys(API.createGeneration.body.refused ?? {})).toEqual(generations.refused_fields);
});

test('the API has exactly the documented calls with their scopes', () => {
  const calls = OPERATION_IDS.map(endpointOf).map(({ method, path, scopes }) => ({
    call: `${method.toUpperCase()} ${path}`,
    scopes,
  }));
  const documented = endpoints.calls.map(({ call, scopes }) => ({ call, scopes }));

  expect(calls).toHaveLength(20);
  expect(new Set(calls)).toEqual(new Set(documented));
});

test('keys have the documented scopes', () => {
  expect(SCOPES).toEqual(endpoints.scopes);
});

test('only calls whose page names no scope have an assumed one', () => {
  const assumedScopes = OPERATION_IDS.map(endpointOf).filter(({ scopesSource }) => scopesSource);
  const unnamed = endpoints.calls.filter(({ scopes_are_named }) => scopes_are_named === false);

  expect(assumedScopes.map(({ method, path }) => `${method.toUpperCase()} ${path}`).sort()).toEqual(
    unnamed.map(({ call }) => call).sort(),
  );
});

test('every call of the API cites a page', () => {
  const sources = Object.values(API).map(({ source }) => source['x-rivya-source']);

  expect(new Set(sources)).toEqual(new Set(['documented']));
});
