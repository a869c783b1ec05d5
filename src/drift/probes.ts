import type { LearntPosition } from '../contracts/assumption-file.ts';
import {
  ASSUMPTIONS,
  type AssumptionId,
  type Switches,
  setSwitches,
} from '../contracts/assumptions.ts';
import type { Check } from '../report/report.ts';
import { Budget } from './budget.ts';
import { creditsProbe } from './probes/credits.ts';
import { filesProbe } from './probes/files.ts';
import { generationProbe } from './probes/generation.ts';
import { headersProbe, rateLimitProbe } from './probes/headers.ts';
import { keysProbe } from './probes/keys.ts';
import { listsProbe } from './probes/lists.ts';
import { lowBalanceProbe } from './probes/low-balance.ts';
import { documentProbe, modelsProbe } from './probes/models.ts';
import { notFoundProbe } from './probes/not-found.ts';
import { type Finding, judge, type Kit, type Need, type Probe } from './probes/probe.ts';
import { scopesProbe } from './probes/scopes.ts';
import { unseenParamsProbe } from './probes/unseen-params.ts';
import { validationProbe } from './probes/validation.ts';
import { webhookBodiesProbe } from './probes/webhook-bodies.ts';
import { readTarget } from './target.ts';
import { NoAnswer, Wire } from './wire.ts';

/** Every probe, in the order in which they run; the rate limit is looked at last, over all of them. */
export const PROBES: readonly Probe[] = [
  keysProbe,
  headersProbe,
  modelsProbe,
  documentProbe,
  creditsProbe,
  scopesProbe,
  notFoundProbe,
  validationProbe,
  webhookBodiesProbe,
  listsProbe,
  filesProbe,
  generationProbe,
  lowBalanceProbe,
  unseenParamsProbe,
  rateLimitProbe,
];

/** How to run the probes. */
export interface ProbeOptions {
  readonly baseUrl: string;
  /** Without one only public operations are asked, and refusals. */
  readonly apiKey?: string | undefined;
  /** A key that lacks at least one scope. */
  readonly restrictedKey?: string | undefined;
  /** Credits that may be spent. Without any nothing is sent that could start or change something. */
  readonly maxCredits?: number | undefined;
  /** What the API is held to. @default every switch in its default position */
  readonly assume?: Partial<Switches> | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  readonly sleep?: ((ms: number) => Promise<unknown>) | undefined;
  readonly timeoutMs?: number | undefined;
}

/** What the probes have found. */
export interface ProbeResult {
  readonly checks: readonly Check[];
  /** Positions of switches that were seen, ready to be written to a file. */
  readonly learnt: readonly LearntPosition[];
  readonly credits: { readonly limit: number; readonly spent: number };
  readonly problems: readonly string[];
}

/**
 * Asks the API what the register of assumptions leaves open, and what the documentation promises.
 *
 * @throws {TypeError} if the base URL is no http or https URL.
 */
export async function runProbes(options: ProbeOptions): Promise<ProbeResult> {
  const wire = new Wire({
    baseUrl: readTarget('run the probes', options.baseUrl),
    apiKey: options.apiKey,
    restrictedKey: options.restrictedKey,
    fetch: options.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    sleep: options.sleep ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
    timeoutMs: options.timeoutMs ?? 30_000,
  });
  const budget = new Budget(options.maxCredits ?? 0);
  const switches = setSwitches(options.assume);
  const checks: Check[] = [];
  const learnt: LearntPosition[] = [];
  const problems: string[] = [];
  for (const probe of PROBES) {
    const lack = lackOf(probe.needs, { wire, budget });
    const { findings, problem } =
      lack === undefined ? await run(probe, { wire, budget }) : { findings: [skip(probe, lack)] };
    const date = new Date().toISOString();
    for (const finding of findings) {
      const { check, learnt: position } = judge(finding, switches);
      checks.push({ ...check, group: probe.id });
      if (position !== undefined) learnt.push({ ...position, date });
    }
    if (problem !== undefined && !problems.includes(problem)) problems.push(problem);
  }
  return { checks, learnt, credits: { limit: budget.limit, spent: budget.spent }, problems };
}

/** The assumptions that some probe can settle, in the order of the register. */
export const SETTLED_IDS: readonly AssumptionId[] = (
  Object.keys(ASSUMPTIONS) as AssumptionId[]
).filter((id) => PROBES.some(({ settles }) => settles.includes(id)));

const LACKS: Readonly<Record<Need, string>> = {
  nothing: '',
  key: 'Give an API key with --api-key or RIVYA_API_KEY.',
  'restricted-key': 'Give a key that lacks a scope with --restricted-key.',
  credits: 'Allow credits with --max-credits, and give an API key.',
};

function lackOf(need: Need, { wire, budget }: Kit): string | undefined {
  const has: Readonly<Record<Need, boolean>> = {
    nothing: true,
    key: wire.hasKey,
    'restricted-key': wire.hasRestrictedKey,
    credits: wire.hasKey && budget.limit > 0,
  };
  return has[need] ? undefined : LACKS[need];
}

function skip({ id, title }: Probe, advice: string): Finding {
  const basis = { kind: 'contract' } as const;
  return {
    check: { id: `probe.${id}`, title: `Looked at ${title}`, outcome: 'skipped', basis, advice },
  };
}

async function run(
  probe: Probe,
  kit: Kit,
): Promise<{ findings: readonly Finding[]; problem?: string }> {
  try {
    return { findings: await probe.run(kit) };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    const { check } = skip(probe, error.message);
    return { findings: [{ check: { ...check, outcome: 'unchecked' } }], problem: error.message };
  }
}
