import { explain, show } from './explain.ts';
import { type CheckedScenario, Scenario } from './scenario.ts';
import { SCENARIO_NAMES, SCENARIOS, type ScenarioName } from './scenarios.ts';

/**
 * A scenario, or the ready-made one of a name.
 *
 * @throws {RangeError} if there is none of this name. @throws {TypeError} if a part makes no sense.
 */
export function checkScenario(scenario: Scenario | ScenarioName): CheckedScenario {
  const value = typeof scenario === 'string' ? readyMade(scenario) : scenario;
  const result = Scenario.safeParse(value);
  if (result.success) return result.data;
  throw new TypeError(
    `Cannot load the scenario: ${explain(result.error.issues, value, 'the scenario')}`,
  );
}

function readyMade(name: ScenarioName): object {
  if (Object.hasOwn(SCENARIOS, name)) return SCENARIOS[name];
  const known = SCENARIO_NAMES.join(', ');
  throw new RangeError(`Cannot load the scenario ${show(name)}: expected one of ${known}`);
}
