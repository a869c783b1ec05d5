import * as z from 'zod';
import { defineControl, type JsonBody } from './endpoint.ts';
import { NamedScenario, Scenario } from './scenario.ts';
import { OWN } from './source.ts';

/** What of a scenario was planned. */
export const LoadedScenario = z
  .object({ loaded: z.int().min(0).describe('Plans and faults that wait because of it.') })
  .meta({ id: 'LoadedScenario', ...OWN });

type ScenarioBody = z.output<typeof Scenario> | z.output<typeof NamedScenario>;

const body: JsonBody<ScenarioBody> = {
  kind: 'json',
  document: () => z.union([NamedScenario, Scenario]).meta({ id: 'LoadScenario', ...OWN }),
  pick: (value): z.ZodType<ScenarioBody> =>
    Object.hasOwn(Object(value), 'ready_made') ? NamedScenario : Scenario,
};

/** The part of the control plane that loads scenarios. */
export const scenarioControl = {
  loadScenario: defineControl({
    method: 'post',
    path: '/__rivya/scenario',
    tag: 'World',
    summary: 'Plan everything that a scenario names',
    body,
    reply: { kind: 'json', status: 200, schema: LoadedScenario },
    example: { body: { ready_made: 'lost-create-reply' }, reply: { loaded: 1 } },
  }),
};
