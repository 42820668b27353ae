/** What was done to rooms and people, by whom; `tests/store/accounts_contract.ts` holds stores to it. */

/** One administrative act. */
export interface Deed {
  /** Unix milliseconds. */
  readonly at: number;
  /** Id and display name of whoever did it. */
  readonly by: string;
  readonly name: string;
  /** What it was, as `member.ban`. */
  readonly act: string;
  /** The room it was done in. */
  readonly room?: string;
  /** Id of whom or what it was done to. */
  readonly target?: string;
  /** What else there is to say, without secrets. */
  readonly detail?: string;
  /** The network address it came from. */
  readonly address: string;
}

/** A deed that is kept, with its number: the later, the larger. */
export interface KeptDeed extends Deed {
  readonly id: number;
}

/** Keeps deeds for good. Order and failure are as `Store` promises. */
export interface Audit {
  /** Keeps a deed. */
  add(deed: Deed): Promise<void>;

  /**
   * Deeds, the newest first.
   *
   * @param before Only smaller numbers, if given.
   */
  list(limit: number, before?: number): Promise<KeptDeed[]>;
}
