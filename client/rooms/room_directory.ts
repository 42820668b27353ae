import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Clock } from "../../lib/clock.ts";
import type { ListedRoom } from "./listed_room.ts";

/** Pages of the list that are read at most; one holds 200 rooms. */
const maxPages = 5;

/** What a {@linkcode RoomDirectory} needs from outside. */
export interface RoomDirectoryParts {
  readonly clock: Clock;
  /** Reads JSON by HTTP; rejects when that fails. */
  fetchJson(path: string): Promise<unknown>;
}

/** How reading the list goes. */
export type DirectoryStatus = "unread" | "reading" | "read" | "failed";

/** The rooms of the server that anybody may see, the liveliest first; read when asked for. */
export class RoomDirectory {
  readonly #rooms = signal<readonly ListedRoom[]>([]);
  readonly #status = signal<DirectoryStatus>("unread");
  readonly #parts: RoomDirectoryParts;
  #readAtMs = -Infinity;

  /** Reads nothing yet. */
  constructor(parts: RoomDirectoryParts) {
    this.#parts = parts;
  }

  /** As they were last read. */
  get rooms(): ReadonlySignal<readonly ListedRoom[]> {
    return this.#rooms;
  }

  /** How the last reading went; a list that was read before stays when one fails. */
  get status(): ReadonlySignal<DirectoryStatus> {
    return this.#status;
  }

  /** Whether a room is listed. */
  has(name: string): boolean {
    return this.#rooms.value.some((room) => room.name === name);
  }

  /**
   * Reads the list anew, unless it is being read, or younger than `maxAgeMs`. Never rejects.
   *
   * @param maxAgeMs How old the list may be, in milliseconds.
   */
  async refresh(maxAgeMs: number): Promise<void> {
    const { clock } = this.#parts;
    const isFresh = clock.now() - this.#readAtMs < maxAgeMs;
    if (this.#status.peek() === "reading" || isFresh) return;
    this.#status.value = "reading";
    try {
      this.#rooms.value = await this.#read();
      this.#readAtMs = clock.now();
      this.#status.value = "read";
    } catch {
      this.#status.value = "failed";
    }
  }

  async #read(): Promise<ListedRoom[]> {
    const rooms: ListedRoom[] = [];
    let path: string | undefined = "/api/rooms";
    for (let page = 0; page < maxPages && path !== undefined; page++) {
      // The server is trusted to answer as the protocol says.
      const answer = await this.#parts.fetchJson(path) as { rooms: ListedRoom[]; next?: string };
      rooms.push(...answer.rooms);
      path = answer.next === undefined ? undefined : `/api/rooms?cursor=${answer.next}`;
    }
    // A room may move from one page to the next between two readings.
    return [...new Map(rooms.map((room) => [room.name, room])).values()];
  }
}
