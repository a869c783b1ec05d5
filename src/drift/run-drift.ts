import { setTimeout as sleep } from 'node:timers/promises';
import type { LearntPosition } from '../contracts/assumption-file.ts';
import { openApiDocument } from '../contracts/openapi.ts';
import { redactText, withoutSecrets } from '../recording/redact.ts';
import type { Check, Report } from '../report/report.ts';
import { type AcceptedDifference, applyBaseline } from './baseline.ts';
import { compareCatalogue } from './catalogue.ts';
import { cataloguePatch } from './catalogue-patch.ts';
import { compareDocuments } from './compare-documents.ts';
import { fetchPublished, Unreached } from './fetch-published.ts';
import { filterChecks, type Names, unknownNames } from './filter.ts';
import { UnsoundDocument } from './located.ts';
import { parseDocument } from './parse-document.ts';
import { runProbes } from './probes.ts';
import { readTarget } from './target.ts';

/** What to compare with the contract, and what of it matters. */
export interface DriftOptions {
  readonly baseUrl: string;
  /** Without one only what is public is looked at. */
  readonly apiKey?: string | undefined;
  readonly restrictedKey?: string | undefined;
  /** Credits that may be spent. @default 0 */
  readonly maxCredits?: number | undefined;
  /** Text of a document, instead of the one that the API publishes. */
  readonly document?: string | undefined;
  /** Operations and models that matter. @default all */
  readonly only?: Names | undefined;
  readonly baseline?: readonly AcceptedDifference[] | undefined;
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
  const end = AbortSignal.timeout(options.totalMs ?? 600_000);
  const timely = {
    timeoutMs: options.timeoutMs ?? 30_000,
    fetch: fetchUntil(end, options.fetch ?? ((input, init) => globalThis.fetch(input, init))),
    sleep: (ms: number) => sleep(ms, undefined, { signal: end }).catch(() => {}),
  };
  const wire = { baseUrl, ...timely };
  const compared = [
    await attempt('document', 'documents', async () => {
      const path = '/api/v1/openapi.json';
      const text = options.document ?? (await fetchPublished(path, wire));
      const published = await parseDocument(text, 'the published document');
      const { cosmetic = false } = options;
      return { checks: compareDocuments(openApiDocument(), published, { cosmetic }) };
    }),
    await attempt('catalogue', 'models', async () => {
      const text = await fetchPublished('/api/v1/models', wire);
      const list = await parseDocument(text, 'the list of models');
      return { checks: compareCatalogue(list), patch: await cataloguePatch(list) };
    }),
  ];
  const isAsking = options.probes !== false;
  const isSilent = isAsking && compared.every(({ isUnreached }) => isUnreached);
  const tiers = [
    ...compared,
    ...(!isAsking || isSilent ? [] : [await runProbes({ ...options, ...timely })]),
  ];
  const all = tiers.flatMap(({ checks }) => checks);
  const keys = [options.apiKey, options.restrictedKey];
  const clean = all.map((check) => redacted(check, keys));
  const { checks, problems } = judge(clean, options, startedAt);
  const spent = tiers.find((tier) => 'credits' in tier)?.credits;
  const report: Report = {
    tool: 'drift',
    target: baseUrl.href,
    startedAt: startedAt.toISOString(),
    durationMs: Date.now() - startedAt.getTime(),
    checks,
    ...(spent === undefined ? {} : { credits: spent }),
    problems: [
      ...new Set([
        ...tiers.flatMap((tier) => tier.problems),
        ...(isSilent ? ['The probes were not sent, as the API does not answer'] : []),
        ...problems,
      ]),
    ],
  };
  const learnt = tiers.flatMap((tier) => ('learnt' in tier ? tier.learnt : []));
  return {
    report,
    learnt,
    patch: tiers.map((tier) => ('patch' in tier ? tier.patch : '')).join(''),
  };
}

/** What a server said comes into reports and baselines without keys, tokens and secrets. */
function redacted(check: Check, keys: readonly (string | undefined)[]): Check {
  const { expected, seen, advice } = check;
  const clean = (text: string) => redactText(withoutSecrets(text, keys));
  return {
    ...check,
    title: clean(check.title),
    ...(expected === undefined ? {} : { expected: clean(expected) }),
    ...(seen === undefined ? {} : { seen: clean(seen) }),
    ...(advice === undefined ? {} : { advice: clean(advice) }),
  };
}

/** Sends requests that end with the time of the whole run, if not before. */
function fetchUntil(end: AbortSignal, fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return (input, init) => {
    const signal = init?.signal ? AbortSignal.any([init.signal, end]) : end;
    return fetch(input, { ...init, signal });
  };
}

/** The checks under a baseline and a filter, and the problems that these bring. */
export function judge(
  checks: readonly Check[],
  options: Pick<DriftOptions, 'only' | 'baseline'>,
  now: Date,
): { readonly checks: readonly Check[]; readonly problems: readonly string[] } {
  const { only, baseline } = options;
  const today = now.toISOString().slice(0, 10);
  const accepted = baseline === undefined ? checks : applyBaseline(checks, baseline, today);
  if (only === undefined) return { checks: accepted, problems: [] };
  const unknown = unknownNames(only, checks);
  const isEmpty = only.size === 0;
  const problems = isEmpty ? ['Cannot filter: --only names no operation and no model'] : unknown;
  return { checks: filterChecks(accepted, only), problems };
}

interface Tier {
  readonly checks: readonly Check[];
  readonly problems: readonly string[];
  readonly patch?: string;
  readonly credits?: { readonly limit: number; readonly spent: number };
  readonly learnt?: readonly LearntPosition[];
  /** Whether nothing came back at all. */
  readonly isUnreached?: boolean;
}

async function attempt(
  group: string,
  what: string,
  look: () => Promise<{ checks: readonly Check[]; patch?: string }>,
): Promise<Tier> {
  try {
    return { ...(await look()), problems: [] };
  } catch (error) {
    if (!(error instanceof UnsoundDocument)) throw error;
    const check: Check = {
      id: `${group}.unchecked`,
      group,
      title: `The ${what} of the API can be compared with the contract`,
      outcome: 'unchecked',
      basis: { kind: 'contract' },
      advice: error.message,
    };
    const isUnreached = error instanceof Unreached;
    return { checks: [check], problems: [error.message], isUnreached };
  }
}
