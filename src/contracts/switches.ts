import { ASSUMPTIONS, type AssumptionId } from './assumptions.ts';

/** An entry of the register that can be switched to another plausible reality. */
export type SwitchId = {
  [Id in AssumptionId]: (typeof ASSUMPTIONS)[Id] extends { alternatives: readonly string[] }
    ? Id
    : never;
}[AssumptionId];

/** The position of every switch. */
export type Switches = {
  readonly [Id in SwitchId]:
    | (typeof ASSUMPTIONS)[Id]['value']
    | (typeof ASSUMPTIONS)[Id]['alternatives'][number];
};

/** The ids of all switches, in the order of the register. */
export const SWITCH_IDS = (Object.keys(ASSUMPTIONS) as AssumptionId[]).filter(
  (id): id is SwitchId => 'alternatives' in ASSUMPTIONS[id],
);

/** The positions that a switch can take, its default first. */
export function positionsOf(id: SwitchId): readonly string[] {
  return [ASSUMPTIONS[id].value, ...ASSUMPTIONS[id].alternatives];
}

/**
 * The position of every switch: the defaults, changed by `chosen`.
 *
 * @throws {RangeError} if an id is no switch or a value is none of its positions.
 */
export function setSwitches(chosen: Partial<Switches> = {}): Switches {
  for (const [id, value] of Object.entries(chosen)) {
    if (!isSwitch(id)) {
      const known = Object.hasOwn(ASSUMPTIONS, id) ? 'it has no alternatives' : 'it is unknown';
      throw new RangeError(
        `Cannot switch the assumption "${id}": ${known}; the switches are ${SWITCH_IDS.join(', ')}`,
      );
    }
    if (!positionsOf(id).includes(String(value))) {
      throw new RangeError(
        `Cannot switch the assumption "${id}" to "${value}": expected one of ${positionsOf(id).join(', ')}`,
      );
    }
  }
  const defaults = SWITCH_IDS.map((id) => [id, ASSUMPTIONS[id].value]);
  return { ...(Object.fromEntries(defaults) as Switches), ...chosen };
}

function isSwitch(id: string): id is SwitchId {
  return (SWITCH_IDS as readonly string[]).includes(id);
}
