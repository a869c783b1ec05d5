export * from './api.ts';
export {
  type AssumptionFile,
  type LearntPosition,
  parseAssumptionFile,
  writeAssumptionFile,
} from './assumption-file.ts';
export * from './assumptions.ts';
export {
  CALL_FAULTS,
  type CallFaultKind,
  FAULT_TARGETS,
  type FaultTarget,
} from './call-faults.ts';
export * from './chat.ts';
export * from './control.ts';
export * from './control-chat.ts';
export * from './control-snapshot.ts';
export type { CreateGeneration, GenerationRequest } from './create-generation.ts';
export * from './credits.ts';
export { DIRECTIVES, type DirectiveName } from './directives.ts';
export * from './endpoint.ts';
export * from './errors.ts';
export * from './events.ts';
export { explain } from './explain.ts';
export * from './files.ts';
export * from './generations.ts';
export { HEADERS, type HeaderRow } from './headers.ts';
export { MEDIA_KINDS, type MediaKind, type MediaLimits } from './media.ts';
export * from './models/index.ts';
export type { LinesParam, NumberParam, Param, SelectParam, TextParam } from './models/params.ts';
export type { Category, MediaCategory, ModelRow, ReferencePolicy } from './models/row.ts';
export * from './models-list.ts';
export { PATHOLOGIES, type Pathology } from './pathologies.ts';
export { ErrorEnvelope } from './primitives.ts';
export { ReferenceMediaItem } from './references.ts';
export { REPLY_PRESETS, type ReplyPresetName } from './reply-presets.ts';
export { Scenario } from './scenario.ts';
export { SCENARIOS, type ScenarioName } from './scenarios.ts';
export { SCOPES, type Scope } from './scopes.ts';
export * from './snapshot.ts';
export { PAGES, pageUrl, type Source } from './source.ts';
export {
  faultConflict,
  STREAM_FAULT_NAMES,
  STREAM_FAULTS,
  type StreamFault,
} from './stream-faults.ts';
export * from './webhooks.ts';
