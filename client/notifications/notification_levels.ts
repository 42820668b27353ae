import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import { isDirectName } from "../../lib/wire/names.ts";
import type { NotificationLevel } from "../../lib/wire/notification_levels.ts";
import { parseLevels, usualLevel } from "./level.ts";
import type { PushAnswer } from "./push_api.ts";
import type { SettingsStorage } from "../platform/settings.ts";

/** Where the levels lie that the server said last. */
const storageKey = "parley.levels";

/** What {@linkcode NotificationLevels} needs from outside. */
export interface NotificationLevelsParts {
  readonly storage: SettingsStorage;
  /** Asks the server. */
  readPush(): Promise<PushAnswer>;
  /** Stores a level at the server. */
  putLevel(room: string, level: NotificationLevel): Promise<void>;
}

/** Which messages of each room one is told of. The server keeps it; here is what it said last. */
export class NotificationLevels {
  readonly #parts: NotificationLevelsParts;
  readonly #levels;
  readonly #pushKey = signal<string | undefined>(undefined);
  /** Counts what was chosen here, so that an answer that was asked for before does not undo it. */
  #choices = 0;

  /** Knows what was stored last; {@linkcode load} asks the server. */
  constructor(parts: NotificationLevelsParts) {
    this.#parts = parts;
    this.#levels = signal(readStored(parts.storage));
  }

  /** The server's key for subscriptions; `undefined` until it is known, and where it does not push. */
  get pushKey(): ReadonlySignal<string | undefined> {
    return this.#pushKey;
  }

  /** The level of a room. Follows changes where signals are followed. */
  of(room: string): NotificationLevel {
    // What is said in a direct room is said to one.
    return this.#levels.value.get(room) ?? (isDirectName(room) ? "all" : usualLevel);
  }

  /**
   * Asks the server. Without an answer, what was stored last holds.
   *
   * @returns Whether it answered.
   */
  async load(): Promise<boolean> {
    const choices = this.#choices;
    const answer = await this.#parts.readPush().catch(() => undefined);
    if (answer === undefined) return false;
    this.#pushKey.value = answer.key;
    if (choices === this.#choices) this.#show(answer.levels);
    return true;
  }

  /**
   * Chooses the level of a room: it holds at once, and is taken back when it cannot be stored.
   *
   * @returns Whether it was stored.
   */
  async choose(room: string, level: NotificationLevel): Promise<boolean> {
    const before = this.of(room);
    this.#choices++;
    this.#set(room, level);
    try {
      await this.#parts.putLevel(room, level);
      return true;
    } catch {
      if (this.of(room) === level) this.#set(room, before);
      return false;
    }
  }

  /**
   * Call when another page changed what is stored.
   *
   * @param key What a `storage` event says was changed; `null` when all was cleared: what is known
   * holds all the same, for the server knows it.
   */
  changedElsewhere(key: string | null): void {
    if (key === storageKey) this.#levels.value = readStored(this.#parts.storage);
  }

  #set(room: string, level: NotificationLevel): void {
    this.#show(new Map(this.#levels.peek()).set(room, level));
  }

  #show(levels: ReadonlyMap<string, NotificationLevel>): void {
    this.#levels.value = levels;
    try {
      this.#parts.storage.setItem(storageKey, JSON.stringify(Object.fromEntries(levels)));
    } catch {
      // Storage is full or forbidden; the levels hold for as long as the page does.
    }
  }
}

function readStored(storage: SettingsStorage): ReadonlyMap<string, NotificationLevel> {
  try {
    return parseLevels(JSON.parse(storage.getItem(storageKey) ?? "{}"));
  } catch {
    return new Map();
  }
}
