import type { MediaCategory } from '../../contracts/models/row.ts';

/** Where a generation's outputs are found below the origin of the fake. */
export const MEDIA_PATH = '/media';

const EXTENSIONS: Record<MediaCategory, string> = { image: 'png', video: 'mp4', audio: 'mp3' };

/** The path of one output; it carries the world, so that downloaders need no key. */
export function outputPath(world: string, taskId: string, category: MediaCategory): string {
  return `${MEDIA_PATH}/${world}/${taskId}/0.${EXTENSIONS[category]}`;
}
