import type { ReferenceMediaItem } from '../references.ts';
import { AUDIO_MODELS } from './audio.ts';
import { CHAT_MODELS } from './chat.ts';
import { IMAGE_MODELS } from './image.ts';
import type { Param } from './params.ts';
import type { ModelRow } from './row.ts';
import { VIDEO_MODELS } from './video.ts';

const MEDIA_MODELS = { ...IMAGE_MODELS, ...VIDEO_MODELS, ...AUDIO_MODELS };

/** CATALOGUE of all documented models. The real list is dynamic: never rely on its length. */
export const MODELS = { ...MEDIA_MODELS, ...CHAT_MODELS };

export type ModelId = keyof typeof MODELS;

/** A model of the Generations API. */
export type MediaModelId = keyof typeof MEDIA_MODELS;

/** A model of the Chat API. */
export type ChatModelId = keyof typeof CHAT_MODELS;

export const MODEL_IDS = Object.keys(MODELS) as ModelId[];
export const MEDIA_MODEL_IDS = Object.keys(MEDIA_MODELS) as MediaModelId[];
export const CHAT_MODEL_IDS = Object.keys(CHAT_MODELS) as ChatModelId[];

/** The row of a model id, known or not. */
export function findModel(id: string): ModelRow | undefined {
  return Object.hasOwn(MODELS, id) ? MODELS[id as ModelId] : undefined;
}

/** The row of a catalogued model. */
export function modelRow(id: ModelId): ModelRow {
  return MODELS[id];
}

/** Whether the id names a model of the Generations API. */
export function isMediaModel(id: string): id is MediaModelId {
  return Object.hasOwn(MEDIA_MODELS, id);
}

/** Whether the id names a model of the Chat API. */
export function isChatModel(id: string): id is ChatModelId {
  return Object.hasOwn(CHAT_MODELS, id);
}

type ValueOf<P extends Param> = P extends { type: 'select'; options: readonly (infer Option)[] }
  ? Option
  : P extends { type: 'number' }
    ? number
    : P extends { type: 'lines' }
      ? readonly { voice: string; text: string }[]
      : string;

type RequiredKeys<Params> = {
  [Key in keyof Params]: Params[Key] extends { required: true } ? Key : never;
}[keyof Params];

type ParamValues<Params extends { readonly [key: string]: Param }> = {
  -readonly [Key in RequiredKeys<Params>]: ValueOf<Params[Key]>;
} & {
  -readonly [Key in Exclude<keyof Params, RequiredKeys<Params>>]?: ValueOf<Params[Key]>;
};

/** Whether a model starts only with a prompt. */
export type PromptIsRequired<M extends MediaModelId> =
  (typeof MEDIA_MODELS)[M]['prompt']['required'];

/** The params of one model, as a caller writes them. */
export type ParamsOf<M extends MediaModelId> = ParamValues<(typeof MEDIA_MODELS)[M]['params']> &
  ((typeof MEDIA_MODELS)[M]['references'] extends null
    ? unknown
    : { referenceMediaItems?: readonly ReferenceMediaItem[] });
