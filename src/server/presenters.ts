import type { PublicApiFile } from '../contracts/files.ts';
import { type Generation, statusWord } from '../contracts/generations.ts';
import { MODEL_IDS, type ModelId, modelRow } from '../contracts/models/index.ts';
import { listedFacts } from '../contracts/models/listed.ts';
import type { Param } from '../contracts/models/params.ts';
import type { ReferencePolicy } from '../contracts/models/row.ts';
import type { Model, ModelList, ModelParam, ReferenceMedia } from '../contracts/models-list.ts';
import type { Clock } from './domain/clock.ts';
import type { FileRecord } from './domain/files.ts';
import type { GenerationRecord } from './domain/generation-record.ts';
import type { Ledger, LedgerEntry } from './domain/ledger.ts';
import type { World } from './domain/world.ts';

const RECENT = 1_024;
const recentMs: number[] = [];
const recentTexts: string[] = [];

/** Epoch milliseconds as the API writes them; recent times are kept, as they are written often. */
export function presentTime(ms: number): string {
  const slot = Math.abs(Math.trunc(ms)) % RECENT;
  const known = recentMs[slot] === ms ? recentTexts[slot] : undefined;
  if (known !== undefined) return known;
  const text = new Date(ms).toISOString();
  recentMs[slot] = ms;
  recentTexts[slot] = text;
  return text;
}

/** A generation as the status endpoint and webhooks show it. */
export function presentGeneration(record: GenerationRecord, world: World): Generation {
  return {
    id: record.id,
    status: statusWord(record.status, world.switches),
    model: record.model,
    reserved_credits: record.reservedCredits,
    final_credits: record.finalCredits,
    created_at: presentTime(record.createdAtMs),
    updated_at: presentTime(record.updatedAtMs),
    result: presentResult(record, world),
    error: record.error ?? null,
  };
}

/** Generations that each world has shown last; callers poll, and mostly see what they saw before. */
const shownLast = new WeakMap<World, Map<GenerationRecord, ShownGeneration>>();
const MOST_SHOWN = 1_024;

/** What a generation was when it was shown. */
interface ShownGeneration extends Pick<GenerationRecord, (typeof CHANGING)[number]> {
  readonly origin: string;
  readonly reply: Generation;
}

/** All that can change of a generation. */
const CHANGING = ['status', 'updatedAtMs', 'finalCredits', 'outputs', 'error'] as const;

/** A generation as `presentGeneration` shows it, frozen, and the same object until it changes. */
export function presentPolled(record: GenerationRecord, world: World): Generation {
  const { origin } = world;
  const shown = shownLast.get(world) ?? new Map<GenerationRecord, ShownGeneration>();
  const last = shown.get(record);
  const isSame = last?.origin === origin && CHANGING.every((name) => last[name] === record[name]);
  if (isSame) return last.reply;
  if (shown.size === 0) shownLast.set(world, shown);
  if (shown.size >= MOST_SHOWN) shown.clear();
  const reply = presentGeneration(record, world);
  Object.freeze(reply.result?.urls);
  Object.freeze(reply.result);
  Object.freeze(reply.error);
  const { status, updatedAtMs, finalCredits, outputs, error } = record;
  const frozen = Object.freeze(reply);
  shown.set(record, { status, updatedAtMs, finalCredits, outputs, error, origin, reply: frozen });
  return frozen;
}

function presentResult({ outputs }: GenerationRecord, world: World): Generation['result'] {
  const urls = outputs?.map((path) => `${world.origin}${path}`);
  const primary = urls?.[0];
  return urls === undefined || primary === undefined ? null : { primary_url: primary, urls };
}

/** The metadata of an upload, with a fresh duration token. */
export function presentFile(record: FileRecord, world: World): PublicApiFile {
  return {
    id: record.id,
    object: 'file',
    kind: record.kind,
    name: record.name,
    mime_type: record.mimeType,
    size_bytes: record.sizeBytes,
    url: `${world.origin}${record.path}`,
    duration_seconds: record.durationSeconds ?? null,
    duration_token: world.files.durationToken(record) ?? null,
    created_at: presentTime(record.createdAtMs),
  };
}

/** All models, in the order of the catalogue. */
export function presentModels(): ModelList {
  return { object: 'list', data: MODEL_IDS.map(presentModel) };
}

function presentModel(id: ModelId): Model {
  const row = modelRow(id);
  return {
    id,
    display_name: row.displayName,
    category: row.category,
    base_credits: row.baseCredits,
    billing_type: row.billing,
    max_prompt_length: row.prompt.maxLength,
    reference_media: row.references === null ? null : presentReferences(row.references),
    params: Object.entries(row.params).map(([key, param]) => presentParam(key, param)),
    api_status: row.apiStatus,
    api_input_status: row.inputStatus,
    supported_api_inputs: [...row.inputs],
    ...listedFacts(row),
  };
}

function presentParam(key: string, param: Param): ModelParam {
  return {
    key,
    type: param.type,
    required: param.required,
    default: param.default,
    range: param.type === 'number' ? param.range : null,
    options: param.type === 'select' ? [...param.options] : null,
    description: param.description,
  };
}

function presentReferences(policy: ReferencePolicy): ReferenceMedia {
  const kinds = Object.entries(policy.kinds).map(([kind, limits]) => [
    kind,
    { max_bytes: limits.maxBytes, mime_types: [...limits.mimeTypes] },
  ]);
  return { max_files: policy.maxFiles, kinds: Object.fromEntries(kinds) };
}

/** The clock of a world, for the control plane. */
export function presentClock(clock: Clock) {
  return {
    now: presentTime(clock.now()),
    mode: clock.mode,
    pending: clock.pending,
    next_due_at: clock.nextDueMs === undefined ? null : presentTime(clock.nextDueMs),
  };
}

/** The credits of an account, for the control plane. */
export function presentLedger({ granted, available, reserved, settled, entries }: Ledger) {
  return { granted, available, reserved, settled, entries: entries.map(presentMove) };
}

/** A move of credits, for the control plane. */
export function presentMove({ kind, amount, reference, atMs }: LedgerEntry) {
  return { kind, amount, reference, at: presentTime(atMs) };
}
