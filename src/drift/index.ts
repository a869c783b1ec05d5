export {
  type LearntPosition,
  parseAssumptionFile,
  writeAssumptionFile,
} from '../contracts/assumption-file.ts';
export { readRecording } from '../recording/read-recording.ts';
export {
  parseRecording,
  RecordedBody,
  RecordedExchange,
  writeRecording,
} from '../recording/recording.ts';
export type {
  Basis,
  Check,
  Outcome,
  Report,
  Severity,
} from '../report/report.ts';
export { exitCodeOf } from '../report/report.ts';
export {
  type AcceptedDifference,
  applyBaseline,
  parseBaseline,
  writeBaseline,
} from './baseline.ts';
export { compareCatalogue } from './catalogue.ts';
export { cataloguePatch } from './catalogue-patch.ts';
export { checkExchange } from './check-exchange.ts';
export { checkRecording } from './check-recording.ts';
export { type CompareOptions, compareDocuments } from './compare-documents.ts';
export { filterChecks, type Names, parseNames } from './filter.ts';
export { issueText } from './issue-text.ts';
export type { Judgement } from './judge.ts';
export { type JsonObject, UnsoundDocument } from './located.ts';
export { type ProbeOptions, type ProbeResult, runProbes } from './probes.ts';
export { type ProxyOptions, type RunningProxy, startProxy } from './proxy.ts';
export { type DriftOptions, type DriftResult, failedRun, runDrift } from './run-drift.ts';
export { runRecording } from './run-recording.ts';
