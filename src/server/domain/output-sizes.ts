import { ASSUMPTIONS } from '../../contracts/assumptions.ts';
import type { OutputRequest } from './outputs.ts';
import { type RunMode, runMode } from './run-modes.ts';

/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The keys under which models ask for a shape. */
const SHAPE_KEYS = ['aspect_ratio', 'aspectRatio', 'image_size', 'imageSize', 'size'];
/** The keys under which models ask for a number of pixels. */
const TIER_KEYS = ['resolution', 'image_resolution', 'quality'];

const SIZES = ASSUMPTIONS['result.size'].value;

/** The pixels of an image: the asked shape exactly, and about the area of the asked tier. */
export function pictureSize(request: OutputRequest): Size {
  const [across, down] = shapeOf(request) ?? [1, 1];
  const word = String(request.params['image_size']);
  const side = sideOf(request) ?? (word === 'square' ? SIZES.square : SIZES['1K']);
  const unit = Math.max(1, Math.round(side / Math.sqrt(across * down)));
  return { width: across * unit, height: down * unit };
}

/** The pixels of a video: its shorter side is what the resolution names. */
export function videoSize(request: OutputRequest): Size {
  const mode = runMode(request);
  const [across, down] = frameShape(request, mode) ?? shapeOf(request) ?? [16, 9];
  const side = linesOf(request, mode);
  const ratio = Math.max(across, down) / Math.min(across, down);
  const longer = even(side * Math.min(ratio, SIZES.longestSide));
  return across >= down ? { width: longer, height: side } : { width: side, height: longer };
}

/** The shape of the image that a run begins with, where the model takes it. */
function frameShape({ frame }: OutputRequest, { rules, isFromImage }: RunMode) {
  if (frame === undefined || !isFromImage || !rules.imageGivesShape) return undefined;
  return [frame.width, frame.height] as const;
}

/** The lines of the named resolution, if this mode has it. */
function linesOf({ params }: OutputRequest, { rules, hasImageAndAudio }: RunMode): number {
  const foreign = hasImageAndAudio ? undefined : rules.imageAndAudioResolutions;
  const named = TIER_KEYS.map((key) => String(params[key]))
    .filter((tier) => !foreign?.includes(tier))
    .map((tier) => /^(\d+)p$/i.exec(tier)?.[1]);
  return Number(named.find((lines) => lines !== undefined) ?? SIZES.video);
}

function even(value: number): number {
  return 2 * Math.round(value / 2);
}

function sideOf({ params }: OutputRequest): number | undefined {
  const named = TIER_KEYS.map((key) => String(params[key]));
  const tier = (['1K', '2K', '4K'] as const).find((word) => named.includes(word));
  return tier === undefined ? undefined : SIZES[tier];
}

/** Width and height in their smallest whole numbers; `undefined` where the model may choose. */
function shapeOf({ params }: OutputRequest): readonly [number, number] | undefined {
  for (const key of SHAPE_KEYS) {
    const shape = readShape(String(params[key] ?? ''));
    if (shape !== undefined) return shape;
  }
  return undefined;
}

function readShape(word: string): readonly [number, number] | undefined {
  const [, across, down] = /^(\d+):(\d+)$/.exec(word) ?? [];
  if (across !== undefined && down !== undefined) return [Number(across), Number(down)];
  if (word === 'square' || word === 'square_hd') return [1, 1];
  const [, side, first, second] = /^(landscape|portrait)(?:_(\d+)_(\d+))?$/.exec(word) ?? [];
  if (side === undefined) return undefined;
  const numbers = [Number(first ?? 16), Number(second ?? 9)];
  const [longer, shorter] = [Math.max(...numbers), Math.min(...numbers)];
  return side === 'landscape' ? [longer, shorter] : [shorter, longer];
}
