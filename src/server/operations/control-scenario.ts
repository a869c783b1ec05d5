import { checkScenario } from '../../contracts/check-scenario.ts';
import type { scenarioControl } from '../../contracts/control-scenario.ts';
import { loadScenario } from '../domain/scenarios.ts';
import type { ControlOperations } from './operation.ts';

export const scenarioControlOperations = {
  loadScenario: ({ body }, world) => ({
    loaded: loadScenario(world, 'ready_made' in body ? checkScenario(body.ready_made) : body),
  }),
} satisfies Pick<ControlOperations, keyof typeof scenarioControl>;
