import { API, OPERATION_IDS, type OperationId } from '../../contracts/api.ts';
import { CALL_FAULT_KINDS } from '../../contracts/call-faults.ts';
import type { CoverageCounts, FaultPlace } from '../../contracts/control-coverage.ts';
import { WEBHOOK_FAULTS } from '../../contracts/control-webhooks.ts';
import { DIRECTIVES } from '../../contracts/directives.ts';
import { successStatus } from '../../contracts/endpoint.ts';
import { ERRORS, type ErrorCode, statusOf } from '../../contracts/errors.ts';
import { GenerationStatus } from '../../contracts/generations.ts';
import { MODEL_IDS } from '../../contracts/models/index.ts';
import { PATHOLOGY_NAMES } from '../../contracts/pathologies.ts';
import { STREAM_FAULT_NAMES } from '../../contracts/stream-faults.ts';
import { positionsOf, SWITCH_IDS, type Switches } from '../../contracts/switches.ts';

/** Counts names; those of a catalogue are known beforehand, others are added as they come. */
class Tally<Name> {
  readonly #known: ReadonlySet<Name>;
  readonly #counts: Map<Name, number>;

  constructor(known: Iterable<Name>) {
    this.#known = new Set(known);
    this.#counts = new Map([...known].map((name) => [name, 0]));
  }

  add(name: Name): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  rows<Row>(rowOf: (name: Name, count: number, isKnown: boolean) => Row): Row[] {
    return [...this.#counts].map(([name, count]) => rowOf(name, count, this.#known.has(name)));
  }
}

interface CallTally {
  requests: number;
  readonly statuses: Tally<number>;
  readonly errors: Tally<string>;
}

const FAULTS: Record<FaultPlace, readonly string[]> = {
  call: CALL_FAULT_KINDS,
  generation: PATHOLOGY_NAMES,
  stream: STREAM_FAULT_NAMES,
  webhook: Object.keys(WEBHOOK_FAULTS),
};

/**
 * Counts what the calls to one fake exercise of what there is to exercise, over all worlds and their
 * resets. Counting costs nothing that a caller could notice.
 */
export class Coverage {
  readonly #switches: Switches;
  readonly #calls: ReadonlyMap<string, CallTally>;
  readonly #models = new Tally<string>(MODEL_IDS);
  readonly #statuses = new Tally<string>(GenerationStatus.options);
  readonly #faults: Readonly<Record<FaultPlace, Tally<string>>>;
  readonly #directives = new Tally<string>(Object.keys(DIRECTIVES));

  constructor(switches: Switches) {
    this.#switches = switches;
    this.#calls = new Map(OPERATION_IDS.map((id) => [id, callTally(id, switches)]));
    const faults = Object.entries(FAULTS).map(([place, kinds]) => [place, new Tally(kinds)]);
    this.#faults = Object.fromEntries(faults) as Record<FaultPlace, Tally<string>>;
  }

  /** Counts an exchange; `status` is `undefined` where no reply was begun. */
  noteCall(
    operation: string | undefined,
    status: number | undefined,
    error: string | undefined,
  ): void {
    const call = this.#calls.get(operation ?? '');
    if (call === undefined) return;
    call.requests++;
    if (status) call.statuses.add(status);
    if (error !== undefined) call.errors.add(error);
  }

  /** Counts a generation or a chat turn that was begun. */
  noteModel(model: string): void {
    this.#models.add(model);
  }

  /** Counts a status that a generation has reached. */
  noteStatus(status: string): void {
    this.#statuses.add(status);
  }

  /** Counts a fault that struck. */
  noteFault(place: FaultPlace, kind: string): void {
    this.#faults[place].add(kind);
  }

  /** Counts a directive that was obeyed, by its name. */
  noteDirective(directive: string): void {
    this.#directives.add(directive);
  }

  /** What was counted so far. */
  counts(): CoverageCounts {
    const operations = [...this.#calls].map(([operation, { requests, statuses, errors }]) => ({
      operation,
      requests,
      statuses: statuses.rows((status, count, declared) => ({ status, count, declared })),
      errors: errors.rows((code, count, declared) => ({ code, count, declared })),
    }));
    return {
      version: 1,
      operations,
      models: this.#models.rows((model, count) => ({ model, count })),
      statuses: this.#statuses.rows((status, count) => ({ status, count })),
      errors: sumOfErrors(operations),
      faults: (Object.keys(FAULTS) as FaultPlace[]).flatMap((on) =>
        this.#faults[on].rows((kind, count) => ({ on, kind, count })),
      ),
      directives: this.#directives.rows((directive, count) => ({ directive, count })),
      switches: SWITCH_IDS.map((id) => ({
        switch: id,
        positions: positionsOf(id).map((position) => ({
          position,
          count: position === String(this.#switches[id]) ? 1 : 0,
        })),
      })),
    };
  }
}

function callTally(id: OperationId, switches: Switches): CallTally {
  const codes: readonly ErrorCode[] = API[id].errors;
  const statuses = [
    successStatus(API[id], switches),
    ...codes.map((code) => statusOf(code, switches)),
  ];
  const inOrder = [...new Set(statuses)].sort((a, b) => a - b);
  return { requests: 0, statuses: new Tally(inOrder), errors: new Tally<string>(codes) };
}

function sumOfErrors(operations: CoverageCounts['operations']): CoverageCounts['errors'] {
  const sums = new Map<string, number>(Object.keys(ERRORS).map((code) => [code, 0]));
  for (const { code, count } of operations.flatMap(({ errors }) => errors)) {
    sums.set(code, (sums.get(code) ?? 0) + count);
  }
  return [...sums].map(([code, count]) => ({ code, count }));
}
