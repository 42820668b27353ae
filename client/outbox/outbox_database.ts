import { openDB } from "idb";
import type { DBSchema, IDBPDatabase } from "idb";
import type { Lease, LeaseStore } from "./lease_turns.ts";
import type { OutboxStore, PendingMessage } from "./outbox_store.ts";

interface Schema extends DBSchema {
  messages: {
    key: string;
    value: { readonly ref: string; readonly room: string; readonly message: PendingMessage };
    indexes: { room: string };
  };
  leases: { key: string; value: Lease };
}

type Database = IDBPDatabase<Schema>;

/** Milliseconds for one call; browsers have been known never to answer. */
const answerMs = 4_000;

/** The outbox in IndexedDB, and on a channel by which tabs tell each other of changes. */
export class OutboxDatabase implements OutboxStore, LeaseStore {
  readonly #name: string;
  readonly #channel: BroadcastChannel;
  readonly #watchers = new Set<(room: string) => void>();
  #opening: Promise<Database> | undefined;
  #isStuck = false;

  /** Opens nothing before it is needed. @param name Of database and channel. */
  constructor(name = "parley.outbox") {
    this.#name = name;
    this.#channel = new BroadcastChannel(name);
    this.#channel.addEventListener("message", ({ data: room }: MessageEvent<string>) => {
      for (const tell of this.#watchers) tell(room);
    });
  }

  /** See {@linkcode OutboxStore.read}. */
  async read(room: string): Promise<readonly PendingMessage[]> {
    const rows = await this.#run((database) => database.getAllFromIndex("messages", "room", room));
    return rows.map(({ message }) => message);
  }

  /** See {@linkcode OutboxStore.add}. */
  async add(room: string, message: PendingMessage): Promise<void> {
    await this.#run((database) => database.put("messages", { ref: message.ref, room, message }));
    this.#channel.postMessage(room);
  }

  /** See {@linkcode OutboxStore.replace}. */
  async replace(room: string, message: PendingMessage): Promise<boolean> {
    const isThere = await this.#run(async (database) => {
      const { store, done } = database.transaction("messages", "readwrite");
      const isThere = await store.getKey(message.ref) !== undefined;
      if (isThere) await store.put({ ref: message.ref, room, message });
      await done;
      return isThere;
    });
    this.#channel.postMessage(room);
    return isThere;
  }

  /** See {@linkcode OutboxStore.remove}. */
  async remove(room: string, ref: string): Promise<void> {
    await this.#run((database) => database.delete("messages", ref));
    this.#channel.postMessage(room);
  }

  /** See {@linkcode OutboxStore.watch}. */
  watch(room: string, changed: () => void): () => void {
    const tell = (changedRoom: string) => {
      if (changedRoom === room) changed();
    };
    this.#watchers.add(tell);
    return () => this.#watchers.delete(tell);
  }

  /** How many messages wait, by rooms; for a page that is in none of them. */
  async counts(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#run((database) => database.getAll("messages"));
    const counts = new Map<string, number>();
    for (const { room } of rows) counts.set(room, (counts.get(room) ?? 0) + 1);
    return counts;
  }

  /** See {@linkcode LeaseStore.takeLease}. */
  takeLease(
    lease: Lease,
    { nowMs, byForce }: { nowMs: number; byForce: boolean },
  ): Promise<boolean> {
    return this.#run(async (database) => {
      const { store, done } = database.transaction("leases", "readwrite");
      const other = await store.get(lease.name);
      const isFree = byForce || other === undefined || other.holder === lease.holder ||
        other.untilMs <= nowMs;
      if (isFree) await store.put(lease, lease.name);
      await done;
      return isFree;
    });
  }

  /** See {@linkcode LeaseStore.dropLease}. */
  dropLease(name: string, holder: string): Promise<void> {
    return this.#run(async (database) => {
      const { store, done } = database.transaction("leases", "readwrite");
      const lease = await store.get(name);
      if (lease?.holder === holder) await store.delete(name);
      await done;
    });
  }

  /** Runs one task on the open database, in time or not at all as far as the caller knows. */
  async #run<T>(task: (database: Database) => Promise<T>): Promise<T> {
    // Nobody has to wait for it more than once.
    if (this.#isStuck) throw new Error("IndexedDB has not answered");
    const opening = this.#open();
    const answer = opening.then(task);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.#isStuck = true;
        reject(new Error("IndexedDB does not answer"));
        answer.catch(() => {}).then(() => this.#isStuck = false);
      }, answerMs);
    });
    try {
      return await Promise.race([answer, late]);
    } catch (error) {
      // The next call opens it anew: browsers also lose a connection that worked.
      if (this.#opening === opening) this.#opening = undefined;
      void opening.then((database) => database.close(), () => {});
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  #open(): Promise<Database> {
    return this.#opening ??= openDB<Schema>(this.#name, 1, {
      upgrade(database) {
        database.createObjectStore("messages", { keyPath: "ref" }).createIndex("room", "room");
        database.createObjectStore("leases");
      },
      // A newer page wants to change the schema.
      blocking: (_current, _blocked, event) => {
        this.#opening = undefined;
        (event.target as { close(): void } | null)?.close();
      },
      terminated: () => this.#opening = undefined,
    });
  }
}
