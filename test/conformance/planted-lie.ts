import type { Lie } from '../support/liar.ts';

/** One lie about the API, and the check that has to notice it. */
export interface PlantedLie {
  readonly lie: string;
  /** The journeys that are concerned. */
  readonly only: readonly string[];
  readonly notices: string;
  readonly outcome?: 'finding';
  readonly tell: () => Lie;
}
