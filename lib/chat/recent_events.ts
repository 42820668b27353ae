import { tombstone } from "../wire/fold.ts";
import type { RoomEvent } from "../wire/messages.ts";

/** Settings of {@linkcode RecentEvents}. */
export interface RecentEventsOptions {
  /** The newest events that are kept. */
  maxEvents: number;
  /** Characters of text in them, or of what was sealed, those about files included. */
  maxChars: number;
}

/**
 * The newest events of a room's log, as the store would give them: in order, without a gap, and
 * without the texts and boxes of deleted messages.
 */
export class RecentEvents {
  readonly #maxEvents: number;
  readonly #maxChars: number;
  #events: RoomEvent[] = [];
  #chars = 0;

  constructor({ maxEvents, maxChars }: RecentEventsOptions) {
    this.#maxEvents = maxEvents;
    this.#maxChars = maxChars;
  }

  /** Number of the oldest that is here; `undefined` when there is none. */
  get firstSeq(): number | undefined {
    return this.#events[0]?.seq;
  }

  /** Adds what was committed, in order. What does not follow on what is there begins anew. */
  add(events: readonly RoomEvent[]): void {
    for (const event of events) {
      const newest = this.#events.at(-1);
      if (newest && newest.seq + 1 !== event.seq) this.#clear();
      this.#events.push(event);
      this.#chars += charsOf(event);
      if (event.type === "deleted") this.#purge(event.target);
    }
    this.#trim();
  }

  /** Puts earlier events before those that are there; what does not reach up to them is left out. */
  addOlder(events: readonly RoomEvent[]): void {
    const first = this.firstSeq ?? Infinity;
    const older = events.filter(({ seq }) => seq < first);
    const newest = older.at(-1);
    if (!newest || (first !== Infinity && newest.seq + 1 !== first)) return;
    const deleted = this.#events.filter((event) => event.type === "deleted");
    this.#events = [...older, ...this.#events];
    this.#chars = this.#events.reduce((sum, event) => sum + charsOf(event), 0);
    // They may have been read before these were deleted.
    for (const { target } of deleted) this.#purge(target);
    this.#trim();
  }

  /**
   * The events with `after < seq <= upTo`; `undefined` when not all of them are here.
   */
  read(after: number, upTo: number): RoomEvent[] | undefined {
    if (after >= upTo) return [];
    const first = this.firstSeq ?? Infinity;
    const last = this.#events.at(-1)?.seq ?? 0;
    if (after + 1 < first || upTo > last) return undefined;
    return this.#events.slice(after + 1 - first, upTo + 1 - first);
  }

  /** Lets go of the events before number `first`. */
  forget(first: number): void {
    const drop = this.#events.findIndex(({ seq }) => seq >= first);
    this.#drop(drop < 0 ? this.#events.length : drop);
  }

  #clear(): void {
    this.#events = [];
    this.#chars = 0;
  }

  #purge(target: number): void {
    this.#events = this.#events.map((event) => {
      if (event.type === "message" && event.seq === target) return tombstone(event);
      if (event.type === "edited" && event.target === target) return { ...event, text: "" };
      return event;
    });
    this.#chars = this.#events.reduce((sum, event) => sum + charsOf(event), 0);
  }

  /** Lets the oldest go. Twice the number may gather, so that it costs next to nothing an event. */
  #trim(): void {
    if (this.#events.length < 2 * this.#maxEvents && this.#chars <= this.#maxChars) return;
    this.#drop(Math.max(0, this.#events.length - this.#maxEvents));
    let [drop, left] = [0, this.#chars];
    while (left > this.#maxChars) left -= charsOf(this.#events[drop++]!);
    this.#drop(drop);
  }

  #drop(count: number): void {
    for (const event of this.#events.splice(0, count)) this.#chars -= charsOf(event);
  }
}

function charsOf(event: RoomEvent): number {
  if (event.type !== "message") return "text" in event ? event.text.length : 0;
  const { text = "", box = "", files = [] } = event;
  const said = text.length + box.length;
  return files.reduce((sum, { name, alt = "" }) => sum + name.length + alt.length, said);
}
