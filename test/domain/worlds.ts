import { setSwitches } from '../../src/contracts/switches.ts';
import { Coverage } from '../../src/server/domain/coverage.ts';
import { World, type WorldSettings } from '../../src/server/domain/world.ts';
import { presentEvent } from '../../src/server/presenters-webhooks.ts';

const TIMING = { acceptMs: 0, queuedMs: 1_000, processingMs: 4_000 };

/** Settings of worlds whose time begins at 0 and whose accounts have 1,000 credits. */
export function worldSettings(settings: Partial<WorldSettings> = {}): WorldSettings {
  return {
    seed: '1',
    clock: () => ({ mode: 'manual', startMs: 0, speed: 1, stepMs: 1_000 }),
    credits: 1_000,
    rateLimit: undefined,
    timings: { image: TIMING, video: TIMING, audio: TIMING },
    chatPace: { firstDelayMs: 0, tokensPerSecond: Number.POSITIVE_INFINITY },
    switches: setSwitches(),
    directives: true,
    maxStoredBytes: 1_000_000,
    journal: { maxEntries: 1_000, maxBytes: 1_000_000, maxBodyBytes: 4_096 },
    origin: () => 'http://127.0.0.1:4010',
    onGenerationEnd: () => {},
    deliver: async () => ({ status: 200, error: undefined, sentTo: undefined }),
    allowLocalWebhooks: false,
    presentEvent,
    onWebhookAttempt: () => {},
    coverage: new Coverage(setSwitches()),
    ...settings,
  };
}

/** A world by itself. */
export function worldOf(name: string, settings: Partial<WorldSettings> = {}): World {
  return new World(name, worldSettings(settings));
}
