import { describe, expect, test } from 'vitest';
import { endpointOf } from '../../src/contracts/api.ts';
import { ApiError } from '../../src/server/domain/api-error.ts';
import { wireEvents } from '../../src/server/http/event-stream.ts';

const PIECE = {
  event: 'chat.completion.delta',
  data: { id: 'chatcmpl_1', session_id: 'chat_1', delta: { content: 'A' } },
};

/** What is sent of some events, and which bugs are reported. */
async function sent(events: { event: string; data: unknown }[], end?: Error) {
  const bugs: unknown[] = [];
  const host = { reportBug: (bug: unknown) => bugs.push(bug) };
  const exchange = { requestId: () => 'req_1' };
  async function* source() {
    yield* events;
    if (end !== undefined) throw end;
  }
  const endpoint = endpointOf('streamChatCompletion');
  const seen = [];
  for await (const { event, data } of wireEvents(
    host as never,
    exchange as never,
    endpoint,
    source(),
  )) {
    seen.push([event, JSON.parse(data)]);
  }
  return { seen, bugs };
}

describe('An event that breaks its contract is a bug, told by an error event', () => {
  test.each([
    ['a wrong field', { ...PIECE, data: { ...PIECE.data, id: 'task_1' } }, 'text that starts with'],
    ['a missing field', { ...PIECE, data: { id: 'chatcmpl_1' } }, 'session_id is required'],
    ['an undeclared field', { ...PIECE, data: { ...PIECE.data, n: 1 } }, 'n is not declared'],
    ['an undeclared event', { ...PIECE, event: 'ping' }, '"ping" is not declared'],
  ])('%s', async (_what, event, problem) => {
    const { seen, bugs } = await sent([PIECE, event]);

    expect(seen).toEqual([
      [PIECE.event, PIECE.data],
      ['error', { error: expect.objectContaining({ code: 'internal_error', requestId: 'req_1' }) }],
    ]);
    expect(String(bugs[0])).toContain(problem);
  });
});

test('a refusal after the first event is told by an error event, and is no bug', async () => {
  const { seen, bugs } = await sent([PIECE], new ApiError('rate_limited', 'Slow down'));

  expect(seen[1]).toEqual([
    'error',
    { error: { code: 'rate_limited', message: 'Slow down', requestId: 'req_1' } },
  ]);
  expect(bugs).toEqual([]);
});

test('a refusal before the first event is thrown', async () => {
  await expect(sent([], new ApiError('rate_limited', 'Slow down'))).rejects.toThrow('Slow down');
});
