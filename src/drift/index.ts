export {
  type LearntPosition,
  parseAssumptionFile,
  writeAssumptionFile,
} from '../contracts/assumption-file.ts';
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
export { checkExchange } from './check-exchange.ts';
export { type ProbeOptions, type ProbeResult, runProbes } from './probes.ts';
export { type ProxyOptions, type RunningProxy, startProxy } from './proxy.ts';
