/** Where this browser keeps what belongs to sealed messages; `tests/client/sealed/vault_contract.ts`. */

/** Names a record; records sort by their keys, part by part, numbers before words. */
export type VaultKey = readonly (string | number)[];

/** A record with its key. */
export interface VaultRecord<T> {
  readonly key: VaultKey;
  readonly value: T;
}

/** What becomes of a record. */
export type VaultChange =
  | { readonly key: VaultKey; readonly value: unknown }
  /** It goes. */
  | { readonly key: VaultKey; readonly value?: undefined };

/** Which records to read: those whose keys begin with `prefix`. */
export interface VaultQuery {
  /** Only those whose next part is larger, or smaller. */
  readonly after?: number;
  readonly before?: number;
  /** At most so many; all unless given. */
  readonly limit?: number;
  /** From the last one on. */
  readonly isBackward?: boolean;
}

/**
 * Keeps records of one person, each sealed by a key that cannot leave the browser. Values are JSON.
 *
 * All tabs share it. A call that fails rejects; then nothing of it is kept.
 */
export interface Vault {
  get<T>(key: VaultKey): Promise<T | undefined>;
  list<T>(prefix: VaultKey, query?: VaultQuery): Promise<VaultRecord<T>[]>;
  /** Writes all or nothing; resolves when it outlives the browser. */
  write(changes: readonly VaultChange[]): Promise<void>;
  /** Runs `task` while nobody else, in any tab, runs one under this name; one after the other. */
  exclusively<T>(name: string, task: () => Promise<T>): Promise<T>;
  /** Calls `heard` with what another tab says on this topic; gives a function that stops it. */
  listen(topic: string, heard: () => void): () => void;
  /** Tells the other tabs that something has changed on this topic. */
  tell(topic: string): void;
  /** Forgets everything, the key too; nothing else may be called then. */
  wipe(): Promise<void>;
  /** Lets go of it; what is kept stays. */
  close(): void;
}
