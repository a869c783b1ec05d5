import { ASSUMPTIONS } from '../../contracts/assumptions.ts';
import type { MediaModelId } from '../../contracts/models/index.ts';
import { modelRow } from '../../contracts/models/index.ts';
import type { MediaCategory } from '../../contracts/models/row.ts';
import { pictureSize, type Size, videoSize } from './output-sizes.ts';
import { runMode } from './run-modes.ts';

/** Where media are found below the origin of the fake. */
export const MEDIA_PATH = '/media';

/** What of a request decides its outputs. */
export interface OutputRequest {
  readonly model: MediaModelId;
  readonly prompt: string | undefined;
  readonly params: Readonly<Record<string, unknown>>;
  /** The pixels of the image that gives a video its shape, where they are known. */
  readonly frame?: Size | undefined;
}

export interface ImageOutput {
  readonly kind: 'image';
  readonly format: 'png' | 'jpeg' | 'webp';
  readonly width: number;
  readonly height: number;
}

export interface VideoOutput {
  readonly kind: 'video';
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
  readonly hasSound: boolean;
}

export interface AudioOutput {
  readonly kind: 'audio';
  readonly codec: 'mp3' | 'pcm' | 'ulaw' | 'alaw' | 'opus';
  /** Samples in a second. */
  readonly rate: number;
  /** Thousands of bits in a second, where the codec has a choice. */
  readonly kilobits: number;
  readonly seconds: number;
}

/** When each word of a speech begins and ends. */
export interface TimestampsOutput {
  readonly kind: 'timestamps';
  readonly text: string;
  readonly seconds: number;
}

/** One file that a generation makes, as the request asks for it. */
export type Output = ImageOutput | VideoOutput | AudioOutput | TimestampsOutput;

/** Decides the outputs of one category. */
export type OutputMaker = (request: OutputRequest) => readonly [Output, ...Output[]];

const MAKERS: Record<MediaCategory, OutputMaker> = {
  image: (request) => {
    const one = imageOutput(request);
    const count = Number(request.params['max_images'] ?? 1);
    return [one, ...Array<Output>(count - 1).fill(one)];
  },
  video: (request) => {
    const size = videoSize(request);
    const video: Output = {
      kind: 'video',
      ...size,
      seconds: videoSeconds(request),
      hasSound: hasSound(request),
    };
    if (!isOn(request, 'return_last_frame')) return [video];
    return [video, { kind: 'image', format: 'png', ...size }];
  },
  audio: (request) => {
    const seconds = soundSeconds(request);
    const sound: Output = { kind: 'audio', ...soundFormat(request), seconds };
    if (!isOn(request, 'timestamps')) return [sound];
    return [sound, { kind: 'timestamps', text: spokenText(request), seconds }];
  },
};

/** The files that a request makes, the one of `primary_url` first. */
export function outputsOf(request: OutputRequest): readonly [Output, ...Output[]] {
  return MAKERS[modelRow(request.model).category as MediaCategory](request);
}

/** The paths of the files of a generation; they carry the world, so that downloaders need no key. */
export function outputPaths(world: string, taskId: string, request: OutputRequest): string[] {
  return outputsOf(request).map(
    (output, index) => `${MEDIA_PATH}/${world}/${taskId}/${outputName(output, index)}`,
  );
}

/** The last part of the path of an output. */
export function outputName(output: Output, index: number): string {
  return `${index}.${typeOf(output).extension}`;
}

/** How an output is named and declared. */
export function typeOf(output: Output): { extension: string; mimeType: string } {
  switch (output.kind) {
    case 'image':
      return {
        extension: output.format === 'jpeg' ? 'jpg' : output.format,
        mimeType: `image/${output.format}`,
      };
    case 'video':
      return { extension: 'mp4', mimeType: 'video/mp4' };
    case 'audio':
      if (output.codec === 'mp3') return { extension: 'mp3', mimeType: 'audio/mpeg' };
      if (output.codec === 'opus') return { extension: 'ogg', mimeType: 'audio/ogg' };
      return { extension: 'wav', mimeType: 'audio/wav' };
    case 'timestamps':
      return { extension: 'json', mimeType: 'application/json' };
  }
}

function isOn({ params }: OutputRequest, key: string): boolean {
  return String(params[key]) === 'true';
}

function imageOutput(request: OutputRequest): ImageOutput {
  const { params } = request;
  const asked = String(params['output_format'] ?? params['outputFormat'] ?? 'png');
  const format = asked === 'jpg' || asked === 'jpeg' ? 'jpeg' : asked === 'webp' ? 'webp' : 'png';
  return { kind: 'image', format, ...pictureSize(request) };
}

const DURATIONS = ASSUMPTIONS['result.duration'].value;

function hasSound(request: OutputRequest): boolean {
  const keepsItsOwn = request.params['audio_setting'] === 'origin' && runMode(request).isEdit;
  return keepsItsOwn || isOn(request, 'sound') || isOn(request, 'generate_audio');
}

function videoSeconds(request: OutputRequest): number {
  const { params } = request;
  const { rules, isEdit } = runMode(request);
  const longest = (isEdit && rules.longestEditSeconds) || DURATIONS.longest;
  const asked = Number(params['duration'] ?? params['n_frames']);
  if (asked > 0) return Math.min(asked, longest);
  const pictures = Number(params['num_frames']);
  return pictures >= 1 ? bounded(pictures / DURATIONS.picturesPerSecond) : DURATIONS.video;
}

function bounded(seconds: number): number {
  return Math.min(seconds, DURATIONS.longest);
}

function soundSeconds(request: OutputRequest): number {
  const { model, params } = request;
  const asked = Number(params['duration_seconds']);
  if (asked > 0) return bounded(asked);
  if (model === 'suno-music') return DURATIONS.music;
  if (model === 'suno-sounds') return DURATIONS.sound;
  const speed = Number(params['speed'] ?? 1);
  const seconds = [...spokenText(request)].length / DURATIONS.charactersPerSecond / speed;
  return bounded(Math.max(1, Math.round(seconds * 10) / 10));
}

function spokenText({ prompt = '', params }: OutputRequest): string {
  const { dialogue } = params;
  if (!Array.isArray(dialogue)) return prompt;
  return dialogue.map((line: { text: string }) => line.text).join(' ');
}

const SOUND_FORMAT = /^(mp3|pcm|ulaw|alaw|opus)_(\d+)(?:_(\d+))?$/;

function soundFormat({ params }: OutputRequest): Pick<AudioOutput, 'codec' | 'rate' | 'kilobits'> {
  const [, codec, rate, kilobits] = SOUND_FORMAT.exec(String(params['output_format'])) ?? [];
  if (codec === undefined) return ASSUMPTIONS['result.audioFormat'].value;
  return { codec: codec as AudioOutput['codec'], rate: Number(rate), kilobits: Number(kilobits) };
}
