import * as z from 'zod';
import { exitCodeOf, type Report } from './report.ts';
import { countsOf } from './wording.ts';

const BasisSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('documented'), page: z.string() }),
  z.object({ kind: z.literal('assumed'), assumption: z.string() }),
  z.object({ kind: z.literal('contract') }),
]);

const CheckSchema = z.object({
  id: z.string(),
  group: z.string(),
  title: z.string(),
  outcome: z.enum(['passed', 'failed', 'finding', 'skipped', 'unchecked']),
  basis: BasisSchema,
  severity: z.enum(['breaking', 'compatible', 'cosmetic']).optional(),
  operations: z.array(z.string()).optional(),
  models: z.array(z.string()).optional(),
  pointer: z.string().optional(),
  expected: z.string().optional(),
  seen: z.string().optional(),
  advice: z.string().optional(),
  accepted: z.literal(true).optional(),
  durationMs: z.number().optional(),
});

const Count = z.int().min(0);

/** The JSON form of a report. `format` grows when a field changes its meaning or goes away. */
export const ReportDocument = z.object({
  format: z.literal(1),
  tool: z.enum(['conformance', 'drift', 'proxy']),
  target: z.string(),
  startedAt: z.string(),
  durationMs: z.number(),
  exitCode: z.union([z.literal(0), z.literal(1), z.literal(2)]),
  counts: z.object({
    passed: Count,
    failed: Count,
    finding: Count,
    skipped: Count,
    unchecked: Count,
  }),
  credits: z.object({ limit: z.number(), spent: z.number() }).optional(),
  leftOut: z.array(z.string()).optional(),
  problems: z.array(z.string()),
  checks: z.array(CheckSchema),
});
export type ReportDocument = z.output<typeof ReportDocument>;

/** The report as JSON, its fields in the order of `ReportDocument`. */
export function renderJson(report: Report): string {
  const whole = { format: 1, exitCode: exitCodeOf(report), counts: countsOf(report), ...report };
  return `${JSON.stringify(ReportDocument.parse(whole), undefined, 2)}\n`;
}
