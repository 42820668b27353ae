import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import { parseRoomName } from "../../lib/wire/names.ts";
import { isOthers } from "../platform/owner.ts";
import type { SettingsStorage } from "../platform/settings.ts";

/** Where in `localStorage` it is kept. */
export const roomMemoryKey = "parley.rooms";
/** Rooms that are remembered: those visited, and those left. */
const maxRooms = 100;

/** What this browser knows of one's rooms. */
interface Remembered {
  /** Names of those visited, the last used first. */
  readonly recent: readonly string[];
  /** Names of those left since: the server may still list them as read. */
  readonly left: readonly string[];
}

/** The rooms that one has visited in this browser, in all of its tabs. */
export class RoomMemory {
  readonly #remembered = signal<Remembered>({ recent: [], left: [] });
  readonly #storage: SettingsStorage;
  readonly #person: string | undefined;

  /**
   * Reads what is stored; what is somebody else's counts for nothing.
   *
   * @param person Who is here, by id; `undefined` where that is not known.
   */
  constructor(storage: SettingsStorage, person: string | undefined) {
    this.#storage = storage;
    this.#person = person;
    this.#remembered.value = this.#read();
  }

  /** Names of rooms, the last used first; and of those that one has left. */
  get remembered(): ReadonlySignal<Remembered> {
    return this.#remembered;
  }

  /** Whether a room was visited, and not left since. */
  hasVisited(name: string): boolean {
    return this.#remembered.peek().recent.includes(name);
  }

  /** A room is used now. */
  visit(name: string): void {
    const { recent, left } = this.#read();
    this.#keep({ recent: [name, ...without(recent, name)], left: without(left, name) });
  }

  /** A room is no longer one's own. */
  leave(name: string): void {
    const { recent, left } = this.#read();
    this.#keep({ recent: without(recent, name), left: [name, ...without(left, name)] });
  }

  /**
   * Call when another page changed what is stored.
   *
   * @param changed What a `storage` event says was changed; `null` when all was cleared.
   */
  changedElsewhere(changed: string | null): void {
    if (changed === null || changed === roomMemoryKey) this.#remembered.value = this.#read();
  }

  #keep({ recent, left }: Remembered): void {
    const kept = { recent: recent.slice(0, maxRooms), left: left.slice(0, maxRooms) };
    this.#remembered.value = kept;
    try {
      this.#storage.setItem(roomMemoryKey, JSON.stringify({ person: this.#person, ...kept }));
    } catch {
      // Storage is full or forbidden; the list holds for as long as the page does.
    }
  }

  /** What is stored, which other tabs may have changed; what is known where nothing is stored. */
  #read(): Remembered {
    try {
      const { person, recent, left } = JSON.parse(this.#storage.getItem(roomMemoryKey)!);
      if (isOthers(person, this.#person)) return this.#remembered.peek();
      return { recent: namesIn(recent), left: namesIn(left) };
    } catch {
      return this.#remembered.peek();
    }
  }
}

function without(names: readonly string[], name: string): string[] {
  return names.filter((other) => other !== name);
}

/** What is stored may be of another version, or edited by hand: only what are names is taken. */
function namesIn(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return [...new Set(value.filter(isRoomName))].slice(0, maxRooms);
}

function isRoomName(value: unknown): value is string {
  try {
    return typeof value === "string" && parseRoomName(value) === value;
  } catch {
    return false;
  }
}
