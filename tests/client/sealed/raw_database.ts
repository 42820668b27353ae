/**
 * A vault's database as anybody reads it who has the browser before them. The types are those parts
 * of IndexedDB that are needed: the tests' own types know none.
 */
import { vaultName } from "../../../client/sealed/vault_name.ts";

interface Asked<T> {
  readonly result: T;
  readonly error: unknown;
  onsuccess: () => void;
  onerror: () => void;
}

/** A record that is sealed. */
export interface RawRecord {
  readonly nonce: Uint8Array;
  readonly box: ArrayBuffer;
}

interface RawStore {
  getAll(): Asked<unknown[]>;
  get(key: unknown): Asked<RawRecord>;
  put(value: unknown, key?: unknown): unknown;
  count(): Asked<number>;
}

interface RawTransaction {
  objectStore(name: string): RawStore;
  oncomplete: () => void;
}

/** An open database. */
export interface RawDatabase {
  transaction(stores: string | readonly string[], mode?: string): RawTransaction;
  close(): void;
}

interface Scope {
  readonly indexedDB: {
    open(name: string): Asked<RawDatabase>;
    databases(): Promise<{ readonly name?: string }[]>;
  };
  readonly IDBFactory: { readonly prototype: { open: unknown } };
  readonly IDBObjectStore: { readonly prototype: { put: unknown } };
}

const scope = globalThis as unknown as Scope;
/** What a test may put something else in the place of. */
export const { IDBFactory, IDBObjectStore }: Scope = scope;

/** Opens the vault of somebody, behind its back. */
export function openRaw(person: string): Promise<RawDatabase> {
  return answer(scope.indexedDB.open(vaultName(person)));
}

/** Names of all databases. */
export async function databaseNames(): Promise<string[]> {
  return (await scope.indexedDB.databases()).map(({ name }) => name ?? "");
}

/** All bytes of a vault as text, and what its keys are. */
export async function everythingOf(person: string): Promise<string> {
  const database = await openRaw(person);
  const transaction = database.transaction(["records", "secrets"]);
  const rows = await answer(transaction.objectStore("records").getAll()) as RawRecord[];
  const keys = await answer(transaction.objectStore("secrets").getAll()) as CryptoKey[];
  database.close();
  const text = rows.flatMap(({ nonce, box }) => [nonce, new Uint8Array(box)])
    .map((bytes) => new TextDecoder("latin1").decode(bytes))
    .join("\n");
  return `${text}\n${JSON.stringify(keys.map(({ extractable }) => ({ extractable })))}`;
}

/** Puts into the place of one record what becomes of another one. */
export async function tamper(
  person: string,
  { from, to, change }: {
    from: string;
    to: string;
    change(record: RawRecord): RawRecord;
  },
): Promise<void> {
  const database = await openRaw(person);
  const transaction = database.transaction("records", "readwrite");
  const store = transaction.objectStore("records");
  const reading = store.get([from]);
  reading.onsuccess = () => store.put(change(reading.result), [to]);
  await new Promise<void>((resolve) => transaction.oncomplete = resolve);
  database.close();
}

/** How many records and keys there are. */
export async function countRaw(database: RawDatabase): Promise<number[]> {
  const transaction = database.transaction(["records", "secrets"]);
  return await Promise.all(
    ["records", "secrets"].map((name) => answer(transaction.objectStore(name).count())),
  );
}

function answer<T>(asked: Asked<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}
