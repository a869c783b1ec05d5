import { readFile } from 'node:fs/promises';
import { checkScenario } from '../contracts/check-scenario.ts';
import type { Scenario } from '../contracts/scenario.ts';
import { SCENARIO_NAMES, SCENARIOS, type ScenarioName } from '../contracts/scenarios.ts';

/**
 * The scenario of a file in JSON or YAML, or the name of a ready-made one.
 *
 * @throws {RangeError} that names the file and what is wrong in it: field, value and what was expected.
 */
export async function readScenario(source: string): Promise<Scenario | ScenarioName> {
  if (Object.hasOwn(SCENARIOS, source)) return source as ScenarioName;
  try {
    const scenario = await parse(await readFile(source, 'utf8'));
    checkScenario(scenario as Scenario);
    return scenario as Scenario;
  } catch (error) {
    throw new RangeError(`Cannot load the scenario of "${source}": ${reasonOf(error)}`);
  }
}

/** YAML holds all of JSON; it is loaded only where the text is no JSON. */
async function parse(text: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch {
    const { parse: parseYaml } = await import('yaml');
    return parseYaml(text, { prettyErrors: true });
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') {
    return `there is no such file, and the ready-made ones are ${SCENARIO_NAMES.join(', ')}`;
  }
  if (code === 'EISDIR') return 'it is a folder, expected a file';
  return message.replace(/^Cannot load the scenario: /, '').replace(/:?\n[\s\S]*$/, '');
}
