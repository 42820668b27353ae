import type { Lease, LeaseStore } from "./lease_turns.ts";
import type { OutboxStore, PendingMessage } from "./outbox_store.ts";

/** Leases are asked for only of a store that has them. */
type Store = OutboxStore & Partial<LeaseStore>;

/** An outbox whose script comes after the first paint; calls wait for it, in their order. */
export class LateOutbox implements OutboxStore, LeaseStore {
  readonly #load: () => Promise<Store>;
  /** Those who watch and wait for the outbox. */
  readonly #watchers = new Set<(store: Store) => void>();
  #loading: Promise<Store> | undefined;

  /** @param load Gets the outbox; called again when it failed and is needed once more. */
  constructor(load: () => Promise<Store>) {
    this.#load = load;
  }

  /** See {@linkcode OutboxStore.read}. */
  read(room: string): Promise<readonly PendingMessage[]> {
    return this.#store().then((store) => store.read(room));
  }

  /** See {@linkcode OutboxStore.add}. */
  add(room: string, message: PendingMessage): Promise<void> {
    return this.#store().then((store) => store.add(room, message));
  }

  /** See {@linkcode OutboxStore.replace}. */
  replace(room: string, message: PendingMessage): Promise<boolean> {
    return this.#store().then((store) => store.replace(room, message));
  }

  /** See {@linkcode OutboxStore.remove}. */
  remove(room: string, ref: string): Promise<void> {
    return this.#store().then((store) => store.remove(room, ref));
  }

  /** See {@linkcode OutboxStore.watch}. */
  watch(room: string, changed: () => void): () => void {
    let stop = () => {};
    const attach = (store: Store) => void (stop = store.watch(room, changed));
    this.#watchers.add(attach);
    this.#store().catch(() => {
      // What cannot be kept is not shared with other tabs either; whoever needs it loads it again.
    });
    return () => {
      this.#watchers.delete(attach);
      stop();
    };
  }

  /** See {@linkcode LeaseStore.takeLease}. */
  takeLease(lease: Lease, options: { nowMs: number; byForce: boolean }): Promise<boolean> {
    return this.#store().then((store) => store.takeLease!(lease, options));
  }

  /** See {@linkcode LeaseStore.dropLease}. */
  dropLease(name: string, holder: string): Promise<void> {
    return this.#store().then((store) => store.dropLease!(name, holder));
  }

  async #store(): Promise<Store> {
    this.#loading ??= this.#load().catch((error) => {
      this.#loading = undefined;
      throw error;
    });
    const store = await this.#loading;
    for (const attach of this.#watchers) attach(store);
    this.#watchers.clear();
    return store;
  }
}
