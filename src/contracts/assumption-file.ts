import * as z from 'zod';
import { ASSUMPTIONS } from './assumptions.ts';
import { explain } from './explain.ts';
import { positionsOf, SWITCH_IDS, type Switches, type SwitchId, setSwitches } from './switches.ts';

const Learnt = z.strictObject({
  /** The position of the switch that does what was seen. */
  position: z.string(),
  /** Whether it is the default, or another one. */
  verdict: z.enum(['confirmed', 'refuted']),
  /** What was seen, as a sentence. */
  evidence: z.string(),
  /** ISO 8601, UTC. */
  date: z.string(),
});

const AssumptionFile = z.strictObject({
  format: z.literal('rivya-testkit-assumptions'),
  version: z.literal(1),
  /** The API that was asked. */
  target: z.string(),
  assumptions: z.record(z.string(), Learnt),
});

/** What was learnt of the real API, as it is written to a file and taken by the fake. */
export type AssumptionFile = z.output<typeof AssumptionFile>;

/** What is known of one switch. */
export interface LearntPosition extends Omit<z.output<typeof Learnt>, 'verdict'> {
  readonly id: SwitchId;
}

/** The text of a file that holds what was learnt. A later line about a switch wins. */
export function writeAssumptionFile(target: string, learnt: readonly LearntPosition[]): string {
  const ordered = SWITCH_IDS.flatMap((id) => learnt.filter((one) => one.id === id));
  const assumptions = ordered.map(({ id, ...rest }) => {
    const { value } = ASSUMPTIONS[id];
    return [id, { ...rest, verdict: rest.position === value ? 'confirmed' : 'refuted' }];
  });
  const file = {
    format: 'rivya-testkit-assumptions',
    version: 1,
    target,
    assumptions: Object.fromEntries(assumptions),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * The positions that a file tells.
 *
 * @throws {RangeError} if it is no such file, an id is no switch, or a position is none of its own.
 */
export function parseAssumptionFile(text: string): Partial<Switches> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RangeError('it is not JSON');
  }
  const result = AssumptionFile.safeParse(value);
  if (!result.success) throw new RangeError(explain(result.error.issues, value, 'the file'));
  const chosen = Object.entries(result.data.assumptions).map(([id, { position }]) => [
    id,
    position,
  ]);
  const positions: Partial<Switches> = Object.fromEntries(chosen);
  setSwitches(positions);
  return positions;
}

/** Whether a value is a position of a switch. */
export function isPosition(id: SwitchId, value: string): boolean {
  return positionsOf(id).includes(value);
}
