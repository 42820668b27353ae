import { isDeepStrictEqual } from "node:util";
import { tombstone } from "../../lib/wire/fold.ts";
import type { Message, RoomEvent } from "../../lib/wire/messages.ts";
import { foldAll } from "../store/subject.ts";

/**
 * The log of one room, put together from what its clients heard: the first to hear an entry tells,
 * all others have to have heard the same.
 */
export class Ledger {
  readonly room: string;
  readonly #faults: string[];
  /** The entry `seq` at place `seq - 1`; with its text, if anybody heard it before it was deleted. */
  readonly #events: (RoomEvent | undefined)[] = [];
  #lost = 0;

  /** @param faults Takes a line for each entry that two clients heard differently. */
  constructor(room: string, faults: string[]) {
    this.room = room;
    this.#faults = faults;
  }

  /** Number of the newest entry that anybody heard. */
  get newest(): number {
    return this.#events.length;
  }

  /** How many entries that somebody heard a server had no more. */
  get lost(): number {
    return this.#lost;
  }

  /** The entry `seq` as it was heard. */
  find(seq: number): RoomEvent | undefined {
    return this.#events[seq - 1];
  }

  /** Takes in what the client `name` heard as an entry of the log. */
  heard(event: RoomEvent, name: string): void {
    const known = this.find(event.seq);
    if (known === undefined || isTextGone(known)) this.#events[event.seq - 1] = event;
    if (known === undefined || isSame(known, event)) return;
    this.#faults.push(`${this.room}: ${name} heard ${brief(event)}, others ${brief(known)}`);
  }

  /**
   * Takes in how far the server's log goes.
   *
   * @param committed What anybody had heard when the server was asked.
   */
  reaches(newest: number, committed: number): void {
    if (newest >= committed) return;
    this.#lost = Math.max(this.#lost, committed - newest);
    this.#faults.push(`${this.room}: the log ends at ${newest}, but ${committed} was heard`);
  }

  /** The whole log as a store should have it now: without the texts of deleted messages. */
  log(): (RoomEvent | undefined)[] {
    const deleted = new Set(
      this.#events.flatMap((event) => event?.type === "deleted" ? [event.target] : []),
    );
    return this.#events.map((event) => {
      if (event?.type === "message" && deleted.has(event.seq)) return tombstone(event);
      if (event?.type === "edited" && deleted.has(event.target)) return { ...event, text: "" };
      return event;
    });
  }

  /** The messages of the log with all that happened to them, as the wire's own `fold` has it. */
  messages(): Message[] {
    const known = this.#events.filter((event) => event !== undefined);
    return foldAll(known.filter((event) => event.type === "message" || this.find(event.target)));
  }
}

/** An entry for the words of a fault: who and what, and how its text begins. */
export function brief(event: RoomEvent | undefined): string {
  return JSON.stringify(event, (key, value) => {
    if (key === "from") return value.name;
    return key === "text" ? `${value.slice(0, 24)} (${value.length} characters)` : value;
  }) ?? "nothing";
}

/** Whether two were told of one entry; one of them may have been told after its text was deleted. */
function isSame(one: RoomEvent, other: RoomEvent): boolean {
  if (isTextGone(one) === isTextGone(other)) return isDeepStrictEqual(one, other);
  return isDeepStrictEqual(withoutText(one), withoutText(other));
}

function isTextGone(event: RoomEvent): boolean {
  return event.type === "message" ? event.deleted === true : "text" in event && event.text === "";
}

function withoutText(event: RoomEvent): RoomEvent {
  if (event.type === "message") return tombstone(event);
  return event.type === "edited" ? { ...event, text: "" } : event;
}
