import type { WorldSnapshot } from '../../contracts/snapshot.ts';
import { isWorldName } from './keys.ts';
import { type Spend, SpendBook } from './spend.ts';
import { tellSpend } from './spend-text.ts';
import { World, type WorldSettings } from './world.ts';
import { restoreWorld } from './world-snapshots.ts';

interface Place {
  world: World;
  /** Counts the visits of the whole fake, so that the place that was idle longest is the smallest. */
  lastVisit: number;
  /** Someone holds a handle of it, so it is evicted after all others. */
  isHeld: boolean;
}

/** The worlds of one fake, made when their name is first heard. Their number is bounded. */
export class Worlds {
  readonly #settings: WorldSettings;
  readonly #max: number;
  readonly #prepare: (world: World) => void;
  readonly #places = new Map<string, Place>();
  readonly #spend = new SpendBook();
  #visits = 0;

  /** `prepare` is done with every world that begins from nothing, also after a reset. */
  constructor(settings: WorldSettings, max: number, prepare: (world: World) => void = () => {}) {
    this.#settings = settings;
    this.#max = max;
    this.#prepare = prepare;
  }

  get size(): number {
    return this.#places.size;
  }

  /** The world of a name that was taken from a key. */
  visit(name: string): World {
    return this.#visit(name).world;
  }

  /** The world of a name, if there is one; looking is no visit. */
  find(name: string): World | undefined {
    return this.#places.get(name)?.world;
  }

  /**
   * The world of a name, kept for longer than those that only a key has named.
   *
   * @throws {RangeError} if the name is none.
   */
  hold(name: string): World {
    if (typeof name !== 'string' || !isWorldName(name)) {
      throw new RangeError(
        `Cannot open the world ${JSON.stringify(name)}: expected 1 to 40 of a-z, 0-9 and -`,
      );
    }
    const place = this.#visit(name);
    place.isHeld = true;
    return place.world;
  }

  /** Replaces a world by a new one; what the old one had in motion stops. */
  reset(name: string): World {
    const place = this.#places.get(name) ?? this.#add(name);
    this.#throwAway(place.world);
    place.world = this.#begin(name);
    return place.world;
  }

  /**
   * Replaces a world by one that goes on from a snapshot, `lateMs` after it was made. What the old one
   * had in motion stops; what it had cost is forgotten, as the snapshot says what was spent until then.
   *
   * @throws {SnapshotRefused} if the snapshot contradicts itself; the old world stays as it is.
   */
  restore(name: string, snapshot: WorldSnapshot, more: { readonly lateMs?: number } = {}): World {
    const restored = restoreWorld(name, this.#settings, snapshot, more);
    const place = this.#places.get(name) ?? this.#add(name);
    place.world.clock.stop();
    place.world = restored;
    return restored;
  }

  /** What the work of all worlds has cost, also of those that were thrown away. */
  spend(): Spend {
    const spend = this.#spend.all(this.all());
    return { ...spend, text: tellSpend(spend) };
  }

  /** All worlds, those that came first before the others. */
  all(): World[] {
    return [...this.#places.values()].map(({ world }) => world);
  }

  /** Stops the time of all worlds. */
  stop(): void {
    for (const { world } of this.#places.values()) world.clock.stop();
  }

  #visit(name: string): Place {
    const place = this.#places.get(name) ?? this.#add(name);
    place.lastVisit = ++this.#visits;
    place.world.touch();
    return place;
  }

  #add(name: string): Place {
    if (this.#places.size >= this.#max) this.#evict();
    const place = { world: this.#begin(name), lastVisit: 0, isHeld: false };
    this.#places.set(name, place);
    return place;
  }

  #begin(name: string): World {
    const world = new World(name, this.#settings);
    this.#prepare(world);
    return world;
  }

  /** Forgets the world that was idle longest, and a held one only where all are held. */
  #evict(): void {
    let victim: Place | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const place of this.#places.values()) {
      const rank = place.isHeld ? place.lastVisit + this.#visits : place.lastVisit;
      if (rank < least) [victim, least] = [place, rank];
    }
    if (victim === undefined) return;
    this.#throwAway(victim.world);
    this.#places.delete(victim.world.name);
  }

  #throwAway(world: World): void {
    this.#spend.close(world);
    world.clock.stop();
  }
}
