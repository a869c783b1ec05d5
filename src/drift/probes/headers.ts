import { HEADERS } from '../../contracts/headers.ts';
import type { Answer } from '../wire.ts';
import { type Finding, fact, type Probe, settle, unsettled } from './probe.ts';
import { fieldOf, shown } from './shown.ts';

const PAGE = 'https://rivya-testkit.example';

/** Headers of replies: the request id, other origins, HEAD. */
export const headersProbe: Probe = {
  id: 'headers',
  title: 'the headers of replies',
  needs: 'nothing',
  settles: ['http.requestIdHeader', 'cors'],
  run: async ({ wire }) => {
    const list = await wire.ask({ path: '/api/v1/models', key: 'none', headers: { Origin: PAGE } });
    const refused = await wire.ask({ path: '/api/v1/credits', key: 'none' });
    const preflight = await wire.ask({
      method: 'OPTIONS',
      path: '/api/v1/credits',
      key: 'none',
      headers: { Origin: PAGE, 'Access-Control-Request-Method': 'GET' },
    });
    const head = await wire.ask({ method: 'HEAD', path: '/api/v1/models', key: 'none' });
    const open = [list, preflight].find(({ headers }) =>
      headers.has('access-control-allow-origin'),
    );
    return [
      aboutRequestId(list, refused),
      settle('cors', {
        holds: open === undefined,
        seen:
          open === undefined
            ? 'no Access-Control-Allow-Origin'
            : `Access-Control-Allow-Origin: ${open.headers.get('access-control-allow-origin')}`,
        severity: 'compatible',
      }),
      fact('headers.head', {
        title: 'HEAD of the model list answers as GET does',
        page: 'models',
        holds: head.status === list.status && head.text === '',
        expected: `${list.status} without a body`,
        seen: `${head.status}${head.text === '' ? ' without a body' : ' with a body'}`,
      }),
    ];
  },
};

function aboutRequestId(list: Answer, refused: Answer): Finding {
  const name = HEADERS.requestId.name;
  const [onSuccess, onError] = [list, refused].map(({ headers }) => headers.get(name));
  const inBody = fieldOf(fieldOf(refused.json, 'error'), 'requestId');
  const others = [...refused.headers.keys()].filter((key) => /request-?id|trace/i.test(key));
  const seen =
    onError === null
      ? `none; there is ${others.join(', ') || 'no header like it'}`
      : 'another id than in the body';
  const holds = Boolean(onSuccess) && onError === inBody;
  return settle('http.requestIdHeader', {
    holds,
    seen: holds ? `${name} on a success and on a refusal` : seen,
    severity: 'compatible',
  });
}

/** The headers about the rate limit, looked at over all that the run has asked. */
export const rateLimitProbe: Probe = {
  id: 'rate-limit',
  title: 'the headers about the rate limit',
  needs: 'key',
  settles: ['rateLimit.headers'],
  run: async ({ wire }) => {
    const answer = await wire.ask({ path: '/api/v1/credits' });
    const id = 'rateLimit.headers';
    const names = [HEADERS.rateLimitLimit, HEADERS.rateLimitRemaining, HEADERS.rateLimitReset];
    const limited = wire.limited.at(-1);
    const hasAll = names.every(({ name }) => (limited ?? answer).headers.has(name));
    const retryAfter = limited?.headers.get('retry-after') ?? null;
    if (hasAll && (limited === undefined || retryAfter !== null)) {
      return [
        settle(id, {
          holds: true,
          position: 'standard',
          seen: 'RateLimit-Limit, -Remaining and -Reset',
        }),
      ];
    }
    const others = [...(limited ?? answer).headers.keys()].filter((key) =>
      /rate-?limit|retry/i.test(key),
    );
    if (others.length > 0) {
      return [settle(id, { holds: false, seen: others.join(', '), severity: 'compatible' })];
    }
    if (limited === undefined)
      return [
        unsettled(id, `Nothing was limited: ${shown(answer).split(' ')[0]} without such headers.`),
      ];
    return [
      settle(id, {
        holds: false,
        position: 'none',
        seen: '429 without a word about when',
        severity: 'compatible',
      }),
    ];
  },
};
