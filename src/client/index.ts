export type { ChatCalls, ChatStreamEvent, NewChatTurn } from './chat.ts';
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
  CallOptions,
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
  UploadedFile,
} from './replies.ts';
export { type FailedAttempt, readRetryAfter, retryDelayMs } from './retry.ts';
