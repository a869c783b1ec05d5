export type { ChatCalls, ChatStreamEvent, NewChatTurn } from './chat.ts';
export type { CallOptions } from './check.ts';
export { type Client, createClient } from './client.ts';
export type { DownloadedFile, DownloadOptions } from './download.ts';
export {
  ApiCallError,
  type ApiCallFailure,
  type ClientErrorCode,
  GenerationFailedError,
  WaitTimeoutError,
} from './errors.ts';
export { EventStreamDecoder, type ServerSentEvent } from './event-stream.ts';
export type { Exchange } from './exchange.ts';
export {
  type FileCalls,
  type FileSource,
  type NewFile,
  type ReferenceItem,
  referenceItem,
  type UploadOptions,
  type UploadProgress,
} from './files.ts';
export type {
  AnyGeneration,
  CreateOptions,
  GenerationCalls,
  NewGeneration,
} from './generations.ts';
export type { ClientOptions, Sleep } from './options.ts';
export { DEFAULT_PACE, type Pace, pollDelayMs, type WaitOptions } from './poll.ts';
export type {
  AnyTaskErrorCode,
  ChatCompletion,
  ChatCompletionDelta,
  ChatSession,
  ChatSessionList,
  ChatSessionWithMessages,
  CreditBalance,
  Generation,
  Model,
  ModelList,
  OpenApiDocument,
  UploadedFile,
  WebhookDelivery,
  WebhookDeliveryList,
  WebhookEndpoint,
  WebhookEndpointList,
  WebhookEndpointWithSecret,
  WebhookEvent,
  WebhookEventList,
  WebhookEventRecord,
} from './replies.ts';
export { type FailedAttempt, readRetryAfter, retryDelayMs } from './retry.ts';
export {
  type HeadersLike,
  type ReceivedWebhook,
  signWebhook,
  verifyWebhook,
  type WebhookToSign,
  WebhookVerificationError,
} from './webhook-signature.ts';
export type {
  AnyEventType,
  NewWebhookEndpoint,
  WebhookCalls,
  WebhookEndpointChange,
  WebhookEventCalls,
} from './webhooks.ts';
