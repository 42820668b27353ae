import { deleteDB, openDB } from "idb";
import type { DBSchema, IDBPDatabase, IDBPObjectStore, IDBPTransaction } from "idb";
import { vaultName } from "./vault_name.ts";
import type { Vault, VaultChange, VaultKey, VaultQuery, VaultRecord } from "./vault.ts";
import { toVaultError, VaultError } from "./vault_error.ts";
import { newVaultKey, openRecord, sealRecord } from "./vault_seal.ts";
import type { SealedRecord } from "./vault_seal.ts";

interface Schema extends DBSchema {
  records: { key: (string | number)[]; value: SealedRecord };
  /** One, under {@linkcode secretName}. */
  secrets: { key: string; value: CryptoKey };
}

type Store = "records" | "secrets";
type Transaction = IDBPTransaction<Schema, Store[], "readonly" | "readwrite">;
type KeyRange = NonNullable<
  Parameters<IDBPObjectStore<Schema, Store[], "records">["getAll"]>[0]
>;

/** What the browser gives besides; the tests' own types do not know it. */
interface Scope {
  readonly IDBKeyRange: {
    bound(lower: unknown, upper: unknown, isLowerOpen: boolean, isUpperOpen: boolean): KeyRange;
  };
  readonly navigator: {
    readonly locks: { request<T>(name: string, task: () => Promise<T>): Promise<T> };
  };
}

/** An open database, and what its records are sealed by. */
interface Open {
  readonly database: IDBPDatabase<Schema>;
  readonly secret: CryptoKey;
}

const scope = globalThis as unknown as Scope;
const secretName = "vault";
/** Milliseconds for one call; browsers have been known never to answer. */
const answerMs = 10_000;
/** Milliseconds that are left to it to take back what it was too slow for. */
const undoMs = 1_000;
/** Milliseconds for which deleting waits for other tabs to let go; nothing is left in it by then. */
const deletionMs = 2_000;

/** The vault of a person in IndexedDB; see {@linkcode Vault}. Rejects with a `VaultError`. */
export class VaultDatabase implements Vault {
  readonly #name: string;
  readonly #channel: BroadcastChannel;
  readonly #listeners = new Set<(topic: string) => void>();
  #opening: Promise<Open> | undefined;
  #isGone = false;

  /**
   * Opens nothing before it is needed.
   *
   * @param person Whose it is, by id.
   */
  constructor(person: string) {
    this.#name = vaultName(person);
    this.#channel = new BroadcastChannel(this.#name);
    this.#channel.addEventListener("message", ({ data: topic }: MessageEvent<string>) => {
      for (const hear of this.#listeners) hear(topic);
    });
  }

  /** See {@linkcode Vault.get}. */
  get<T>(key: VaultKey): Promise<T | undefined> {
    return this.#run(async (open) => {
      const sealed = await this.#transact(
        open,
        "readonly",
        (transaction) => transaction.objectStore("records").get([...key]),
      );
      // What was written under a key is what is read under it.
      return sealed && await openRecord(open.secret, key, sealed) as T;
    });
  }

  /** See {@linkcode Vault.list}. */
  list<T>(prefix: VaultKey, query: VaultQuery = {}): Promise<VaultRecord<T>[]> {
    if (query.limit !== undefined && query.limit < 1) return Promise.resolve([]);
    return this.#run(async (open) => {
      const range = rangeOf(prefix, query);
      const rows = await this.#transact(
        open,
        "readonly",
        (transaction) => readRows(transaction, range, query),
      );
      return await Promise.all(rows.map(async ([key, sealed]) => ({
        key,
        value: await openRecord(open.secret, key, sealed) as T,
      })));
    });
  }

  /** See {@linkcode Vault.write}. */
  write(changes: readonly VaultChange[]): Promise<void> {
    return this.#run(async (open) => {
      // Before the transaction begins: it ends by itself where it waits for anything else.
      const rows = await Promise.all(changes.map(async ({ key, value }) => ({
        key: [...key],
        sealed: value === undefined ? undefined : await sealRecord(open.secret, key, value),
      })));
      await this.#transact(open, "readwrite", async (transaction) => {
        const store = transaction.objectStore("records");
        await Promise.all(
          rows.map(({ key, sealed }) =>
            sealed === undefined ? store.delete!(key) : store.put!(sealed, key)
          ),
        );
      });
    });
  }

  /** See {@linkcode Vault.exclusively}. */
  exclusively<T>(name: string, task: () => Promise<T>): Promise<T> {
    if (this.#isGone) return Promise.reject(gone());
    return scope.navigator.locks.request(`${this.#name}.${name}`, task);
  }

  /** See {@linkcode Vault.listen}. */
  listen(topic: string, heard: () => void): () => void {
    const hear = (told: string) => {
      if (told === topic) heard();
    };
    this.#listeners.add(hear);
    return () => this.#listeners.delete(hear);
  }

  /** See {@linkcode Vault.tell}. */
  tell(topic: string): void {
    if (!this.#isGone) this.#channel.postMessage(topic);
  }

  /** See {@linkcode Vault.wipe}. */
  async wipe(): Promise<void> {
    const opening = this.#open();
    // Not to be closed yet, but by nobody else to be used.
    this.#opening = undefined;
    this.close();
    try {
      const open = await opening;
      // First what is in it: another tab that holds on to the database can delay the rest.
      await this.#transact(open, "readwrite", async (transaction) => {
        await Promise.all([
          transaction.objectStore("records").clear!(),
          transaction.objectStore("secrets").clear!(),
        ]);
      });
    } catch {
      // What cannot be opened can still be deleted.
    }
    await opening.then(({ database }) => database.close(), () => {});
    const deletion = deleteDB(this.#name).catch((error) => {
      throw toVaultError(error);
    });
    deletion.catch(() => {});
    await Promise.race([deletion, wait(deletionMs)]);
  }

  /** See {@linkcode Vault.close}. */
  close(): void {
    this.#isGone = true;
    this.#listeners.clear();
    this.#channel.close();
    const opening = this.#opening;
    this.#opening = undefined;
    void opening?.then(({ database }) => database.close(), () => {});
  }

  /** Runs a task on the open database; it is opened anew by the next call when that has failed. */
  async #run<T>(task: (open: Open) => Promise<T>, isRetry = false): Promise<T> {
    if (this.#isGone) throw gone();
    const opening = this.#open();
    let isOpen = false;
    try {
      const open = await inTime(opening, answerMs);
      isOpen = true;
      return await task(open);
    } catch (error) {
      if (this.#isGone) throw gone();
      const known = toVaultError(error);
      if (isOpen && !isLost(known)) throw known;
      if (this.#opening === opening) this.#opening = undefined;
      void opening.then(({ database }) => database.close(), () => {});
      // Browsers also lose a connection that worked; then no transaction began.
      if (isLostConnection(error) && !isRetry) return this.#run(task, true);
      throw known;
    }
  }

  /**
   * Runs a task in a transaction, which has ended as a whole when this settles. One that takes too
   * long is taken back.
   */
  async #transact<T>(
    { database }: Open,
    mode: "readonly" | "readwrite",
    task: (transaction: Transaction) => Promise<T>,
  ): Promise<T> {
    const durability = mode === "readwrite" ? "strict" : "relaxed";
    const transaction = database.transaction(["records", "secrets"], mode, { durability });
    const ending = Promise.all([task(transaction), transaction.done]);
    const timer = setTimeout(() => abort(transaction), answerMs);
    try {
      const [result] = await inTime(ending, answerMs + undoMs);
      return result;
    } catch (error) {
      abort(transaction);
      await inTime(transaction.done, undoMs).catch(() => {});
      // The reason is the transaction's, where its requests only say that it was taken back.
      throw transaction.error ?? error;
    } finally {
      clearTimeout(timer);
    }
  }

  #open(): Promise<Open> {
    return this.#opening ??= this.#openAnew();
  }

  async #openAnew(): Promise<Open> {
    const database = await openDB<Schema>(this.#name, 1, {
      upgrade(database) {
        database.createObjectStore("records");
        database.createObjectStore("secrets");
      },
      blocking: (_current, next, event) => {
        // Another tab deletes it, or a newer page wants to change the schema.
        (event.target as { close(): void } | null)?.close();
        this.#opening = undefined;
        if (next === null) this.close();
      },
      terminated: () => this.#opening = undefined,
    });
    try {
      return { database, secret: await this.#findSecret(database) };
    } catch (error) {
      database.close();
      throw error;
    }
  }

  async #findSecret(database: IDBPDatabase<Schema>): Promise<CryptoKey> {
    const known = await database.get("secrets", secretName);
    if (known !== undefined) return known;
    const made = await newVaultKey();
    const transaction = database.transaction("secrets", "readwrite", { durability: "strict" });
    // Another tab may have made one meanwhile.
    const other = await transaction.store.get(secretName);
    if (other === undefined) await transaction.store.put(made, secretName);
    await transaction.done;
    return other ?? made;
  }
}

