import { findOperation } from './find-operation.ts';
import type { Ask } from './wire.ts';

const LOCAL_URL =
  /^(?:http:|ftp:|not a url|https:\/\/(?:[^/]*@|localhost\b|127\.|10\.|192\.168\.|\[?::1|[\w.-]+\.(?:local|internal)\b))/;

/** Operations that may not be called without a budget, whatever the body. */
const NEVER = new Set([
  'uploadFile',
  'deleteWebhookEndpoint',
  'updateWebhookEndpoint',
  'rotateWebhookSecret',
  'testWebhookEndpoint',
]);

/**
 * Whether a request can start no task and change nothing, however it is read: it only reads, or it
 * lacks what every reading needs, the name of a model.
 */
export function startsNothing({ method = 'GET', path, body }: Ask): boolean {
  if (/^(?:GET|HEAD|OPTIONS)$/.test(method)) return true;
  const operation = findOperation(method, path.replace(/\/+$/, ''));
  if (operation !== undefined && NEVER.has(operation)) return false;
  if (operation === 'createWebhookEndpoint') return isRejected(Object(body).url);
  return namesNoModel(body);
}

/** A URL that the documentation rejects by its letters, and that no delivery could leave for. */
function isRejected(url: unknown): boolean {
  return typeof url !== 'string' || LOCAL_URL.test(url) || url.includes('#');
}

/** Whether no reader of a body finds the name of a model in it: not as JSON, form or plain text. */
function namesNoModel(body: string | object | undefined): boolean {
  if (body === undefined) return true;
  if (typeof body === 'string') return !/model/i.test(body);
  return !(body instanceof FormData) && typeof Object(body).model !== 'string';
}
