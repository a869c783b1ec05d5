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
export { type ProxyOptions, type RunningProxy, startProxy } from './proxy.ts';