/**
 * The records that a query means, as IndexedDB orders keys that are lists: numbers before words, and
 * both before lists, so an empty list stands behind whatever may follow on a prefix.
 */
function rangeOf(prefix: VaultKey, { after, before }: VaultQuery): KeyRange {
  const last: unknown[] = [];
  const lower = after === undefined ? [...prefix] : [...prefix, after, last];
  const upper = before === undefined ? [...prefix, last] : [...prefix, before];
  // With a bound only those count that have a next part, which the prefix alone has not.
  const isOpen = after !== undefined || before !== undefined;
  return scope.IDBKeyRange.bound(lower, upper, isOpen, true);
}

/** Reads the records of a range with their keys, in the order that is asked for. */
async function readRows(
  transaction: Transaction,
  range: KeyRange,
  { limit, isBackward = false }: VaultQuery,
): Promise<[key: (string | number)[], sealed: SealedRecord][]> {
  const store = transaction.objectStore("records");
  if (isBackward && limit !== undefined) {
    const rows: [(string | number)[], SealedRecord][] = [];
    let cursor = await store.openCursor(range, "prev");
    while (cursor !== null && rows.length < limit) {
      rows.push([cursor.key, cursor.value]);
      cursor = rows.length < limit ? await cursor.continue() : null;
    }
    return rows;
  }
  const [keys, records] = await Promise.all([
    store.getAllKeys(range, limit),
    store.getAll(range, limit),
  ]);
  const rows = keys.map((key, index) => [key, records[index]!] as [typeof key, SealedRecord]);
  return isBackward ? rows.reverse() : rows;
}

function abort(transaction: Transaction): void {
  try {
    transaction.abort();
  } catch {
    // It has ended already.
  }
}

/** Whether it may help to open the database anew. */
function isLost(error: unknown): boolean {
  return error instanceof VaultError &&
    (error.trouble === "forbidden" || error.trouble === "stuck");
}

function isLostConnection(error: unknown): boolean {
  return error instanceof DOMException && error.name === "InvalidStateError";
}

function gone(): VaultError {
  return new VaultError("gone", "Cannot use the vault: it was wiped or closed");
}

/** Gives what a promise does, or rejects when that takes longer than `ms`. */
async function inTime<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new VaultError("stuck", "Cannot use the vault: the database does not answer")),
      ms,
    );
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
