import { FREE, type Journey } from './journey.ts';
import { assuming } from './story.ts';

/** Far beyond what any model is documented to take. */
const HUGE = 2 ** 30;

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
    const answered = await story.stage.driver.announce(HUGE);
    if (answered === undefined) {
      return story.skip(claim, 'the server answers only when it has the bytes, or not at all');
    }
    const { status, code = 'without a code' } = answered;
    story.check(claim, '400 validation_failed', `${status} ${code}`);
  },
};
