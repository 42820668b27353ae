/**
 * Has several servers on one store do one thing at a time. A server that dies while it is at something
 * holds the others up for a minute at most; one that is frozen for longer than that, and goes on, may be
 * at it together with another.
 */
export interface Leases {
  /** Runs `task` while nobody else does anything under `name`; waits for its turn. */
  alone<T>(name: string, task: () => Promise<T>): Promise<T>;
  /**
   * Runs `task` unless somebody else does something under `name`.
   *
   * @returns Whether it did.
   */
  tryAlone(name: string, task: () => Promise<void>): Promise<boolean>;
}

/** Where there is one server, which does one thing at a time under a name. */
export class LocalLeases implements Leases {
  /** The last thing to be done under each name that something is done under. */
  readonly #turns = new Map<string, Promise<unknown>>();

  async alone<T>(name: string, task: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(name) ?? Promise.resolve();
    const turn = before.then(task, task);
    this.#turns.set(name, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(name) === turn) this.#turns.delete(name);
    }
  }

  async tryAlone(name: string, task: () => Promise<void>): Promise<boolean> {
    if (this.#turns.has(name)) return false;
    await this.alone(name, task);
    return true;
  }
}
