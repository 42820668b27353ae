import type { OutboxStore, PendingMessage } from "../../../client/outbox/outbox_store.ts";

/** What the tabs of one browser share: the messages, and the news of changes. */
export class SharedOutbox {
  readonly messages = new Map<string, { room: string; message: PendingMessage }>();
  readonly tabs = new Set<MemoryOutbox>();

  /** The outbox as one more tab sees it. */
  open(): MemoryOutbox {
    const tab = new MemoryOutbox(this);
    this.tabs.add(tab);
    return tab;
  }
}

/** An outbox in memory that a test can break. */
export class MemoryOutbox implements OutboxStore {
  /** Whether every call fails, as it does in some private windows. */
  isBroken = false;
  /** Does the work of each call when its time has come; at once unless a test says otherwise. */
  schedule: <T>(work: () => T) => Promise<T> = (work) => Promise.resolve().then(work);
  readonly #shared: SharedOutbox;
  readonly #watchers = new Set<(room: string) => void>();

  constructor(shared: SharedOutbox = new SharedOutbox()) {
    this.#shared = shared;
    shared.tabs.add(this);
  }

  read(room: string): Promise<readonly PendingMessage[]> {
    return this.#run(() => {
      const rows = [...this.#shared.messages.values()].filter((row) => row.room === room);
      return rows.map(({ message }) => message);
    });
  }

  add(room: string, message: PendingMessage): Promise<void> {
    return this.#run(() => {
      this.#shared.messages.set(message.ref, { room, message });
      this.#tell(room);
    });
  }

  replace(room: string, message: PendingMessage): Promise<boolean> {
    return this.#run(() => {
      const isThere = this.#shared.messages.has(message.ref);
      if (isThere) this.#shared.messages.set(message.ref, { room, message });
      this.#tell(room);
      return isThere;
    });
  }

  remove(room: string, ref: string): Promise<void> {
    return this.#run(() => {
      this.#shared.messages.delete(ref);
      this.#tell(room);
    });
  }

  watch(room: string, changed: () => void): () => void {
    const tell = (changedRoom: string) => {
      if (changedRoom === room) changed();
    };
    this.#watchers.add(tell);
    return () => this.#watchers.delete(tell);
  }

  #run<T>(work: () => T): Promise<T> {
    return this.schedule(() => {
      if (this.isBroken) throw new Error("Cannot use the store: it is broken");
      return work();
    });
  }

  #tell(room: string): void {
    for (const tab of this.#shared.tabs) {
      if (tab === this) continue;
      for (const tell of tab.#watchers) void tab.schedule(() => tell(room));
    }
  }
}
