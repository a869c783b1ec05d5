import * as z from 'zod';
import { findModel, MEDIA_MODEL_IDS } from './models/index.ts';
import { PATHOLOGIES, PATHOLOGY_NAMES } from './pathologies.ts';
import { OWN } from './source.ts';

const CENTURY_MS = 100 * 365 * 24 * 3_600 * 1_000;

const Milliseconds = z.number().min(0).max(CENTURY_MS);

/** How the next matching generations shall go; what is left out stays as usual. */
export const PlanGenerations = z
  .object({
    model: z.enum(MEDIA_MODEL_IDS as [string, ...string[]]).optional(),
    category: z.enum(['image', 'video', 'audio']).optional(),
    prompt_contains: z.string().min(1).optional(),
    times: z.int().min(1).max(1_000_000).default(1).describe('How many generations it is for.'),
    outcome: z
      .enum(['succeeded', 'failed'])
      .optional()
      .describe('succeeded unless an error is given.'),
    error: z
      .strictObject({ code: z.string().min(1), message: z.string().min(1) })
      .optional()
      .describe('The error of a failed generation.'),
    pathology: z
      .enum(PATHOLOGY_NAMES)
      .optional()
      .describe(
        Object.entries(PATHOLOGIES)
          .map(([name, meaning]) => `\`${name}\`: ${meaning}`)
          .join(' '),
      ),
    accept_ms: Milliseconds.optional().describe('World time until the create call answers.'),
    queued_ms: Milliseconds.optional(),
    processing_ms: Milliseconds.optional(),
  })
  .check((context) => {
    const { error, outcome, model, category } = context.value;
    if (error !== undefined && outcome === 'succeeded') {
      const message = 'left out where the outcome is "succeeded"';
      context.issues.push({ code: 'custom', path: ['error'], input: error, message });
    }
    const usual = model === undefined ? undefined : findModel(model)?.category;
    if (usual !== undefined && category !== undefined && category !== usual) {
      const message = `"${usual}", or left out, where the model is "${model}"`;
      context.issues.push({ code: 'custom', path: ['category'], input: category, message });
    }
  })
  .meta({ id: 'PlanGenerations', ...OWN });
