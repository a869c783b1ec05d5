export { REPORT_FORMATS, type ReportFormat, renderReport } from '../report/render.ts';
export type { Basis, Check, Outcome, Report, Severity } from '../report/report.ts';
export { exitCodeOf } from '../report/report.ts';
export { GROUPS } from './journeys.ts';
export {
  type ReceivedDelivery,
  startWebhookReceiver,
  type WebhookReceiver,
} from './receiver.ts';
export { type ConformanceOptions, runConformance } from './run-conformance.ts';
