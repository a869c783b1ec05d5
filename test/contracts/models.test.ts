import { describe, expect, test } from 'vitest';
import { generationEndpoints } from '../../src/contracts/generations.ts';
import { MEDIA_KINDS, type MediaKind } from '../../src/contracts/media.ts';
import {
  CHAT_MODEL_IDS,
  findModel,
  MODEL_IDS,
  MODELS,
  type ModelId,
  modelRow,
} from '../../src/contracts/models/index.ts';
import type { ModelRow } from '../../src/contracts/models/row.ts';
import { pageUrl } from '../../src/contracts/source.ts';
import { setSwitches } from '../../src/contracts/switches.ts';
import files from '../documented/files.json' with { type: 'json' };
import {
  DOCUMENTED_MODELS,
  type DocumentedLimits,
  type DocumentedModel,
  type DocumentedParam,
} from '../documented/model-requests.ts';

const BYTES_OF_A_MEGABYTE = 1_048_576;

const INPUT_STATUS: Record<string, string> = {
  text: 'available_text',
  url: 'available_url_input',
  'text,url': 'partial_requires_files',
};

function rowOf(documented: DocumentedModel): ModelRow {
  return modelRow(documented.id as ModelId);
}

function expectedParam({ key, type, ...row }: DocumentedParam) {
  const required = row.required ?? false;
  if (type === 'select') return { key, type, options: row.options, default: row.default, required };
  if (type === 'number') return { key, type, range: row.range, default: row.default, required };
  return { key, type: type === 'array' ? 'lines' : 'text', default: null, required };
}

function expectedLimits({ max_mb, mime_types }: DocumentedLimits) {
  return { maxBytes: max_mb * BYTES_OF_A_MEGABYTE, mimeTypes: mime_types };
}

function expectedKinds(accepted: string[], kinds: { [kind: string]: DocumentedLimits } | null) {
  const limits = kinds ?? files.kinds;
  return Object.fromEntries(
    accepted.map((kind) => [kind, expectedLimits(limits[kind as MediaKind] as DocumentedLimits)]),
  );
}

function expectedReferences({ references }: DocumentedModel) {
  if (references === null) return null;
  if (references === 'unseen') {
    const kinds = expectedKinds(['image', 'video', 'audio'], null);
    return { maxFiles: null, kinds, unseen: 'policy' };
  }
  return {
    maxFiles: references.max_files,
    kinds: expectedKinds(references.accepted_kinds, references.kinds),
    ...(references.combinations && { combinations: references.combinations }),
    ...(references.second_image && { secondImageIsLastFrame: true }),
    ...(references.kinds === null && { unseen: references.note ? 'policy' : 'limits' }),
  };
}

test('the catalogue has exactly the 60 documented models', () => {
  const documentedIds = DOCUMENTED_MODELS.map(({ id }) => id);

  expect(documentedIds).toHaveLength(60);
  expect([...MODEL_IDS].sort()).toEqual([...documentedIds].sort());
});

test('chat models are the models whose page names the Chat API', () => {
  const chat = DOCUMENTED_MODELS.filter(({ endpoint }) => endpoint === '/api/v1/chat/completions');

  expect(chat.map(({ id }) => id).sort()).toEqual([...CHAT_MODEL_IDS].sort());
});

test('kinds of reference media have the limits of the Files API page', () => {
  expect(MEDIA_KINDS).toEqual(expectedKinds(['image', 'video', 'audio'], files.kinds));
});

test.each(['__proto__', 'constructor', 'no-such-model'])('there is no model "%s"', (id) => {
  expect(findModel(id)).toBeUndefined();
});

