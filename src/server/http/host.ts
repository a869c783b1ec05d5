import type { Switches } from '../../contracts/switches.ts';
import type { Coverage } from '../domain/coverage.ts';
import type { Random } from '../domain/random.ts';
import type { Worlds } from '../domain/worlds.ts';
import type { Backstage } from '../operations/operation.ts';
import type { Exchange } from './exchange.ts';

/** How long an upload may stand still, and how long it may take, in real milliseconds. */
export interface UploadTimeouts {
  readonly idleMs: number;
  readonly totalMs: number;
}

/** What the door needs of the house behind it. */
export interface Host {
  readonly worlds: Worlds;
  readonly switches: Switches;
  /** Chance for requests that belong to no world. */
  readonly random: Random;
  readonly backstage: Backstage;
  /** Told what is exercised. */
  readonly coverage: Coverage;
  /** What the control plane demands; `undefined` where it is open. */
  readonly controlToken: string | undefined;
  /** Names in `Host` under which an open control plane is served, beside addresses and localhost. */
  readonly allowedHosts: readonly string[];
  readonly uploadTimeouts: UploadTimeouts;
  readonly onExchange: ((exchange: Exchange) => void) | undefined;
  /** Keeps a bug of the fake until someone asks. */
  readonly reportBug: (error: unknown) => void;
}
