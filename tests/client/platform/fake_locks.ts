import type { TabLocks } from "../../../client/notifications/tabs.ts";

/** The locks of a browser, shared by its tabs; they are only shared or asked for if available. */
export class FakeLocks implements TabLocks {
  readonly #held: string[] = [];

  async request<T>(
    name: string,
    { ifAvailable = false }: { mode?: "shared"; ifAvailable?: boolean },
    task: (lock: unknown) => T,
  ): Promise<unknown> {
    if (ifAvailable && this.#held.includes(name)) return await task(null);
    this.#held.push(name);
    try {
      return await task({ name });
    } finally {
      this.#held.splice(this.#held.indexOf(name), 1);
    }
  }

  query(): Promise<{ held: { name: string }[] }> {
    return Promise.resolve({ held: this.#held.map((name) => ({ name })) });
  }
}
