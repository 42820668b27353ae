import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import type { Log } from "../log.ts";
import { LocalLeases } from "../store/leases.ts";
import type { Leases } from "../store/leases.ts";
import type { Rooms } from "./rooms.ts";

/** For how many days messages are kept; `undefined` stands for good. */
export interface KeepPolicy {
  /** In rooms that are not named. */
  readonly days: number | undefined;
  /** By what rooms are or were called; the longest, where several names lead to one. */
  readonly rooms: Readonly<Record<string, number | undefined>>;
}

/** What {@linkcode Retention} needs. */
export interface RetentionOptions {
  rooms: Pick<Rooms, "names" | "nameOf" | "forget">;
  policy: KeepPolicy;
  /** Of all servers that have these rooms, of which one looks; this is the only one unless given. */
  leases?: Leases;
  clock: Clock;
  log: Log;
}

const dayMs = 24 * 60 * 60 * 1_000;
/** How long after the start the first look comes, and how long after each the next. */
const firstLookMs = 60_000;
const nextLookMs = 60 * 60 * 1_000;

/** Lets rooms forget what is older than they keep it: once an hour, one room after the other. */
export class Retention {
  readonly #rooms: RetentionOptions["rooms"];
  readonly #policy: KeepPolicy;
  readonly #leases: Leases;
  readonly #clock: Clock;
  readonly #log: Log;
  #cancel: () => void = () => {};
  #looking: Promise<void> = Promise.resolve();
  #isClosed = false;

  /** Begins to look after a minute, where anything is to be forgotten at all. */
  constructor({ rooms, policy, leases = new LocalLeases(), clock, log }: RetentionOptions) {
    this.#rooms = rooms;
    this.#policy = policy;
    this.#leases = leases;
    this.#clock = clock;
    this.#log = log;
    const days = [policy.days, ...Object.values(policy.rooms)];
    if (days.some((days) => days !== undefined)) this.#lookIn(firstLookMs);
  }

  /** Looks no more; resolves when a step that is under way is done. */
  close(): Promise<void> {
    this.#isClosed = true;
    this.#cancel();
    return this.#looking;
  }

  #lookIn(delayMs: number): void {
    this.#cancel = this.#clock.schedule(delayMs, () => {
      const look = this.#leases.tryAlone("retention", () => this.#look());
      this.#looking = look.catch((error) => {
        // The store has told the operator of its trouble; the next look is soon enough.
        if (error instanceof ChatError && error.code === "unavailable") return;
        this.#log.error("could not forget what is old", { error });
      }).then(() => {
        if (!this.#isClosed) this.#lookIn(nextLookMs);
      });
    });
  }

  async #look(): Promise<void> {
    const names = await this.#rooms.names();
    const daysOf = await this.#daysByName();
    for (const name of names) {
      if (this.#isClosed) return;
      const days = daysOf.get(name) ?? this.#policy.days ?? Infinity;
      // One that was renamed meanwhile may have days of its own: the next look is soon enough.
      if (days === Infinity || await this.#rooms.nameOf(name) !== name) continue;
      const before = this.#clock.now() - days * dayMs;
      await this.#rooms.forget(name, before, () => !this.#isClosed);
    }
  }

  /** The days of rooms that have their own, by what they are called now; `Infinity` is for good. */
  async #daysByName(): Promise<Map<string, number>> {
    const daysOf = new Map<string, number>();
    for (const [given, days = Infinity] of Object.entries(this.#policy.rooms)) {
      const name = await this.#rooms.nameOf(given);
      daysOf.set(name, Math.max(days, daysOf.get(name) ?? 0));
    }
    return daysOf;
  }
}
