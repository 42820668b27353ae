import type { Turn, TurnListener, Turns } from "./turns.ts";

/** How a lock is asked for: in line, until the signal ends that, or by force. */
interface LockOptions {
  readonly signal?: AbortSignal;
  readonly steal?: true;
}

/** The part of the browser's lock manager that is used here. */
export interface TurnLocks {
  /** Settles when `hold` has; rejects when the lock was never granted, or was taken by force. */
  request(
    name: string,
    options: LockOptions,
    hold: () => Promise<void> | undefined,
  ): Promise<unknown>;
}

/** Turns by Web Locks: one that a closed tab had goes on at once. */
export class LockTurns implements Turns {
  readonly #locks: TurnLocks;

  /** @param locks The browser's own. */
  constructor(locks: TurnLocks) {
    this.#locks = locks;
  }

  /** Gets in line for the lock `name`. */
  take(name: string, listener: TurnListener): Turn {
    return new LockTurn(this.#locks, name, listener);
  }
}

class LockTurn implements Turn {
  readonly #locks: TurnLocks;
  readonly #name: string;
  readonly #listener: TurnListener;
  readonly #queueing = new AbortController();
  readonly #released: Promise<void>;
  #release!: () => void;
  #isGranted = false;
  #isOver = false;

  constructor(locks: TurnLocks, name: string, listener: TurnListener) {
    this.#locks = locks;
    this.#name = name;
    this.#listener = listener;
    this.#released = new Promise((resolve) => this.#release = resolve);
    void this.#request({ signal: this.#queueing.signal });
  }

  release(): void {
    this.#isOver = true;
    this.#queueing.abort();
    this.#release();
  }

  insist(): void {
    if (this.#isGranted || this.#isOver) return;
    this.#queueing.abort();
    void this.#request({ steal: true });
  }

  async #request(options: LockOptions): Promise<void> {
    let isHeld = false;
    try {
      await this.#locks.request(this.#name, options, () => {
        if (this.#isOver) return;
        isHeld = this.#isGranted = true;
        this.#listener.granted();
        return this.#released;
      });
    } catch {
      // Either it was left while queueing, or another tab has taken the lock by force.
      if (!isHeld || this.#isOver) return;
      this.#isOver = true;
      this.#listener.lost();
    }
  }
}
