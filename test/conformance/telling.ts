import type { Lie } from '../support/liar.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
/** Whether a generation was asked for. */
export const isCreate = (asked: { method: string; path: string }) =>
  asked.method === 'POST' && asked.path === '/api/v1/generations';
/** Whether a generation was looked at. */
export const isTask = (asked: { method: string; path: string }) =>
  asked.method === 'GET' && asked.path.startsWith('/api/v1/generations/task_');
/** A refusal in the documented envelope. */
export const refuse = (status: number, code: string) => ({
  status,
  headers: new Headers(JSON_TYPE),
  body: { error: { code, message: 'No.', requestId: 'req_lie' } },
});

/** Changes the body of the replies to one path that has succeeded. */
export function onBody(
  path: RegExp,
  change: (body: Record<string, unknown>, nth: number) => unknown,
  method = 'GET',
): () => Lie {
  return () => {
    let nth = 0;
    return (reply, asked) => {
      if (asked.method !== method || !path.test(asked.path) || reply.status >= 300) return {};
      nth += 1;
      return { body: change(reply.body, nth) };
    };
  };
}

/** Changes each look at a generation. */
export const task = (change: (body: Record<string, unknown>, nth: number) => unknown) =>
  onBody(/generations\/task_/, change);
/** Changes each look at a generation that has succeeded. */
export const succeeded = (change: (body: Record<string, unknown>) => unknown) =>
  task((body) => (body['status'] === 'succeeded' ? change(body) : body));