describe.each(DOCUMENTED_MODELS)('$id', (documented) => {
  test('has the documented name, category, billing and credits', () => {
    expect(rowOf(documented)).toMatchObject({
      displayName: documented.display_name,
      category: documented.category,
      billing: documented.billing_type,
      baseCredits: documented.base_credits,
    });
  });

  test('has the documented prompt', () => {
    const { required, max_length } = documented.prompt;

    expect(rowOf(documented).prompt).toEqual({ required, maxLength: max_length });
  });

  test('has the documented inputs', () => {
    const row = rowOf(documented);

    expect(row.inputs).toEqual(documented.inputs);
    expect(row.inputStatus).toBe(INPUT_STATUS[documented.ready.join()]);
    expect(row.inputStatus === 'partial_requires_files').toBe(
      documented.reference_modes_use_files_api,
    );
  });

  test('has the documented params in the documented order', () => {
    const row = rowOf(documented);
    const params = Object.entries(row.params).map(([key, param]) => {
      const { description, ...rest } = param;
      return { key, ...rest };
    });

    expect(params).toEqual(documented.params.map(expectedParam));
    expect(row.unseenParams).toBe(documented.params_cut);
  });

  test('has the documented upload policy', () => {
    expect(rowOf(documented).references).toEqual(expectedReferences(documented));
  });

  test('cites pages that were read', () => {
    const { pages } = rowOf(documented);

    expect(pages.length).toBeGreaterThan(0);
    expect(documented.pages).toEqual(expect.arrayContaining(pages.map(pageUrl)));
  });
});

test('kling-3-0 is the model of the one page that was read to its end', () => {
  expect(MODELS['kling-3-0']).toMatchObject({
    displayName: 'Kling 3.0',
    category: 'video',
    billing: 'FIXED',
    baseCredits: 90,
    prompt: { required: true, maxLength: 2_000 },
    references: { maxFiles: 2, kinds: { image: { maxBytes: 10_485_760 } } },
    params: {
      mode: { options: ['std', 'pro'], default: 'pro' },
      multi_shots: { options: ['false', 'true'], default: 'false' },
      duration: { default: '5' },
      sound: { options: ['false', 'true'], default: 'false' },
      aspect_ratio: { options: ['16:9', '9:16', '1:1'], default: '16:9' },
    },
  });
});

test('happyhorse-1-0 takes nine images, or five beside one video', () => {
  const { references } = MODELS['happyhorse-1-0'];

  expect(references.maxFiles).toBe(10);
  expect(references.combinations).toEqual([{ image: 9 }, { video: 1, image: 5 }]);
  expect(references.kinds.video.maxBytes).toBe(99_614_720);
  expect(references.kinds.video.mimeTypes).toEqual(['video/mp4', 'video/quicktime']);
});

test('wan-2-6 takes one image or one video, Matroska included', () => {
  const { references } = MODELS['wan-2-6'];

  expect(references.maxFiles).toBe(1);
  expect(references.kinds.video.maxBytes).toBe(10_485_760);
  expect(references.kinds.video.mimeTypes).toContain('video/x-matroska');
});

test('nano-banana-2 takes 14 images of 30 MB and a prompt of 20,000 characters', () => {
  const { references, prompt } = MODELS['nano-banana-2'];

  expect(references.maxFiles).toBe(14);
  expect(references.kinds.image?.maxBytes).toBe(31_457_280);
  expect(prompt.maxLength).toBe(20_000);
});

test('elevenlabs-dialogue-v3 needs lines and no prompt', () => {
  const { params, prompt } = MODELS['elevenlabs-dialogue-v3'];

  expect(params.dialogue).toMatchObject({ type: 'lines', required: true });
  expect(params.stability.options).toEqual(['0', '0.5', '1']);
  expect(prompt).toEqual({ required: false, maxLength: 5_000 });
});

test('exactly the models whose page says so cannot do without params', () => {
  const documented = DOCUMENTED_MODELS.filter((model) => model.params_object_required);
  const withoutParams = MODEL_IDS.filter((model) => {
    const body = { model, prompt: 'A paper boat' };
    const parsed = generationEndpoints.createGeneration.body
      .pick(body, setSwitches())
      .safeParse(body);
    return parsed.error?.issues.some(({ path }) => path[0] === 'params');
  });

  // The page of elevenlabs-dialogue-v3 calls params optional and params.dialogue required.
  const expected = [...documented.map(({ id }) => id), 'elevenlabs-dialogue-v3'];
  expect(withoutParams.sort()).toEqual(expected.sort());
});
