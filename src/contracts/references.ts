import * as z from 'zod';
import { MEDIA_KIND_NAMES } from './media.ts';
import { assumed, documented } from './source.ts';

/** A reference medium inside `params` (docs/api-generations); camelCase, unlike the rest of the API. */
export const ReferenceMediaItem = z
  .strictObject({
    url: z
      .url({ protocol: /^https?$/, error: 'an http or https URL' })
      .meta(assumed('reference.url')),
    kind: z.enum(MEDIA_KIND_NAMES).meta(documented('generations')),
    name: z.string().optional().meta(documented('generations')),
    mimeType: z.string().optional().meta(documented('generations')),
    durationSeconds: z.number().positive().optional().meta(documented('generations')),
    durationToken: z
      .string()
      .min(1)
      .optional()
      .describe('The duration_token of the upload, where audio or video needs verification.')
      .meta(documented('generations')),
  })
  .meta({ id: 'ReferenceMediaItem', ...documented('generations') });
export type ReferenceMediaItem = z.output<typeof ReferenceMediaItem>;
