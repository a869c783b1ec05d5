import { chatJourney, streamsJourney } from './chat-journeys.ts';
import { deliveriesJourney } from './delivery-journey.ts';
import { expiryJourney } from './expiry-journey.ts';
import { filesJourney, ownershipJourney } from './file-journeys.ts';
import { idempotencyJourney } from './idempotency-journey.ts';
import type { Journey } from './journey.ts';
import { keysJourney, scopesJourney } from './key-journeys.ts';
import { leftStreamsJourney } from './left-stream-journey.ts';
import { lifecycleJourney } from './lifecycle-journey.ts';
import { luckJourney } from './luck-journey.ts';
import {
  documentJourney,
  modelsJourney,
  rateLimitsJourney,
  routesJourney,
} from './public-journeys.ts';
import { referencesJourney } from './reference-journey.ts';
import { refusalsJourney } from './refusal-journey.ts';
import { uploadLimitsJourney } from './upload-limit-journey.ts';
import { webhooksJourney } from './webhook-journey.ts';

/** Every journey in the order of a run: what is free first, and last what uses up the rate limit. */
export const JOURNEYS: readonly Journey[] = [
  modelsJourney,
  documentJourney,
  routesJourney,
  keysJourney,
  scopesJourney,
  refusalsJourney,
  filesJourney,
  uploadLimitsJourney,
  webhooksJourney,
  deliveriesJourney,
  lifecycleJourney,
  idempotencyJourney,
  luckJourney,
  ownershipJourney,
  chatJourney,
  streamsJourney,
  leftStreamsJourney,
  referencesJourney,
  expiryJourney,
  rateLimitsJourney,
];

/** The names of all journeys, as `--only` takes them. */
export const GROUPS: readonly string[] = JOURNEYS.map(({ group }) => group);
