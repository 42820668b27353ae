import type { Clock } from "./clock.ts";
import type { Part, TroubleList } from "./trouble_list.ts";

/** What a {@linkcode Readiness} is made of. */
export interface ReadinessOptions {
  /** What is looked into now and then. */
  store: { findRoom(name: string): Promise<unknown> };
  /** What parts have met of late. */
  troubles: TroubleList;
  /** The way to the other nodes, where there are any. */
  bus?: { readonly state: "up" | "away" };
  clock: Clock;
}

/** How a part is: it is not there, or some of what is asked of it fails. */
export type PartState = "well" | "in trouble" | "away";

/** Whether new people may be led to this server, and how its parts are. */
export interface Ready {
  readonly isReady: boolean;
  readonly isGoingDown: boolean;
  /** Each part, and how it is as far as is known. */
  readonly parts: ReadonlyMap<string, PartState>;
}

/** How often the store is looked at, at most, in milliseconds. */
const lookMs = 2_000;
/** For how long whoever asks waits for that, in milliseconds. */
const patienceMs = 500;
/** A look that takes longer has met no store, in milliseconds. */
const lostMs = 10_000;

/**
 * Tells whether the server takes people in.
 *
 * It does unless it goes down, or the store cannot be read, for then nobody gets into a room. All else
 * is told, and keeps nobody out: where nothing can be written there is something to read, without the
 * bus nodes look into the store, without files people talk.
 */
export class Readiness {
  readonly #options: ReadinessOptions;
  #isGoingDown = false;
  #isStoreThere = true;
  #looking: Promise<void> | undefined;
  #lookedAtMs = -Infinity;

  constructor(options: ReadinessOptions) {
    this.#options = options;
  }

  /** The server takes nobody in any more. */
  goDown(): void {
    this.#isGoingDown = true;
  }

  /** How things are as far as is known; asks nobody. */
  get now(): Ready {
    const { troubles, bus, clock } = this.#options;
    const isLost = this.#looking !== undefined && clock.now() - this.#lookedAtMs > lostMs;
    const isStoreThere = this.#isStoreThere && !isLost;
    const met = (part: Part) => troubles.has(part) ? "in trouble" : "well";
    const parts = new Map<string, PartState>([
      ["store", isStoreThere ? met("store") : "away"],
      ["files", met("files")],
    ]);
    if (bus) parts.set("bus", bus.state === "up" ? "well" : "away");
    const isGoingDown = this.#isGoingDown;
    return { isReady: isStoreThere && !isGoingDown, isGoingDown, parts };
  }

  /**
   * How things are. The store is asked by a short look every 2 s at most, however many ask, and none is
   * waited for longer than half a second.
   */
  async look(): Promise<Ready> {
    const { clock } = this.#options;
    const sinceMs = Math.abs(clock.now() - this.#lookedAtMs);
    if (!this.#isGoingDown && sinceMs >= lookMs) this.#begin();
    if (this.#looking) {
      let cancel = () => {};
      const patience = new Promise<void>((end) => cancel = clock.schedule(patienceMs, end));
      await Promise.race([this.#looking, patience]);
      cancel();
    }
    return this.now;
  }

  #begin(): void {
    if (this.#looking) return;
    this.#lookedAtMs = this.#options.clock.now();
    // No room has that name, and the store does not know that it has none.
    this.#looking = this.#options.store.findRoom("").then(() => true, () => false)
      .then((isThere) => {
        this.#isStoreThere = isThere;
        this.#looking = undefined;
      });
  }
}
