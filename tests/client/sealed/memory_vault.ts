import type {
  Vault,
  VaultChange,
  VaultKey,
  VaultQuery,
  VaultRecord,
} from "../../../client/sealed/vault.ts";

/** What the tabs of one browser share: records, locks and the news of changes. */
export class SharedVault {
  readonly records = new Map<string, string>();
  readonly locks = new Map<string, Promise<unknown>>();
  readonly tabs = new Set<MemoryVault>();

  /** The vault as one more tab sees it. */
  open(): MemoryVault {
    return new MemoryVault(this);
  }
}

/** A vault in memory that a test can break. Nothing but JSON gets in. */
export class MemoryVault implements Vault {
  /** Whether every call fails, as it does when the disk is full. */
  isBroken = false;
  #isGone = false;
  readonly #shared: SharedVault;
  readonly #listeners = new Set<{ readonly topic: string; readonly heard: () => void }>();

  constructor(shared: SharedVault = new SharedVault()) {
    this.#shared = shared;
    shared.tabs.add(this);
  }

  get<T>(key: VaultKey): Promise<T | undefined> {
    return this.#run(() => {
      const value = this.#shared.records.get(JSON.stringify(key));
      return value === undefined ? undefined : JSON.parse(value);
    });
  }

  list<T>(
    prefix: VaultKey,
    { after = -Infinity, before = Infinity, limit = Infinity, isBackward }: VaultQuery = {},
  ): Promise<VaultRecord<T>[]> {
    return this.#run(() => {
      const isBounded = after !== -Infinity || before !== Infinity;
      const found: VaultRecord<T>[] = [];
      for (const [name, value] of this.#shared.records) {
        const key: VaultKey = JSON.parse(name);
        const next = key[prefix.length];
        if (key.length < prefix.length || prefix.some((part, at) => part !== key[at])) continue;
        if (isBounded && !(typeof next === "number" && next > after && next < before)) continue;
        found.push({ key, value: JSON.parse(value) });
      }
      found.sort((a, b) => compareKeys(a.key, b.key));
      if (isBackward) found.reverse();
      return found.slice(0, limit);
    });
  }

  write(changes: readonly VaultChange[]): Promise<void> {
    return this.#run(() => {
      const texts = changes.map(({ key, value }) =>
        [JSON.stringify(key), value === undefined ? undefined : JSON.stringify(value)] as const
      );
      for (const [key, text] of texts) {
        if (text === undefined) this.#shared.records.delete(key);
        else this.#shared.records.set(key, text);
      }
    });
  }

  exclusively<T>(name: string, task: () => Promise<T>): Promise<T> {
    const before = this.#shared.locks.get(name) ?? Promise.resolve();
    const done = before.then(task, task);
    this.#shared.locks.set(name, done);
    return done;
  }

  listen(topic: string, heard: () => void): () => void {
    const listener = { topic, heard };
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(topic: string): void {
    for (const tab of this.#shared.tabs) {
      if (tab === this) continue;
      queueMicrotask(() => {
        for (const listener of tab.#listeners) if (listener.topic === topic) listener.heard();
      });
    }
  }

  wipe(): Promise<void> {
    return this.#run(() => {
      this.#shared.records.clear();
      this.close();
    });
  }

  close(): void {
    this.#isGone = true;
    this.#listeners.clear();
    this.#shared.tabs.delete(this);
  }

  /** A broken vault rejects; what it does, it does in one go. */
  // deno-lint-ignore require-await
  async #run<T>(work: () => T): Promise<T> {
    if (this.#isGone) throw new Error("Cannot use the vault: it was wiped or closed");
    if (this.isBroken) throw new Error("Cannot use the vault: it is broken");
    return work();
  }
}

function compareKeys(a: VaultKey, b: VaultKey): number {
  for (let at = 0; at < Math.min(a.length, b.length); at++) {
    const [one, other] = [a[at]!, b[at]!];
    if (one === other) continue;
    if (typeof one !== typeof other) return typeof one === "number" ? -1 : 1;
    return one < other ? -1 : 1;
  }
  return a.length - b.length;
}
