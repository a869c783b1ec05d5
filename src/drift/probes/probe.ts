import type { OperationId } from '../../contracts/api.ts';
import { isPosition } from '../../contracts/assumption-file.ts';
import { ASSUMPTIONS, type AssumptionId } from '../../contracts/assumptions.ts';
import { documented, type PageName } from '../../contracts/source.ts';
import type { Switches, SwitchId } from '../../contracts/switches.ts';
import type { Check, Severity } from '../../report/report.ts';
import { basisOf } from '../basis.ts';
import type { Budget } from '../budget.ts';
import type { Wire } from '../wire.ts';

/** What a probe needs before it can ask. */
export type Need = 'nothing' | 'key' | 'restricted-key' | 'credits';

/** What a probe has to ask with. */
export interface Kit {
  readonly wire: Wire;
  readonly budget: Budget;
}

/** A position of a switch that was seen. */
export interface Learnt {
  readonly id: SwitchId;
  readonly position: string;
  readonly evidence: string;
}

/** What one question gave: a check, and the position that it settles, if it settles one. */
export interface Finding {
  readonly check: Omit<Check, 'group'>;
  readonly learnt?: Learnt;
}

/** A few requests that settle questions about the API. */
export interface Probe {
  readonly id: string;
  /** A phrase that says what it looks at. */
  readonly title: string;
  readonly needs: Need;
  /** The operations that its findings concern, unless they say otherwise. @default all */
  readonly operations?: readonly OperationId[];
  /** Whether a run that was asked for what it needs has failed where it looked at nothing. */
  readonly isTier?: true;
  /** The assumptions that it can settle. */
  readonly settles: readonly AssumptionId[];
  readonly run: (kit: Kit) => Promise<readonly Finding[]>;
}

/** What was seen of an assumption. */
export interface Sight {
  /** Whether the answer of the register holds. */
  readonly holds: boolean;
  readonly seen: string;
  /** What was expected, where the answer of the register is too wide to say it. */
  readonly expected?: string;
  /** The position that does what was seen; for switches. */
  readonly position?: string;
  readonly severity?: Severity;
}

/** Settles an entry of the register by what was seen. */
export function settle(id: AssumptionId, sight: Sight): Finding {
  const { answer } = ASSUMPTIONS[id];
  const { holds, seen, expected = answer, severity = 'breaking' } = sight;
  const about = {
    id: `assumption.${id}`,
    title: answer,
    basis: { kind: 'assumed', assumption: id } as const,
  };
  const learnt = learntFrom(id, sight);
  if (holds) return { check: { ...about, outcome: 'passed', expected, seen }, ...learnt };
  const advice =
    learnt.learnt === undefined
      ? 'Not switchable: no position of the fake does this; report it to the project.'
      : `Run the fake with --assume ${id}=${learnt.learnt.position}.`;
  return { check: { ...about, outcome: 'finding', severity, expected, seen, advice }, ...learnt };
}

/** The same finding, held to other positions of the switches than their defaults. */
export function judge({ check, learnt }: Finding, switches: Switches): Finding {
  if (learnt === undefined) return { check };
  const { id, position } = learnt;
  const expected = switches[id];
  const { severity = 'breaking', advice, ...about } = check;
  const held = {
    ...about,
    expected: position === expected ? (about.expected ?? expected) : expected,
  };
  if (position === expected) return { check: { ...held, outcome: 'passed' }, learnt };
  const run = `Run the fake with --assume ${id}=${position}.`;
  return { check: { ...held, outcome: 'finding', severity, advice: advice ?? run }, learnt };
}

function learntFrom(id: AssumptionId, { position, seen }: Sight): { learnt?: Learnt } {
  if (position === undefined || !('alternatives' in ASSUMPTIONS[id])) return {};
  const switchId = id as SwitchId;
  return isPosition(switchId, position)
    ? { learnt: { id: switchId, position, evidence: seen } }
    : {};
}

/** Says that an entry of the register could not be settled, and why. */
export function unsettled(id: AssumptionId, why: string): Finding {
  const { answer } = ASSUMPTIONS[id];
  const basis = { kind: 'assumed', assumption: id } as const;
  return {
    check: { id: `assumption.${id}`, title: answer, outcome: 'skipped', basis, advice: why },
  };
}

/** Says that what the API should publish could not be read: no verdict on the contract. */
export function unread(id: string, title: string, why: string): Finding {
  const basis = { kind: 'contract' } as const;
  return { check: { id: `probe.${id}`, title, outcome: 'unchecked', basis, advice: why } };
}

/** Holds the API to a documented fact. */
export function fact(
  id: string,
  {
    title,
    page,
    holds,
    expected,
    seen,
    operations,
  }: {
    readonly title: string;
    readonly page: PageName;
    readonly holds: boolean;
    readonly expected: string;
    readonly seen: string;
    readonly operations?: readonly OperationId[];
  },
): Finding {
  const about = {
    id: `probe.${id}`,
    title,
    basis: basisOf(documented(page)),
    ...(operations === undefined ? {} : { operations }),
    expected,
    seen,
  };
  if (holds) return { check: { ...about, outcome: 'passed' } };
  return { check: { ...about, outcome: 'failed', severity: 'breaking' } };
}
