import type { LearntPosition } from '../contracts/assumption-file.ts';
import { ASSUMPTIONS, type AssumptionId } from '../contracts/assumptions.ts';
import { type Switches, setSwitches } from '../contracts/switches.ts';
import type { Check } from '../report/report.ts';
import { Budget } from './budget.ts';
import { type Lack, lackOf, tryKeys, unlessDenied } from './probes/access.ts';
import { creditsProbe } from './probes/credits.ts';
import { filesProbe } from './probes/files.ts';
import { generationProbe } from './probes/generation.ts';
import { headersProbe, rateLimitProbe } from './probes/headers.ts';
import { keysProbe } from './probes/keys.ts';
import { listsProbe } from './probes/lists.ts';
import { lowBalanceProbe } from './probes/low-balance.ts';
import { documentProbe, modelsProbe } from './probes/models.ts';
import { notFoundProbe } from './probes/not-found.ts';
import { type Finding, judge, type Kit, type Probe } from './probes/probe.ts';
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
  const kit = { wire, budget };
  const access = await tryKeys(wire);
  for (const probe of PROBES) {
    const { findings, problem } = await run(probe, kit, lackOf(probe.needs, kit, access));
    const date = new Date().toISOString();
    const { operations } = probe;
    for (const finding of findings) {
      const { check, learnt: position } = judge(finding, switches);
      checks.push({
        ...(operations === undefined ? {} : { operations }),
        ...check,
        group: probe.id,
      });
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

interface Ran {
  readonly findings: readonly Finding[];
  readonly problem?: string | undefined;
}

async function run(probe: Probe, kit: Kit, lack: Lack | undefined): Promise<Ran> {
  if (lack?.outcome === 'unchecked') return unlooked(probe, lack.why);
  if (lack !== undefined) return { findings: [unasked(probe, 'skipped', lack.why)] };
  try {
    const findings = (await probe.run(kit)).map(unlessDenied);
    return { findings, problem: probe.isTier ? whySkipped(findings) : undefined };
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    return unlooked(probe, error.message);
  }
}

function unlooked(probe: Probe, problem: string): Ran {
  return { findings: [unasked(probe, 'unchecked', problem)], problem };
}

/** Why a part of the run that was asked for has looked at nothing. */
function whySkipped(findings: readonly Finding[]): string | undefined {
  const [first] = findings;
  const isSkipped = findings.every(({ check }) => check.outcome === 'skipped');
  return isSkipped ? `Nothing was started: ${first?.check.advice}` : undefined;
}

function unasked({ id, title }: Probe, outcome: Lack['outcome'], advice: string): Finding {
  const basis = { kind: 'contract' } as const;
  return { check: { id: `probe.${id}`, title: `Looked at ${title}`, outcome, basis, advice } };
}
