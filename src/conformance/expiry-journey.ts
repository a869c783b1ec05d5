import { get } from './driver.ts';
import { FREE, type Journey } from './journey.ts';
import { assuming, Stopped } from './story.ts';
import { GENERATIONS, NO_TASK } from './tasks.ts';

const DAY_MS = 24 * 3_600 * 1_000;

const CLAIM = {
  id: 'expiry.day-old',
  title: 'a result is there a day later',
  basis: assuming('result.urlLifetime'),
} as const;

/** A result after a day: on the clock of a fake, else of a task that is old already. */
export const expiryJourney: Journey = {
  group: 'expiry',
  title: 'a result is fetched a day later',
  cost: FREE,
  run: async (story) => {
    const { pace, oldTask, madeTask, driver } = story.stage;
    const id = oldTask ?? (pace.isFake ? madeTask : undefined);
    if (id === undefined) {
      const why = pace.isFake
        ? NO_TASK
        : 'no --old-task was given, the id of a task that ended more than a day ago';
      return story.skip(CLAIM, why);
    }
    const reply = await story.ask('GET', `${GENERATIONS}/${encodeURIComponent(id)}`);
    const task = story.success(reply, 'read the old task');
    const url = get(task, 'result', 'primary_url');
    if (typeof url !== 'string') return story.skip(CLAIM, 'the task has no result');
    if (oldTask === undefined) await pace.pass(DAY_MS);
    else if (!(ageOf(task) >= DAY_MS)) {
      return story.skip(CLAIM, 'the task of --old-task ended less than a day ago');
    }
    const { status } = await driver.fetchPublic(url);
    if (status === 0 || status >= 500) {
      throw new Stopped(`Cannot fetch the result: ${status === 0 ? 'no reply' : status}`);
    }
    story.check(CLAIM, 'there', status < 400 ? 'there' : `gone: ${status}`);
  },
};

function ageOf(task: unknown): number {
  return Date.now() - Date.parse(String(get(task, 'updated_at')));
}
