import type { OperationId } from '../../contracts/api.ts';
import { ASSUMPTIONS } from '../../contracts/assumptions.ts';
import type { Answer } from '../wire.ts';
import { type Finding, fact, type Probe, settle, unsettled } from './probe.ts';
import { fieldOf, isRefusal, shown } from './shown.ts';

const PATH = '/api/v1/generations';
const LIMIT = ASSUMPTIONS['http.maxJsonBytes'].value;

/** Bodies that are wrong under any reading: none of them names a model. */
export const validationProbe: Probe = {
  id: 'validation',
  title: 'bodies that are wrong',
  needs: 'key',
  settles: ['request.contentType', 'http.maxJsonBytes', 'error.validationDetail'],
  run: async ({ wire }) => {
    const post = (body: string | object, headers: Record<string, string> = {}) =>
      wire.ask({ method: 'POST', path: PATH, body, headers });
    const json = { 'Content-Type': 'application/json' };
    const noModel = await post({ prompt: 'A paper boat' });
    const wrongType = await post({ model: 5, prompt: 'A paper boat' });
    const noJson = await post('{"prompt": ', json);
    const plain = await post('a paper boat', { 'Content-Type': 'text/plain' });
    const large = await post({ prompt: 'x'.repeat(LIMIT) });
    const chat = await wire.ask({ method: 'POST', path: '/api/v1/chat/completions', body: {} });
    return [
      refused('no-model', 'a generation without a model is refused', noModel, GENERATION),
      refused('wrong-type', 'a model that is no text is refused', wrongType, GENERATION),
      refused('chat', 'a chat turn without model and message is refused', chat, CHAT),
      aboutBodies(noJson, plain),
      aboutSize(large, noModel),
      aboutDetail(noModel),
    ];
  },
};

const GENERATION = ['createGeneration'] as const;
const CHAT = ['createChatCompletion', 'streamChatCompletion'] as const;

function refused(
  id: string,
  title: string,
  answer: Answer,
  operations: readonly OperationId[],
): Finding {
  return fact(`validation.${id}`, {
    title,
    operations,
    page: 'errors',
    holds: isRefusal(answer, 400, 'validation_failed'),
    expected: '400 validation_failed',
    seen: shown(answer),
  });
}

function aboutBodies(noJson: Answer, plain: Answer): Finding {
  const other = [noJson, plain].find((answer) => !isRefusal(answer, 400, 'validation_failed'));
  return settle('request.contentType', {
    holds: other === undefined,
    seen: other === undefined ? '400 validation_failed for both' : shown(other),
    severity: 'compatible',
  });
}

/** The body lacks a model as well, so only a message about its size says that this was the reason. */
function aboutSize(large: Answer, noModel: Answer): Finding {
  const id = 'http.maxJsonBytes';
  const message = String(fieldOf(fieldOf(large.json, 'error'), 'message'));
  const isAboutSize = /large|bytes|size|long|[kmg]i?b\b|limit/i.test(message);
  if (!isRefusal(large, 400, 'validation_failed')) {
    return settle(id, { holds: false, seen: `${shown(large)} for ${LIMIT} bytes and more` });
  }
  const isSame = message === fieldOf(fieldOf(noModel.json, 'error'), 'message');
  if (isAboutSize && !isSame) {
    return settle(id, { holds: true, seen: '400 validation_failed that speaks of the size' });
  }
  return unsettled(id, 'A body of more than 1 MiB was refused, and not for its size.');
}

function aboutDetail({ json }: Answer): Finding {
  const names = Object.keys(Object(fieldOf(json, 'error'))).sort();
  const isPlain =
    names.join() === 'code,message,requestId' && Object.keys(Object(json)).length === 1;
  return settle('error.validationDetail', {
    holds: isPlain,
    seen: `the envelope has ${names.join(', ') || 'no fields'}`,
    severity: 'compatible',
  });
}
