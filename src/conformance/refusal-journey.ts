import { get, type Reply } from './driver.ts';
import { FREE, type Journey } from './journey.ts';
import { checkUnseenParams } from './penniless.ts';
import { assuming, onPage, type Story } from './story.ts';

const errors = onPage('errors');

/** The error table, as far as it can be reached without anything that could start a task. */
export const refusalsJourney: Journey = {
  group: 'refusals',
  title: 'wrong requests are refused with the documented codes',
  cost: FREE,
  run: async (story) => {
    await wrongCreates(story);
    await wrongTurns(story);
    await unknownThings(story);
    await checkUnseenParams(story);
  },
};

async function wrongCreates(story: Story) {
  const send = (json: unknown) => story.ask('POST', '/api/v1/generations', { json });
  const say = (id: string, title: string) => ({ id: `refusals.${id}`, title, basis: errors });
  const noModel = await send({ prompt: 'A paper boat' });
  story.refused(
    say('no-model', 'a generation without model is refused'),
    noModel,
    'validation_failed',
  );
  envelope(story, noModel);
  const unknown = await send({ model: 'no-such-model-of-rivya', prompt: 'A paper boat' });
  story.refused(
    say('unknown-model', 'a generation with an unknown model is refused'),
    unknown,
    'validation_failed',
    'not_found',
  );
  story.refused(
    say('list-body', 'a body that is a list is refused'),
    await send([]),
    'validation_failed',
  );
  const basis = assuming('request.contentType');
  const noJson = await story.ask('POST', '/api/v1/generations', {
    raw: '{"model',
    headers: { 'content-type': 'application/json' },
  });
  story.refused(
    { id: 'refusals.no-json', title: 'a body that is no JSON is refused', basis },
    noJson,
    'validation_failed',
  );
}

function envelope(story: Story, reply: Reply) {
  const id = get(reply.json, 'error', 'requestId');
  story.check(
    { id: 'refusals.request-id', title: 'a refusal has a request id', basis: errors },
    true,
    typeof id === 'string' && id.startsWith('req_'),
  );
  const message = get(reply.json, 'error', 'message');
  story.check(
    { id: 'refusals.message', title: 'a refusal says what is wrong', basis: errors },
    true,
    typeof message === 'string' && message !== '',
  );
}

async function wrongTurns(story: Story) {
  for (const [name, path] of [
    ['turn', '/api/v1/chat/completions'],
    ['stream', '/api/v1/chat/completions/stream'],
  ] as const) {
    const say = (id: string, title: string) => ({
      id: `refusals.${name}-${id}`,
      title,
      basis: errors,
    });
    const noModel = await story.ask('POST', path, { json: { message: 'Hello' } });
    story.refused(
      say('no-model', `a ${name} without model is refused`),
      noModel,
      'validation_failed',
    );
    const noChat = await story.ask('POST', path, {
      json: { model: 'no-such-model-of-rivya', message: 'Hello' },
    });
    story.refused(
      say('unknown-model', `a ${name} with an unknown model is refused`),
      noChat,
      'chat_model_not_supported',
      'validation_failed',
      'not_found',
    );
    const plain = {
      id: `refusals.${name}-plain`,
      title: `a refused ${name} is plain JSON`,
      basis: assuming('chat.streamEvents'),
    };
    story.check(
      plain,
      'application/json',
      noChat.headers.get('content-type')?.split(';')[0] ?? 'none',
    );
  }
}

const UNKNOWN = [
  ['task', '/api/v1/generations/task_no_such_task'],
  ['file', '/api/v1/files/file_no_such_file'],
  ['session', '/api/v1/chat/sessions/chat_no_such_session'],
  ['endpoint', '/api/v1/webhooks/whend_no_such_endpoint'],
] as const;

async function unknownThings(story: Story) {
  for (const [thing, path] of UNKNOWN) {
    const claim = {
      id: `refusals.unknown-${thing}`,
      title: `an unknown ${thing} is 404`,
      basis: errors,
    };
    story.refused(claim, await story.ask('GET', path), 'not_found');
  }
}
