import { setTimeout as sleep } from 'node:timers/promises';
import type { LearntPosition } from '../contracts/assumption-file.ts';
import { openApiDocument } from '../contracts/openapi.ts';
import type { Report } from '../report/report.ts';
import { compareCatalogue } from './catalogue.ts';
import { cataloguePatch } from './catalogue-patch.ts';
import { compareDocuments } from './compare-documents.ts';
import { fetchPublished } from './fetch-published.ts';
import { type Judgement, judge } from './judge.ts';
import { parseDocument } from './parse-document.ts';
import { runProbes } from './probes.ts';
import { redactTier } from './redact-tier.ts';
import { readTarget } from './target.ts';
import { attempt, type Tier } from './tier.ts';
import { fetchUntil } from './until.ts';

/** What to compare with the contract, and what of it matters. */
export interface DriftOptions extends Judgement {
  readonly baseUrl: string;
  /** Without one only what is public is looked at. */
  readonly apiKey?: string | undefined;
  readonly restrictedKey?: string | undefined;
  /** Credits that may be spent. @default 0 */
  readonly maxCredits?: number | undefined;
  /** Text of a document, instead of the one that the API publishes. */
  readonly document?: string | undefined;
  /** Also report texts and names, which change nothing for a caller. @default false */
  readonly cosmetic?: boolean | undefined;
  /** Also send the probes. @default true */
  readonly probes?: boolean | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** For one request. @default 30000 */
  readonly timeoutMs?: number | undefined;
  /** For all requests together; what was not asked by then is unchecked. @default 600000 */
  readonly totalMs?: number | undefined;
}

/** What a run has found, and what follows from it. */
export interface DriftResult {
  readonly report: Report;
  /** Positions of switches that were seen. */
  readonly learnt: readonly LearntPosition[];
  /** The catalogue as it is now, as a diff of `src/contracts/models`; empty where nothing differs. */
  readonly patch: string;
}

/**
 * Compares what the API says and does with the contract. Whatever could not be looked at is a
 * problem of the report, never a pass.
 *
 * @throws {TypeError} if the base URL is no http or https URL.
 */
export async function runDrift(options: DriftOptions): Promise<DriftResult> {
  const startedAt = new Date();
  const baseUrl = readTarget('look for drift', options.baseUrl);
  const found = await look(baseUrl, options);
  const keys = [options.apiKey, options.restrictedKey];
  const tiers = found.map((tier) => redactTier(tier, keys));
  const all = tiers.flatMap((tier) => tier.checks);
  const { checks, problems } = judge(all, options, startedAt);
  const credits = tiers.find((tier) => tier.credits !== undefined)?.credits;
  const leftOut = leftOutOf(options);
  const report: Report = {
    tool: 'drift',
    target: baseUrl.href,
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    checks,
    ...(credits === undefined ? {} : { credits }),
    ...(leftOut.length === 0 ? {} : { leftOut }),
    problems: [...new Set([...tiers.flatMap((tier) => tier.problems), ...problems])],
  };
  return {
    report,
    learnt: tiers.flatMap(({ learnt = [] }) => learnt),
    patch: tiers.map(({ patch = '' }) => patch).join(''),
  };
}

/** A run that could not begin, as a report: nothing was looked at. */
export function failedRun(target: string, problem: string): DriftResult {
  const startedAt = new Date().toISOString();
  const report: Report = {
    tool: 'drift',
    target,
    startedAt,
    durationMs: 0,
    checks: [],
    problems: [problem],
  };
  return { report, learnt: [], patch: '' };
}

async function look(baseUrl: URL, options: DriftOptions): Promise<readonly Tier[]> {
  const end = AbortSignal.timeout(options.totalMs ?? 600_000);
  const timely = {
    timeoutMs: options.timeoutMs ?? 30_000,
    fetch: fetchUntil(end, options.fetch ?? ((input, init) => globalThis.fetch(input, init))),
    sleep: (ms: number) => sleep(ms, undefined, { signal: end }).catch(() => {}),
  };
  const wire = { baseUrl, ...timely };
  const document = await attempt('document', 'documents', async () => {
    const text = options.document ?? (await fetchPublished('/api/v1/openapi.json', wire));
    const published = await parseDocument(text, 'the published document');
    const { cosmetic = false } = options;
    return { checks: compareDocuments(openApiDocument(), published, { cosmetic }) };
  });
  const catalogue = await attempt('catalogue', 'models', async () => {
    const text = await fetchPublished('/api/v1/models', wire);
    const list = await parseDocument(text, 'the list of models');
    return { checks: compareCatalogue(list), patch: await cataloguePatch(list) };
  });
  const compared = [document, catalogue];
  if (options.probes === false) return compared;
  const published = options.document === undefined ? compared : [catalogue];
  if (published.every(({ isUnread }) => isUnread)) return [...compared, UNASKED];
  return [...compared, await runProbes({ ...options, ...timely })];
}

/** A host that publishes nothing of the API is not asked any further, and is given no key. */
const UNASKED: Tier = {
  checks: [],
  problems: ['The probes were not sent, as nothing that the API publishes could be read'],
};

/** The parts of a run that nothing was given for. */
function leftOutOf({ probes, apiKey, restrictedKey, maxCredits = 0, document }: DriftOptions) {
  const published = document === undefined ? [] : ['the published document (--document)'];
  if (probes === false) return [...published, 'the probes (--no-probes)'];
  return [
    ...published,
    ...(apiKey === undefined ? ['what needs a key (no --api-key)'] : []),
    ...(restrictedKey === undefined ? ['scopes (no --restricted-key)'] : []),
    ...(maxCredits > 0 ? [] : ['what costs credits (no --max-credits)']),
  ];
}
