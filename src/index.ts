export type { CallFaultKind, FaultTarget } from './contracts/call-faults.ts';
export type { CoverageReport } from './contracts/control-coverage.ts';
export type { Pathology } from './contracts/pathologies.ts';
export type { Scenario } from './contracts/scenario.ts';
export type { ScenarioName } from './contracts/scenarios.ts';
export type { WorldSnapshot } from './contracts/snapshot.ts';
export type { StreamFault } from './contracts/stream-faults.ts';
export type { Switches, SwitchId } from './contracts/switches.ts';
export type { AccountHandle, LedgerHandle } from './server/account-handle.ts';
export type { ChatHandle } from './server/chat-handle.ts';
export type { CallFault, CallMatcher, FaultAction } from './server/domain/call-faults.ts';
export type {
  ChatScript,
  Pace,
  StreamFaultPlan,
  TurnMatcher,
} from './server/domain/chat-scripts.ts';
export type { ClockMode } from './server/domain/clock.ts';
export type { JournalLimits } from './server/domain/journal.ts';
export type { JournalBody, JournalEntry } from './server/domain/journal-entries.ts';
export type { JournalFilter } from './server/domain/journal-filter.ts';
export type { KeyState } from './server/domain/keys.ts';
export type { LedgerEntry } from './server/domain/ledger.ts';
export type { GenerationPlan, Timing } from './server/domain/plans.ts';
export type { ModelSpend, Spend, WastedSpend, WorldSpend } from './server/domain/spend.ts';
export type { Story, StoryEvent } from './server/domain/story.ts';
export type { WaitingPlan } from './server/domain/waiting.ts';
export type { WebhookFault } from './server/domain/webhook-faults.ts';
export type { AttemptRecord } from './server/domain/webhook-records.ts';
export { type Fake, startFake } from './server/fake.ts';
export type { FaultsHandle, WaitingFault } from './server/faults-handle.ts';
export type { Middleware } from './server/http/app.ts';
export type { Exchange } from './server/http/exchange.ts';
export type { JournalHandle } from './server/journal-handle.ts';
export type { FakeOptions } from './server/options.ts';
export type { TimingOption } from './server/timing.ts';
export type { SentWebhook, WebhookHandle } from './server/webhook-handle.ts';
export type { ClockHandle, NewKey, SnapshotOptions, WorldHandle } from './server/world-handle.ts';
