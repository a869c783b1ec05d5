import * as z from 'zod';
import { defineControl } from './endpoint.ts';
import { OWN } from './source.ts';

const count = z.int().min(0).describe('How often it happened; 0 if never.');

const declared = z
  .boolean()
  .describe('Whether the contract has it for the operation; faults can answer others.');

const OperationCoverage = z
  .object({
    operation: z.string(),
    requests: z.int().min(0),
    statuses: z.array(z.object({ status: z.int(), count, declared })).describe('HTTP statuses.'),
    errors: z.array(z.object({ code: z.string(), count, declared })),
  })
  .meta({ id: 'OperationCoverage', ...OWN });

const SwitchCoverage = z
  .object({
    switch: z.string(),
    positions: z.array(z.object({ position: z.string(), count })),
  })
  .meta({ id: 'SwitchCoverage', ...OWN });

const FAULT_PLACES = ['call', 'generation', 'stream', 'webhook'] as const;

/** Where a fault strikes. */
export type FaultPlace = (typeof FAULT_PLACES)[number];

const counts = {
  operations: z.array(OperationCoverage).describe('Every operation, with all that it can answer.'),
  models: z
    .array(z.object({ model: z.string(), count }))
    .describe('Generations and chat turns that were begun.'),
  statuses: z
    .array(z.object({ status: z.string(), count }))
    .describe('Statuses that generations have reached.'),
  errors: z
    .array(z.object({ code: z.string(), count }))
    .describe('Error codes that were answered, by whichever operation.'),
  faults: z
    .array(z.object({ on: z.enum(FAULT_PLACES), kind: z.string(), count }))
    .describe('Faults that struck, and pathologies that generations had.'),
  directives: z.array(z.object({ directive: z.string(), count })),
  switches: z.array(SwitchCoverage).describe('Runs in which each position was set.'),
};

/** What runs have exercised. Rows with a count of 0 are what they have not. */
export const CoverageCounts = z.object({ version: z.literal(1), ...counts });
export type CoverageCounts = z.output<typeof CoverageCounts>;

const PARTS = [
  'operations',
  'refusals',
  'models',
  'statuses',
  'errors',
  'faults',
  'directives',
  'positions',
] as const;

/** What coverage is told of; `refusals` are the declared error codes of each operation. */
export type CoveragePart = (typeof PARTS)[number];

/** What the calls to all worlds have exercised since the fake was started, resets included. */
export const CoverageReport = CoverageCounts.extend({
  summary: z.array(
    z.object({
      part: z.enum(PARTS).describe('`refusals` are the declared error codes of each operation.'),
      exercised: z.int().min(0),
      total: z.int().min(0),
    }),
  ),
  text: z
    .string()
    .describe('The report as text: sums, and what was exercised and what was not, by name.'),
}).meta({ id: 'CoverageReport', ...OWN });
export type CoverageReport = z.output<typeof CoverageReport>;

const sample = {
  version: 1 as const,
  operations: [
    {
      operation: 'createGeneration',
      requests: 2,
      statuses: [
        { status: 200, count: 1, declared: true },
        { status: 402, count: 1, declared: true },
      ],
      errors: [{ code: 'insufficient_credits', count: 1, declared: true }],
    },
  ],
  models: [{ model: 'kling-3-0', count: 1 }],
  statuses: [{ status: 'queued', count: 1 }],
  errors: [{ code: 'insufficient_credits', count: 1 }],
  faults: [{ on: 'call' as const, kind: 'reply-lost', count: 0 }],
  directives: [{ directive: 'fail', count: 0 }],
  switches: [{ switch: 'http.createStatus', positions: [{ position: '200', count: 1 }] }],
  summary: [{ part: 'operations' as const, exercised: 1, total: 20 }],
  text: 'operations  1 of 20',
};

/** The part of the control plane that tells what was exercised. */
export const coverageControl = {
  retrieveCoverage: defineControl({
    method: 'get',
    path: '/__rivya/coverage',
    tag: 'Evidence',
    summary: 'Tell what the calls to all worlds have exercised, and what not',
    reply: { kind: 'json', status: 200, schema: CoverageReport, text: true } as const,
    example: { reply: sample },
  }),
};
