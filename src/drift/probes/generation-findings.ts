import { ASSUMPTIONS } from '../../contracts/assumptions.ts';
import { Generation, statusWord } from '../../contracts/generations.ts';
import { documented } from '../../contracts/source.ts';
import { setSwitches } from '../../contracts/switches.ts';
import { deviations } from '../hold-to-schema.ts';
import type { Answer } from '../wire.ts';
import type { Life } from './generation.ts';
import { type Finding, fact, settle, unsettled } from './probe.ts';
import { fieldOf, shown } from './shown.ts';

/** What the first reply tells. */
export function aboutCreation({ model, created, balances }: Life): readonly Finding[] {
  const id = String(fieldOf(created.json, 'id'));
  const prefix = ASSUMPTIONS['generation.id'].value;
  const reserved = fieldOf(created.json, 'reserved_credits');
  const echoed = Object.keys(Object(created.json)).includes('client_request_id');
  const { before, during } = balances;
  const isFixed = model.billing === 'FIXED';
  return [
    settle('http.createStatus', {
      holds: String(created.status) === ASSUMPTIONS['http.createStatus'].value,
      position: String(created.status),
      expected: ASSUMPTIONS['http.createStatus'].value,
      seen: String(created.status),
    }),
    settle('generation.id', {
      holds: id.startsWith(prefix),
      expected: `an id that begins with ${prefix}`,
      seen: id.startsWith(prefix)
        ? `${prefix} and ${id.length - prefix.length} characters`
        : `${id.slice(0, 8)}…`,
      severity: 'compatible',
    }),
    settle('generation.clientRequestId', {
      holds: !echoed,
      expected: 'not echoed',
      seen: echoed ? 'echoed' : 'not echoed',
      severity: 'compatible',
    }),
    isFixed
      ? settle('price.fixed', {
          holds: reserved === model.credits,
          expected: `${model.credits} reserved for ${model.id}`,
          seen: `${String(reserved)} reserved`,
        })
      : unsettled('price.fixed', `The cheapest model, ${model.id}, is ${model.billing}.`),
    before === undefined || during === undefined
      ? unsettled('credits.balance', 'The balance could not be read.')
      : settle('credits.balance', {
          holds: before - during === reserved,
          expected: `${String(reserved)} less while the generation runs`,
          seen: `${before - during} less`,
        }),
  ];
}

/** What the way to its end tells. */
export function aboutCourse({ course, created, balances }: Life): readonly Finding[] {
  const { statuses, last, isTerminal } = course;
  const fields = [created, last].flatMap(({ json }) =>
    deviations(Generation, withKnownStatus(json), documented('generationStatus')),
  );
  const broken = fields.find(({ kind, basis }) => kind === 'broken' && basis.kind !== 'assumed');
  const succeeded = statuses.at(-1) === 'succeeded';
  const { urls, primary_url } = Object(fieldOf(last.json, 'result'));
  const count = Array.isArray(urls) ? urls.length : 0;
  return [
    fact('generation.fields', {
      title: 'a generation has the documented fields from creation to its end',
      page: 'generationStatus',
      holds: broken === undefined,
      expected: 'the documented fields',
      seen: broken?.sentence ?? 'the documented fields',
    }),
    fact('generation.end', {
      title: 'a generation comes to an end',
      page: 'generationStatus',
      holds: isTerminal,
      expected: 'succeeded or failed',
      seen: statuses.join(', then '),
    }),
    aboutRunning(statuses),
    succeeded
      ? settle('result.urls', {
          holds: count === 1 && urls[0] === primary_url,
          expected: 'one URL, which is primary_url',
          seen: `${count} ${count === 1 ? 'URL' : 'URLs'}`,
          severity: 'compatible',
        })
      : unsettled('result.urls', 'The generation did not succeed.'),
    statuses.at(-1) === 'failed'
      ? settle('credits.failure', {
          holds: fieldOf(last.json, 'final_credits') === 0 && balances.before === balances.after,
          seen: `final_credits ${String(fieldOf(last.json, 'final_credits'))}`,
        })
      : unsettled('credits.failure', 'The generation did not fail.'),
  ];
}

function aboutRunning(statuses: readonly string[]): Finding {
  const id = 'generation.runningStatus';
  const between = statuses.filter((status) => !/^(?:queued|succeeded|failed)$/.test(status));
  const [word] = between;
  if (word === undefined)
    return unsettled(id, `Nothing was seen between ${statuses.join(' and ')}.`);
  const expected = statusWord('processing', setSwitches());
  return settle(id, { holds: word === expected, position: word, expected, seen: word });
}

/** The word of another reality is settled apart from the fields. */
function withKnownStatus(json: unknown): unknown {
  const isRunning = fieldOf(json, 'status') === 'running';
  return isRunning ? { ...Object(json), status: 'processing' } : json;
}

/** What the same request again tells. */
export function aboutReplay({
  created,
  course,
  replay,
  reordered,
  balances,
}: Life): readonly Finding[] {
  const id = fieldOf(created.json, 'id');
  const isSame = replay.status < 300 && fieldOf(replay.json, 'id') === id;
  const { after, afterReplay } = balances;
  const safe = fact('generation.replay', {
    title: 'the same Idempotency-Key starts nothing and costs nothing again',
    page: 'generations',
    holds: isSame && after === afterReplay,
    expected: 'the same generation, and the same balance',
    seen: replayShown(replay, isSame, after === afterReplay),
  });
  const isSameReordered = reordered.status < 300 && fieldOf(reordered.json, 'id') === id;
  const order = settle('idempotency.sameRequest', {
    holds: isSameReordered,
    expected: 'the same generation, when the fields of the body come in another order',
    seen: isSameReordered ? 'the same generation' : shown(reordered),
  });
  return [safe, aboutAnswer(created, course.last, replay, isSame), order];
}

function replayShown(replay: Answer, isSame: boolean, isFree: boolean): string {
  if (replay.status >= 300) return shown(replay);
  if (!isSame) return 'another generation';
  return isFree
    ? 'the same generation, and the same balance'
    : 'the same generation, and another balance';
}

function aboutAnswer(created: Answer, last: Answer, replay: Answer, isSame: boolean): Finding {
  const id = 'idempotency.replay';
  const [first, end, again] = [created, last, replay].map(({ json }) => fieldOf(json, 'status'));
  if (!isSame) return unsettled(id, 'There was no replay.');
  if (first === end) return unsettled(id, `The generation was ${String(first)} from the start.`);
  const position = again === first ? 'original' : again === end ? 'current' : undefined;
  return settle(id, {
    holds: position === 'original',
    ...(position === undefined ? {} : { position }),
    expected: `the original reply, ${String(first)}`,
    seen: `a replay that is ${String(again)}, after it was ${String(first)} and then ${String(end)}`,
  });
}
