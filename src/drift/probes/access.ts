import type { Check } from '../../report/report.ts';
import { NoAnswer, type Wire } from '../wire.ts';
import type { Finding, Kit, Need } from './probe.ts';
import { shown } from './shown.ts';

/** Why a probe cannot run: nothing was given for it, or what was given is refused. */
export interface Lack {
  readonly outcome: 'skipped' | 'unchecked';
  readonly why: string;
}

/** What the keys of a run open. */
export interface Access {
  /** Why the API refuses a key; `undefined` where it takes it, or none was given. */
  readonly refused: { readonly own?: string; readonly restricted?: string };
}

/** Asks once with each key: one that the API does not know would make every answer look wrong. */
export async function tryKeys(wire: Wire): Promise<Access> {
  const own = wire.hasKey ? await refusalOf(wire, 'own', 'API key') : undefined;
  const restricted = wire.hasRestrictedKey
    ? await refusalOf(wire, 'restricted', 'restricted key')
    : undefined;
  return {
    refused: {
      ...(own === undefined ? {} : { own }),
      ...(restricted === undefined ? {} : { restricted }),
    },
  };
}

async function refusalOf(
  wire: Wire,
  key: 'own' | 'restricted',
  name: string,
): Promise<string | undefined> {
  try {
    const answer = await wire.ask({ path: '/api/v1/credits', key });
    return answer.status === 401 ? `The API refuses the ${name}: ${shown(answer)}` : undefined;
  } catch (error) {
    // Each probe says this for itself.
    if (error instanceof NoAnswer) return undefined;
    throw error;
  }
}

const NO_KEY = 'Give an API key with --api-key or RIVYA_API_KEY.';
const NO_CREDITS = 'Allow credits with --max-credits, and give an API key.';
const NO_RESTRICTED_KEY = 'Give a key that lacks a scope with --restricted-key.';

/** What a probe lacks of what it needs. */
export function lackOf(need: Need, { wire, budget }: Kit, { refused }: Access): Lack | undefined {
  switch (need) {
    case 'nothing':
      return undefined;
    case 'key':
      return lack(wire.hasKey, NO_KEY, refused.own);
    case 'credits':
      return lack(wire.hasKey && budget.limit > 0, NO_CREDITS, refused.own);
    case 'restricted-key':
      return lack(wire.hasRestrictedKey, NO_RESTRICTED_KEY, refused.restricted);
  }
}

function lack(isGiven: boolean, advice: string, refusal: string | undefined): Lack | undefined {
  if (!isGiven) return { outcome: 'skipped', why: advice };
  return refusal === undefined ? undefined : { outcome: 'unchecked', why: refusal };
}

/** The same finding; where the key lacked the scope to look, nothing follows from what was seen. */
export function unlessDenied(finding: Finding): Finding {
  const { outcome, seen, advice: _, severity: __, expected: ___, ...check } = finding.check;
  const isDifference = outcome === 'failed' || outcome === 'finding';
  if (!isDifference || !seen?.startsWith('403 api_scope_denied')) return finding;
  const denied: Omit<Check, 'group'> = {
    ...check,
    outcome: 'skipped',
    advice: 'The key lacks the scope to look at it.',
  };
  return { check: denied };
}
