import { ChatError } from "../errors.ts";
import type { ArchiveEntry } from "../store/keys.ts";
import type { Store } from "../store/store.ts";
import { keptLimits } from "../wire/kept_limits.ts";
import { isDirectName } from "../wire/names.ts";

/** Entries of one room, and the `id` in the header of the archive that they are sealed for. */
export interface EntriesFor {
  readonly room: string;
  readonly entries: readonly ArchiveEntry[];
  /** Whichever there is unless given. */
  readonly archive?: string;
}

/** Which entries to read: at most `limit` behind the number `after`. */
export interface EntryQuery {
  readonly after: number;
  readonly limit: number;
}

/** What people keep of their direct rooms for their other devices, sealed by keys of their own. */
export class Archives {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** What wraps the key of somebody's archive, where there is one, and how many entries that has. */
  find(person: string): Promise<{ readonly header?: string; readonly entries: number }> {
    return this.#store.keys.findArchive(person);
  }

  /**
   * Begins an archive, or changes the header of the one that is there. A header with another `id` than
   * that one's begins it anew, without its entries.
   */
  put(person: string, header: string): Promise<void> {
    return this.#store.keys.putArchive(person, header);
  }

  /** Forgets an archive with its entries. */
  remove(person: string): Promise<void> {
    return this.#store.keys.removeArchive(person);
  }

  /**
   * Keeps entries of a direct room of somebody; those that are there stay as they are, but for what an
   * empty one takes the place of.
   *
   * @throws {ChatError} `not_found` when it is none of theirs, `conflict` when there is no archive or
   * another one, `quota` when it would hold too much.
   */
  async add(person: string, { room, entries, archive }: EntriesFor): Promise<void> {
    await this.#demandRoom(person, room);
    const { keys } = this.#store;
    const refusal = await keys.addEntries(person, room, entries, {
      ...(archive !== undefined && { archive }),
      chars: keptLimits.archiveChars,
      entries: keptLimits.archiveEntries,
    });
    if (refusal === "no_archive") {
      throw new ChatError("conflict", "Cannot archive this: there is no archive");
    }
    if (refusal === "other_archive") {
      throw new ChatError("conflict", "Cannot archive this: the archive is another one by now");
    }
    if (refusal === "full") {
      throw new ChatError("quota", "Cannot archive this: the archive holds as much as it may");
    }
  }

  /**
   * Entries of a direct room of somebody, by their numbers, and whether there are more.
   *
   * @throws {ChatError} `not_found` when it is none of theirs.
   */
  async read(
    person: string,
    room: string,
    { after, limit }: EntryQuery,
  ): Promise<{ readonly entries: readonly ArchiveEntry[]; readonly more: boolean }> {
    await this.#demandRoom(person, room);
    const found = await this.#store.keys.readEntries(person, room, after, limit + 1);
    return { entries: found.slice(0, limit), more: found.length > limit };
  }

  /** Demands that it is a direct room to which somebody belongs. */
  async #demandRoom(person: string, room: string): Promise<void> {
    const [record, standings] = isDirectName(room)
      ? await Promise.all([
        this.#store.findRoom(room),
        this.#store.memberships.find(room, [person]),
      ])
      : [];
    const membership = standings?.get(person)?.membership;
    if (record && membership && !membership.isStranger) return;
    throw new ChatError("not_found", "Cannot find this room among your direct rooms");
  }
}
