import type { WebhookEvent } from '../../contracts/events.ts';
import type { MediaCategory } from '../../contracts/models/row.ts';
import type { Switches } from '../../contracts/switches.ts';
import { type Account, Accounts } from './accounts.ts';
import { Chat } from './chat.ts';
import type { Pace } from './chat-scripts.ts';
import { Clock, type ClockOptions } from './clock.ts';
import type { Coverage } from './coverage.ts';
import { CallFaults } from './faults.ts';
import { Files } from './files.ts';
import type { GenerationRecord } from './generation-record.ts';
import { Generations } from './generations.ts';
import { Idempotency } from './idempotency.ts';
import { Journal, type JournalLimits } from './journal.ts';
import { KEY_PREFIX, type KeyRecord, Keys } from './keys.ts';
import { locateMedia } from './locate-media.ts';
import type { Timing } from './plans.ts';
import { Random } from './random.ts';
import { RateLimits } from './rate-limits.ts';
import { checkReferences, frameOf, type ReferencePlaces } from './references.ts';
import { Trails } from './trails.ts';
import type { Deliver, DeliveryRecord } from './webhook-records.ts';
import { type EventDraft, Webhooks } from './webhooks.ts';

/** What all worlds of one fake have in common. */
export interface WorldSettings {
  readonly seed: string;
  readonly clock: () => ClockOptions;
  readonly credits: number;
  readonly rateLimit: number | undefined;
  readonly timings: Record<MediaCategory, Timing>;
  /** How fast the answers of chats come, unless a script says otherwise. */
  readonly chatPace: Pace;
  readonly switches: Switches;
  readonly directives: boolean;
  /** Bytes of uploads that one world keeps. */
  readonly maxStoredBytes: number;
  /** What the journal of one world keeps. */
  readonly journal: JournalLimits;
  /** Where the fake is reached, as in `http://127.0.0.1:4010`. */
  readonly origin: () => string;
  /** Told about each generation that has come to its end, and its world. */
  readonly onGenerationEnd: (generation: GenerationRecord, world: World) => void;
  /** Sends webhooks; the only way out of a world. */
  readonly deliver: Deliver;
  /** Whether webhook endpoints may have local URLs. */
  readonly allowLocalWebhooks: boolean;
  /** The body of an event. */
  readonly presentEvent: (event: EventDraft, world: World) => WebhookEvent;
  /** Told about each attempt to deliver a webhook, the last of its delivery. */
  readonly onWebhookAttempt: (delivery: DeliveryRecord, world: World) => void;
  /** Told what is exercised. */
  readonly coverage: Coverage;
}

/** Where a world begins that goes on from another one. */
export interface WorldStart {
  readonly seed: string;
  readonly startMs: number;
  readonly order: number;
}

const KEY_LETTERS = 20;

/** Everything that one test remembers, with its own clock and its own chance. */
export class World {
  readonly name: string;
  readonly switches: Switches;
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly keys = new Keys();
  readonly files: Files;
  readonly generations: Generations;
  readonly chat: Chat;
  readonly idempotency: Idempotency;
  readonly rateLimits: RateLimits;
  readonly webhooks: Webhooks;
  readonly journal: Journal;
  readonly trails = new Trails();
  readonly faults: CallFaults;
  /** Whether requests may ask for misfortune in their own text. */
  readonly hasDirectives: boolean;
  /** Decides every id and every draw of chance. */
  readonly seed: string;
  readonly requestIds: Random;
  readonly keyNames: Random;
  readonly #settings: WorldSettings;
  #touches = 0;

  constructor(name: string, settings: WorldSettings, start?: WorldStart) {
    const { seed = `${settings.seed}/${name}`, ...begin } = start ?? {};
    const random = new Random(seed);
    const clock = new Clock({ ...settings.clock(), ...begin });
    const now = () => clock.now();
    this.name = name;
    this.seed = seed;
    this.#settings = settings;
    this.switches = settings.switches;
    this.clock = clock;
    this.journal = new Journal(settings.journal);
    this.accounts = new Accounts(now, settings.credits);
    this.idempotency = new Idempotency(now);
    this.rateLimits = new RateLimits(now, settings.rateLimit);
    this.files = new Files({
      world: name,
      clock,
      random: random.stream('files'),
      switches: settings.switches,
      maxStoredBytes: settings.maxStoredBytes,
    });
    this.webhooks = new Webhooks({
      clock,
      random: random.stream('webhooks'),
      switches: settings.switches,
      allowLocal: settings.allowLocalWebhooks,
      deliver: settings.deliver,
      coverage: settings.coverage,
      presentEvent: (event) => settings.presentEvent(event, this),
      onAttempt: (delivery) => {
        this.touch();
        settings.onWebhookAttempt(delivery, this);
      },
    });
    this.faults = new CallFaults(random.stream('faults'));
    this.hasDirectives = settings.directives;
    const places: ReferencePlaces = {
      files: this.files,
      switches: settings.switches,
      locate: (account, url) => locateMedia(this, account, url),
    };
    this.generations = new Generations({
      world: name,
      clock,
      random: random.stream('generations'),
      switches: settings.switches,
      hasDirectives: settings.directives,
      faults: this.faults,
      timings: settings.timings,
      coverage: settings.coverage,
      checkReferences: (account, request) => checkReferences(account, request, places),
      frameOf: (account, request) => frameOf(account, request, places),
      endsEarly: (generation, outcome) => this.webhooks.endsEarly(generation, outcome),
      onMove: (generation) => {
        this.trails.noteMove(generation);
        settings.coverage.noteStatus(generation.status);
      },
      onEnd: (generation) => {
        settings.onGenerationEnd(generation, this);
        return this.webhooks.emitEnd(generation);
      },
    });
    this.chat = new Chat({
      clock,
      random: random.stream('chat'),
      pace: settings.chatPace,
      coverage: settings.coverage,
      findFile: (account, id) => {
        const file = this.files.find(id);
        return file?.account === account ? file : undefined;
      },
    });
    this.requestIds = random.stream('requests');
    this.keyNames = random.stream('keys');
  }

  /** Grows with everything that may have changed the world; equal numbers mean an equal world. */
  get changes(): number {
    return this.#touches + this.clock.taskCount;
  }

  /** Takes note that something may have changed the world. */
  touch(): void {
    this.#touches++;
  }

  /** Where the fake is reached, for URLs that it hands out. */
  get origin(): string {
    return this.#settings.origin();
  }

  /** The key that names this world. */
  get apiKey(): string {
    return `${KEY_PREFIX}${this.name}`;
  }

  /** A new id for a request of this world. */
  requestId(): string {
    return newRequestId(this.requestIds);
  }

  /** Makes a key; it is returned here and nowhere else. */
  createKey(record: Omit<KeyRecord, 'id'>): string {
    const variant = this.keyNames.id('k-', KEY_LETTERS);
    this.keys.add(variant, record);
    return `${this.apiKey}.${variant}`;
  }

  /** The account that a key belongs to. */
  accountOf(key: KeyRecord): Account {
    return this.accounts.get(key.account);
  }
}

/** A request id from a stream of chance. */
export function newRequestId(random: Random): string {
  return random.id('req_');
}
