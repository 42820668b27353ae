import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { TroubleList } from "../trouble_list.ts";
import { Trouble } from "../trouble.ts";

/** What is asked of a storage: to keep something, to give it, or to drop it. */
export type StorageDeed = keyof typeof words;

/** What {@linkcode StorageTrouble} needs. */
export interface StorageTroubleOptions {
  /** Where the storage is, for the operator: no secrets. */
  place: string;
  /**
   * Says why the storage failed and how to mend it, in words without secrets; `undefined` for what is
   * not the storage's fault.
   */
  explain: (error: unknown) => string | undefined;
  log: Log;
  clock: Clock;
  troubles?: TroubleList;
}

/** What the operator reads. */
const words = {
  store: { begins: "files cannot be stored", ends: "files can be stored again" },
  read: { begins: "files cannot be read", ends: "files can be read again" },
  remove: { begins: "files cannot be removed", ends: "files can be removed again" },
};

/**
 * Stands between a storage of files and whoever asks: its failures become `unavailable`, and the
 * operator hears of each kind once when it begins, and once when it is over.
 *
 * Each deed has a trouble of its own: a full disk can be read, and things can be removed from it.
 */
export class StorageTrouble {
  readonly #options: StorageTroubleOptions;
  readonly #spells: Readonly<Record<StorageDeed, Trouble>>;
  #isClosed = false;

  constructor(options: StorageTroubleOptions) {
    this.#options = options;
    const { place, log, clock, troubles } = options;
    const spell = (deed: StorageDeed) =>
      new Trouble({ ...words[deed], facts: { place }, part: "files", troubles, log, clock });
    this.#spells = { store: spell("store"), read: spell("read"), remove: spell("remove") };
  }

  /**
   * Does something with the storage.
   *
   * @throws {ChatError} `unavailable` when the storage fails; what is not its fault comes as it is.
   */
  async guard<T>(deed: StorageDeed, work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      if (!this.#isClosed) this.#spells[deed].worked();
      return result;
    } catch (cause) {
      const why = this.#options.explain(cause);
      if (why === undefined) throw cause;
      // What fails because it was told to end is no news.
      if (!this.#isClosed) this.#spells[deed].failed(why);
      const message = `Cannot ${deed} the file: its storage fails just now; try again later`;
      throw new ChatError("unavailable", message, { cause });
    }
  }

  /** Nothing more is told. May be called twice. */
  close(): void {
    this.#isClosed = true;
    for (const spell of Object.values(this.#spells)) spell.close();
  }
}
