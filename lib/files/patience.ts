import type { Clock } from "../clock.ts";

/** What {@linkcode Patience} needs. */
export interface PatienceOptions {
  /** So long the other side may be silent, in milliseconds. */
  limitMs: number;
  clock: Clock;
  /** Called when the call is over, well or not. */
  over: () => void;
}

/** Ends a call whose other side is silent for too long while something is expected of it. */
export class Patience implements Disposable {
  readonly #options: PatienceOptions;
  readonly #controller = new AbortController();
  #cancel: (() => void) | undefined;

  constructor(options: PatienceOptions) {
    this.#options = options;
  }

  /** Aborted when it is at an end, or by {@linkcode end}. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /**
   * Something is expected from now on: the time begins anew.
   *
   * @param moreMs So much longer than usual it may take.
   */
  expect(moreMs = 0): void {
    this.rest();
    const { clock, limitMs } = this.#options;
    this.#cancel = clock.schedule(limitMs + moreMs, () => this.end());
  }

  /** Nothing is expected for now. */
  rest(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Resolves after `delayMs`, or when the call ends. */
  pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#options.clock.schedule(delayMs, resolve);
      this.signal.addEventListener("abort", () => {
        cancel();
        resolve();
      }, { once: true });
    });
  }

  /** Ends the call. */
  end(): void {
    this.#controller.abort();
  }

  [Symbol.dispose](): void {
    this.rest();
    this.#options.over();
  }
}
