import type { Prices } from './prices.ts';
import type { Story } from './story.ts';

/** One short story about the API. */
export interface Journey {
  /** Names its checks and is what `--only` takes. */
  readonly group: string;
  readonly title: string;
  /** The most credits that it could cost at the prices of the live list; 0 starts nothing at all. */
  readonly cost: (prices: Prices, isFake: boolean) => number;
  readonly run: (story: Story) => Promise<void>;
}

/** The cost of a journey that starts nothing. */
export const FREE = () => 0;
