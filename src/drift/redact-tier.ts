import { inEveryText, redactText, withoutSecrets } from '../recording/redact.ts';
import type { Check } from '../report/report.ts';
import type { Tier } from './tier.ts';

/** What a server said comes into reports, baselines and patches without keys, tokens and secrets. */
export function redactTier(tier: Tier, keys: readonly (string | undefined)[]): Tier {
  const clean = (text: string) => redactText(withoutSecrets(text, keys));
  const { checks, problems, patch } = tier;
  return {
    ...tier,
    checks: checks.map((check) => redactCheck(check, clean)),
    problems: problems.map(clean),
    ...(patch === undefined ? {} : { patch: clean(patch) }),
  };
}

/** The fields that quote a server; a short key must not garble the others, such as ids. */
const QUOTING = new Set(['title', 'pointer', 'models', 'expected', 'seen', 'advice']);

function redactCheck(check: Check, clean: (text: string) => string): Check {
  const entries = Object.entries(check).map(([name, value]) => {
    return [name, QUOTING.has(name) ? inEveryText(value, clean) : value];
  });
  return Object.fromEntries(entries);
}
