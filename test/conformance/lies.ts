import { LIES_OF_CHAT } from './lies-of-chat.ts';
import { LIES_OF_DELIVERIES } from './lies-of-deliveries.ts';
import { LIES_OF_FILES } from './lies-of-files.ts';
import { LIES_OF_GENERATIONS } from './lies-of-generations.ts';
import { LIES_OF_PUBLIC } from './lies-of-public.ts';
import { LIES_OF_REQUESTS } from './lies-of-requests.ts';
import type { PlantedLie } from './planted-lie.ts';

/** Every lie, told one at a time. */
export const LIES: readonly PlantedLie[] = [
  ...LIES_OF_PUBLIC,
  ...LIES_OF_FILES,
  ...LIES_OF_GENERATIONS,
  ...LIES_OF_CHAT,
  ...LIES_OF_REQUESTS,
  ...LIES_OF_DELIVERIES,
];
