import type * as chat from '../contracts/chat.ts';
import type * as credits from '../contracts/credits.ts';
import type { TaskErrorCode } from '../contracts/errors.ts';
import type * as events from '../contracts/events.ts';
import type * as files from '../contracts/files.ts';
import type * as generations from '../contracts/generations.ts';
import type * as models from '../contracts/models-list.ts';
import type * as webhooks from '../contracts/webhooks.ts';
import type { RouteId, StreamId } from './routes.ts';

/** A reply as the contract describes it, open to words that the API may add at any time. */
export type Tolerant<T> = T extends string
  ? string extends T
    ? string
    : T | (string & {})
  : T extends readonly (infer Item)[]
    ? Tolerant<Item>[]
    : T extends object
      ? { [Key in keyof T]: Tolerant<T[Key]> }
      : T;

/** Why a generation failed: unknown codes are kept as strings. */
export type AnyTaskErrorCode = TaskErrorCode | (string & {});

/** A generation as the client returns it: unknown statuses and fields are kept. */
export type Generation = Tolerant<Omit<generations.Generation, 'error'>> & {
  error: { code: AnyTaskErrorCode; message: string } | null;
};

/** The model list as the client returns it. */
export type ModelList = Tolerant<models.ModelList>;

/** One model of the list. */
export type Model = Tolerant<models.Model>;

/** The metadata of an upload as the client returns it. */
export type UploadedFile = Tolerant<files.PublicApiFile>;

/** The balance as the client returns it. */
export type CreditBalance = Tolerant<credits.CreditBalance>;

/** A finished chat turn as the client returns it. */
export type ChatCompletion = Tolerant<chat.ChatCompletion>;

/** A piece of an answer as the client returns it. */
export type ChatCompletionDelta = Tolerant<chat.ChatCompletionDelta>;

/** A chat session of the list. */
export type ChatSession = Tolerant<chat.ChatSession>;

/** The chat sessions as the client returns them. */
export type ChatSessionList = Tolerant<chat.ChatSessionList>;

/** A chat session with its messages. */
export type ChatSessionWithMessages = Tolerant<chat.ChatSessionWithMessages>;

/** A webhook endpoint as the client returns it. */
export type WebhookEndpoint = Tolerant<webhooks.WebhookEndpoint>;

/** A webhook endpoint with its new secret. */
export type WebhookEndpointWithSecret = Tolerant<webhooks.WebhookEndpointWithSecret>;

/** A delivery as the client returns it. */
export type WebhookDelivery = Tolerant<webhooks.WebhookDelivery>;

/** An event as a delivery carries it: unknown types and fields are kept. */
export type WebhookEvent = Omit<Tolerant<events.WebhookEvent>, 'data'> & { data: Generation };

/** An event as the list shows it. */
export type WebhookEventRecord = WebhookEvent & { object: string };

/** A list in the manner of the API. */
export interface List<Item> {
  object: string;
  data: Item[];
}

/** The endpoints as the client returns them. */
export type WebhookEndpointList = List<WebhookEndpoint>;

/** The deliveries of an endpoint, newest first. */
export type WebhookDeliveryList = List<WebhookDelivery>;

/** The events, newest first. */
export type WebhookEventList = List<WebhookEventRecord>;

/** The OpenAPI document that the API gives of itself. */
export interface OpenApiDocument {
  openapi: string;
  [field: string]: unknown;
}

/** What each operation returns. */
export interface Replies {
  listModels: ModelList;
  retrieveOpenApi: OpenApiDocument;
  createGeneration: Generation;
  retrieveGeneration: Generation;
  uploadFile: UploadedFile;
  retrieveFile: UploadedFile;
  retrieveCredits: CreditBalance;
  createChatCompletion: ChatCompletion;
  listChatSessions: ChatSessionList;
  retrieveChatSession: ChatSessionWithMessages;
  listWebhookEndpoints: WebhookEndpointList;
  createWebhookEndpoint: WebhookEndpointWithSecret;
  retrieveWebhookEndpoint: WebhookEndpoint;
  updateWebhookEndpoint: WebhookEndpoint;
  deleteWebhookEndpoint: WebhookEndpoint;
  rotateWebhookSecret: WebhookEndpointWithSecret;
  testWebhookEndpoint: WebhookDelivery;
  listWebhookDeliveries: WebhookDeliveryList;
  listWebhookEvents: WebhookEventList;
}

type Readers = {
  readonly [Id in Exclude<RouteId, StreamId>]: (value: unknown) => value is Replies[Id];
};

/** Whether a reply has the least that its caller relies on; it is not checked beyond that. */
export const IS_READABLE: Readers = {
  listModels: (value): value is ModelList => Array.isArray(field(value, 'data')),
  retrieveOpenApi: (value): value is OpenApiDocument => text(field(value, 'openapi')) !== undefined,
  createGeneration: isGeneration,
  retrieveGeneration: isGeneration,
  uploadFile: isFile,
  retrieveFile: isFile,
  retrieveCredits: (value): value is CreditBalance =>
    typeof field(value, 'current_credits') === 'number',
  createChatCompletion: isChatCompletion,
  listChatSessions: (value): value is ChatSessionList => Array.isArray(field(value, 'data')),
  retrieveChatSession: (value): value is ChatSessionWithMessages =>
    text(field(value, 'id')) !== undefined && Array.isArray(field(value, 'messages')),
  listWebhookEndpoints: isList,
  createWebhookEndpoint: isEndpointWithSecret,
  retrieveWebhookEndpoint: isEndpoint,
  updateWebhookEndpoint: isEndpoint,
  deleteWebhookEndpoint: isEndpoint,
  rotateWebhookSecret: isEndpointWithSecret,
  testWebhookEndpoint: (value): value is WebhookDelivery => hasTexts(value, ['id', 'status']),
  listWebhookDeliveries: isList,
  listWebhookEvents: isList,
};

/** Whether an event carries a finished turn. */
export function isChatCompletion(value: unknown): value is ChatCompletion {
  return (
    text(field(value, 'session_id')) !== undefined &&
    text(field(field(value, 'message'), 'content')) !== undefined
  );
}

/** Whether an event carries a piece of an answer. */
export function isChatCompletionDelta(value: unknown): value is ChatCompletionDelta {
  return text(field(field(value, 'delta'), 'content')) !== undefined;
}

/** What the envelope of a refusal says, or `undefined` if this is not one. */
export function readRefusal(
  value: unknown,
): { code: string; message: string; requestId: string | undefined } | undefined {
  const error = field(value, 'error');
  const code = text(field(error, 'code'));
  if (code === undefined || code === '') return undefined;
  const message = text(field(error, 'message')) ?? '';
  return { code, message, requestId: text(field(error, 'requestId')) };
}

function isGeneration(value: unknown): value is Generation {
  const status = text(field(value, 'status'));
  return text(field(value, 'id')) !== undefined && status !== undefined && status !== '';
}

function isFile(value: unknown): value is UploadedFile {
  return text(field(value, 'id')) !== undefined && text(field(value, 'url')) !== undefined;
}

function isEndpoint(value: unknown): value is WebhookEndpoint {
  return hasTexts(value, ['id', 'url']);
}

function isEndpointWithSecret(value: unknown): value is WebhookEndpointWithSecret {
  return hasTexts(value, ['id', 'url', 'signing_secret']);
}

function isList<Item>(value: unknown): value is List<Item> {
  return Array.isArray(field(value, 'data'));
}

function hasTexts(value: unknown, names: readonly string[]): boolean {
  return names.every((name) => text(field(value, name)) !== undefined);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
