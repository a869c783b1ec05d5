import type { AssumptionId } from '../../contracts/assumptions.ts';
import { ModelList, OpenApiDocument } from '../../contracts/models-list.ts';
import { documented } from '../../contracts/source.ts';
import { type Deviation, deviations } from '../hold-to-schema.ts';
import { type Finding, fact, type Probe, settle, unread, unsettled } from './probe.ts';
import { fieldOf, shown } from './shown.ts';

/** The parts of a model that rest on assumptions, by the field that shows them. */
const ASSUMED_PARTS = {
  'model.paramShape': 'params',
  'model.referenceMedia': 'reference_media',
  'model.chatRuntime': 'runtime',
  'chat.capabilities': 'chat_capabilities',
  'model.supportedModes': 'supported_modes',
  'model.filesApiFlags': 'requires_files_api',
  'model.urlInput': 'url_input_supported',
} as const satisfies Partial<Record<AssumptionId, string>>;

const PARTS = Object.entries(ASSUMED_PARTS) as [keyof typeof ASSUMED_PARTS, string][];

/** The fields of the model list. */
export const modelsProbe: Probe = {
  id: 'models',
  title: 'the fields of the model list',
  needs: 'nothing',
  operations: ['listModels'],
  settles: PARTS.map(([id]) => id),
  run: async ({ wire }) => {
    const answer = await wire.ask({ path: '/api/v1/models', key: 'none' });
    const models = fieldOf(answer.json, 'data');
    const isList = answer.status === 200 && Array.isArray(models) && models.length > 0;
    const title = 'each model has the documented fields';
    if (!isList) {
      const why = `There was no list of models: ${shown(answer)}.`;
      return [unread('models.fields', title, why), ...PARTS.map(([id]) => unsettled(id, why))];
    }
    const found = deviations(ModelList, answer.json, documented('models'));
    const broken = found.find(({ kind, basis }) => kind === 'broken' && basis.kind !== 'assumed');
    const about = fact('models.fields', {
      title,
      page: 'models',
      holds: broken === undefined,
      expected: 'a list of models with the documented fields',
      seen: broken?.sentence ?? `${models.length} models with them`,
    });
    return [about, ...PARTS.map(([id, field]) => aboutPart(id, field, models, found))];
  },
};

function aboutPart(
  id: AssumptionId,
  field: string,
  models: readonly unknown[],
  found: readonly Deviation[],
): Finding {
  const values = models.map((model) => fieldOf(model, field));
  const told = values.filter(
    (value) => value !== null && !(Array.isArray(value) && value.length === 0),
  );
  if (told.length === 0) return unsettled(id, `No model has anything in ${field}.`);
  const other = found.find(
    ({ pointer, basis }) =>
      pointer.startsWith(`/data/*/${field}`) ||
      (basis.kind === 'assumed' && basis.assumption === id),
  );
  const seen = other?.sentence ?? `${field} of ${told.length} models`;
  return settle(id, { holds: other === undefined, seen });
}

/** The published document, as far as it needs no comparison. */
export const documentProbe: Probe = {
  id: 'document',
  title: 'the style of the published document',
  needs: 'nothing',
  operations: ['retrieveOpenApi'],
  settles: ['openapi.document'],
  run: async ({ wire }) => {
    const answer = await wire.ask({ path: '/api/v1/openapi.json', key: 'none' });
    const title = 'the OpenAPI document is published';
    if (answer.status !== 200 || !OpenApiDocument.safeParse(answer.json).success) {
      const why = `There was no document: ${shown(answer)}.`;
      return [unread('document.published', title, why), unsettled('openapi.document', why)];
    }
    const version = String(fieldOf(answer.json, 'openapi'));
    const schemas = fieldOf(fieldOf(answer.json, 'components'), 'schemas');
    const names = Object.keys(Object(schemas));
    const about = fact('document.published', {
      title,
      page: 'openapi',
      holds: true,
      expected: '200 with an OpenAPI document',
      seen: `OpenAPI ${version}`,
    });
    const holds = version.startsWith('3.1.') && names.includes('PublicApiFile');
    const seen = `OpenAPI ${version} with ${names.length} schemas, ${names.includes('PublicApiFile') ? 'PublicApiFile among them' : 'PublicApiFile not among them'}`;
    return [about, settle('openapi.document', { holds, seen, severity: 'cosmetic' })];
  },
};
