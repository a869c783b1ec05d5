import { FREE, type Journey } from './journey.ts';
import { patiently } from './patience.ts';
import { assuming, Stopped } from './story.ts';

/** Far beyond what any model is documented to take. */
const HUGE = 2 ** 30;
/** Statuses that say nothing about the size. */
const NO_ANSWER = [401, 403, 429];

/** A file that is too large is announced and never sent, so that nothing is uploaded. */
export const uploadLimitsJourney: Journey = {
  group: 'upload-limits',
  title: 'an upload that is too large is refused',
  cost: FREE,
  run: async (story) => {
    const claim = {
      id: 'upload-limits.announced',
      title: 'an upload that announces 1 GiB is refused',
      basis: assuming('file.refusals'),
    };
    const { driver, pace } = story.stage;
    const answered = await patiently(pace, () => driver.announce(HUGE));
    if (answered === undefined) {
      return story.skip(claim, 'the server answers only when it has the bytes, or not at all');
    }
    const { status, code = 'without a code' } = answered;
    if (status >= 500 || NO_ANSWER.includes(status)) {
      throw new Stopped(`Cannot announce an upload: the reply was ${status} ${code}`);
    }
    story.check(claim, '400 validation_failed', `${status} ${code}`);
  },
};
