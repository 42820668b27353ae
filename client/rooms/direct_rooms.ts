import { computed, signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Clock } from "../../lib/clock.ts";
import type { Person } from "../../lib/wire/messages.ts";
import { directRoomsKey } from "../sealed/direct_rooms_key.ts";

/** A direct room as `GET /api/direct` lists it. */
export interface ListedDirect {
  readonly name: string;
  /** The other one. */
  readonly with: Person;
  /** Newest entry of its log. */
  readonly seq: number;
}

/** What this browser knows of one's direct rooms. */
interface Remembered {
  readonly rooms: readonly ListedDirect[];
  /** Those that are not shown, with the newest entry at that time. */
  readonly hidden: Readonly<Record<string, number>>;
}

/** What {@linkcode DirectRooms} need from outside. */
export interface DirectRoomsParts {
  readonly clock: Clock;
  /** Where the list outlives the page, for the time until it is read, and without a network. */
  readonly storage: Pick<Storage, "getItem" | "setItem">;
  /** Whose they are, by id. */
  readonly person: string;
  /** Reads JSON by HTTP; rejects when that fails. */
  fetchJson(path: string): Promise<unknown>;
}

/** Milliseconds for which a list is good enough. */
const maxAgeMs = 55_000;

/** One's direct rooms: on one's list by themselves, until one hides them. */
export class DirectRooms {
  readonly #remembered = signal<Remembered>({ rooms: [], hidden: {} });
  readonly #shown = computed(() => {
    const { rooms, hidden } = this.#remembered.value;
    return rooms.filter(({ name, seq }) => seq > (hidden[name] ?? -1));
  });
  readonly #parts: DirectRoomsParts;
  #askedAtMs = -Infinity;

  /** Knows what was stored last; {@linkcode refresh} asks the server. */
  constructor(parts: DirectRoomsParts) {
    this.#parts = parts;
    this.#read();
  }

  /** Those on one's list. */
  get shown(): ReadonlySignal<readonly ListedDirect[]> {
    return this.#shown;
  }

  /** Finds one, be it hidden. */
  find(name: string): ListedDirect | undefined {
    return this.#remembered.value.rooms.find((room) => room.name === name);
  }

  /** A room is known to be there, and wanted. */
  add(room: ListedDirect): void {
    this.#read();
    const { rooms, hidden } = this.#remembered.peek();
    const others = rooms.filter(({ name }) => name !== room.name);
    const { [room.name]: _, ...rest } = hidden;
    this.#keep({ rooms: [...others, room], hidden: rest });
  }

  /**
   * Takes a room off the list until something new is said in it.
   *
   * @param seq The newest entry that one knows.
   */
  hide(name: string, seq: number): void {
    this.#read();
    const { rooms, hidden } = this.#remembered.peek();
    const known = Math.max(seq, this.find(name)?.seq ?? 0);
    this.#keep({ rooms, hidden: { ...hidden, [name]: known } });
  }

  /** Reads the list anew, unless it was read within the last minute. Never rejects. */
  async refresh(): Promise<void> {
    const { clock, fetchJson } = this.#parts;
    if (clock.now() - this.#askedAtMs < maxAgeMs) return;
    this.#askedAtMs = clock.now();
    try {
      // The server is trusted to answer as the protocol says.
      const { rooms } = await fetchJson("/api/direct") as { rooms: readonly ListedDirect[] };
      this.#read();
      this.#keep({ ...this.#remembered.peek(), rooms });
    } catch {
      // What was known stays; the next time is soon.
    }
  }

  /**
   * Call when another page changed what is stored.
   *
   * @param key What a `storage` event says was changed; `null` when all was cleared: what is known
   * holds all the same, for the server knows it.
   */
  changedElsewhere(key: string | null): void {
    if (key === directRoomsKey) this.#read();
  }

  #keep(remembered: Remembered): void {
    this.#remembered.value = remembered;
    const { storage, person } = this.#parts;
    try {
      storage.setItem(directRoomsKey, JSON.stringify({ person, ...remembered }));
    } catch {
      // Storage is full or forbidden; the list holds for as long as the page does.
    }
  }

  /** Other tabs may have changed it; what was another person's counts for nothing. */
  #read(): void {
    try {
      const { person, rooms, hidden } = JSON.parse(this.#parts.storage.getItem(directRoomsKey)!);
      if (person === this.#parts.person) this.#remembered.value = { rooms, hidden };
    } catch {
      // There is nothing yet.
    }
  }
}
