import type { SqliteEvents } from "./sqlite_events.ts";
import type { SqliteFile } from "./sqlite_file.ts";
import type { SqliteFiles } from "./sqlite_files.ts";
import type { SqliteKeys } from "./sqlite_keys.ts";
import type { SqliteRooms } from "./sqlite_rooms.ts";

/** Events of deleted rooms, and rooms, that are removed at once: some milliseconds. */
const clearedAtOnce = 50;

/** What {@linkcode SqliteChores} stand on. */
export interface SqliteChoresParts {
  file: SqliteFile;
  rooms: SqliteRooms;
  events: SqliteEvents;
  files: SqliteFiles;
  keys: SqliteKeys;
  /** Runs work as one commit. */
  transaction: <T>(work: () => T) => T;
  /** Puts the next messages of a room into the index; tells whether there are more. */
  index: (room: string) => boolean;
}

/** Something that may wait. */
interface Chore {
  isDue(): boolean;
  /** Does some of it, outside of any transaction; tells whether that was of use. */
  step(): boolean;
}

/**
 * What may wait in a SQLite database, done in steps: the index that follows the logs, what is left of
 * deleted rooms and of archives, and deleted texts in the write-ahead log.
 */
export class SqliteChores {
  readonly #parts: SqliteChoresParts;
  /** Names of rooms with messages that are not in the index yet. */
  #behind: Set<string>;
  /** Names of rooms that were deleted, of whose log something is left. */
  #hidden: Set<string>;
  /** Whether the two may name rooms as they were in a transaction that is no more. */
  #isOutdated = false;
  /** Whether texts that were deleted may still be in the write-ahead log. */
  #needsPurge = true;
  /** What {@linkcode tidy} does, that which it did last at the end. */
  readonly #chores: Chore[] = [
    { isDue: () => this.#isOutdated, step: () => this.#lookAgain() },
    { isDue: () => this.#needsPurge, step: () => this.#purge() },
    { isDue: () => this.#hidden.size > 0, step: () => this.#clearRooms() },
    { isDue: () => this.#parts.keys.hasLeftovers, step: () => this.#clearKeys() },
    { isDue: () => this.#behind.size > 0, step: () => this.#catchUp() },
  ];

  /** Reads from the database what earlier processes left to do. */
  constructor(parts: SqliteChoresParts) {
    this.#parts = parts;
    this.#behind = new Set(parts.rooms.listUnindexed());
    this.#hidden = new Set(parts.rooms.listHidden());
  }

  /** Whether {@linkcode tidy} has something to do. */
  get areDue(): boolean {
    return this.#chores.some((chore) => chore.isDue());
  }

  /** Takes note that texts were deleted. */
  textsDeleted(): void {
    this.#needsPurge = true;
  }

  /** Takes note that messages of a room are not in the index. */
  fellBehind(room: string): void {
    this.#behind.add(room);
  }

  /** Takes note of a room's new name. */
  roomRenamed(from: string, to: string): void {
    // The index goes by names; where it is behind, it goes on by the new one.
    if (this.#behind.delete(from)) this.#behind.add(to);
  }

  /** Takes note that a room is deleted, of which everything but its name is left. */
  roomDeleted(room: string): void {
    this.#behind.delete(room);
    for (const hidden of this.#parts.rooms.listHidden()) this.#hidden.add(hidden);
  }

  /** Takes note that a transaction, and with it what was noted of rooms in it, came to nothing. */
  rolledBack(): void {
    this.#isOutdated = true;
  }

  /**
   * Does one step of what may wait, outside of any transaction. Each has its turn, though there be
   * more of the others all the while.
   *
   * @returns Whether it came to anything; when not, it would not at once either.
   */
  tidy(): boolean {
    const due = this.#chores.findIndex((chore) => chore.isDue());
    if (due < 0) return false;
    const [chore] = this.#chores.splice(due, 1);
    this.#chores.push(chore!);
    return chore!.step();
  }

  /** Asks the database anew which rooms something is to be done with. */
  #lookAgain(): boolean {
    this.#behind = new Set(this.#parts.rooms.listUnindexed());
    this.#hidden = new Set(this.#parts.rooms.listHidden());
    this.#isOutdated = false;
    return true;
  }

  #purge(): boolean {
    const isDone = this.#parts.file.purge();
    this.#needsPurge = !isDone;
    return isDone;
  }

  /** Removes some of the logs of rooms that were deleted, and what is left of those without one. */
  #clearRooms(): boolean {
    const { rooms, events, files } = this.#parts;
    const gone: string[] = [];
    this.#parts.transaction(() => {
      let left = clearedAtOnce;
      for (const hidden of this.#hidden) {
        const row = rooms.find(hidden);
        if (!row) {
          gone.push(hidden);
          continue;
        }
        const { first } = row;
        if (events.forget(row, Infinity, left).more) return;
        files.dropAll(row.id);
        rooms.remove(row);
        gone.push(hidden);
        left -= 1 + row.first - first;
        if (left <= 0) return;
      }
    });
    for (const hidden of gone) this.#hidden.delete(hidden);
    this.#needsPurge = true;
    return true;
  }

  #clearKeys(): boolean {
    this.#parts.transaction(() => this.#parts.keys.clear());
    return true;
  }

  /** Puts some messages of one room into the index. */
  #catchUp(): boolean {
    const [room] = this.#behind;
    const isBehind = this.#parts.transaction(() => this.#parts.index(room!));
    // Where it still is, others are next all the same.
    this.#behind.delete(room!);
    if (isBehind) this.#behind.add(room!);
    return true;
  }
}
