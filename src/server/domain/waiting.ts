import type { FaultTarget } from '../../contracts/call-faults.ts';
import type { GenerationRequest } from '../../contracts/create-generation.ts';
import { camelCase, renamed } from '../../contracts/wire-words.ts';
import type { TurnSubject } from './chat-scripts.ts';
import type { NearMiss } from './evidence.ts';
import type { Waiting } from './waiting-list.ts';
import type { World } from './world.ts';

/** A plan or fault that was planned and still waits. */
export interface WaitingPlan {
  readonly id: string;
  /** What it waits for. */
  readonly for: 'call' | 'generation' | 'chat' | 'stream' | 'webhook';
  /** As it was planned, with its defaults. */
  readonly plan: object;
  /** How many it is still for; `undefined` where there is no end. */
  readonly left: number | undefined;
  /** How many it was used for. */
  readonly struck: number;
  /** Why it was not used for the last that it almost matched, if there was one. */
  readonly missed: string | undefined;
}

/** Everything that was planned in a world and still waits. */
export function waitingIn({ faults, generations, chat, webhooks }: World): WaitingPlan[] {
  return [
    ...rows('call', faults.list()),
    ...rows('generation', generations.plans.list()),
    ...rows('chat', chat.scripts.list()),
    ...rows('stream', chat.faults.list()),
    ...rows('webhook', webhooks.faults.list()),
  ];
}

/** Forgets one plan or fault, whatever it is for; tells whether it was still waiting. */
export function forgetIn({ faults, generations, chat, webhooks }: World, id: string): boolean {
  const all = [faults, generations.plans, chat.scripts, chat.faults, webhooks.faults];
  return all.some((list) => list.remove(id));
}

function rows(
  what: WaitingPlan['for'],
  waiting: readonly (Omit<Waiting<object>, 'left'> & { readonly left: number | undefined })[],
): WaitingPlan[] {
  return waiting.map(({ id, plan, left, struck, missed }) => ({
    id,
    for: what,
    plan: Object(renamed(plan, camelCase)),
    left,
    struck,
    missed,
  }));
}

const NONE: readonly NearMiss[] = [];

/** The plans that a call almost matches, beside the faults of calls. */
export function nearMissesIn(
  { generations, chat }: World,
  target: FaultTarget,
  body: unknown,
): readonly NearMiss[] {
  switch (target) {
    case 'createGeneration':
      return generations.plans.nearMisses(body as GenerationRequest);
    case 'createChatCompletion':
      return chat.scripts.nearMisses(body as TurnSubject);
    case 'streamChatCompletion':
      return [chat.scripts, chat.faults].flatMap((list) => list.nearMisses(body as TurnSubject));
    default:
      return NONE;
  }
}
