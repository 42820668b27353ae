/** Errors that nobody waits for, which a library may let slip: they are no reason to end for all. */
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";

/** What {@linkcode Strays} needs. */
export interface StraysOptions {
  readonly log: Log;
  readonly clock: Clock;
}

/** How many causes are told of in one span; the rest is counted. */
const toldAtMost = 10;
const spanMs = 60_000;

/**
 * Catches what is thrown where nobody catches it, and promises that nobody waits for: each is told
 * of as an error, and the program goes on.
 *
 * A library that fails again and again does not flood the log: each cause is told of once a minute,
 * ten causes at most, and the rest as a number.
 */
export class Strays {
  readonly #options: StraysOptions;
  readonly #told = new Set<string>();
  #untold = 0;
  #cancel: (() => void) | undefined;

  /** Catches from now on, until it is closed. */
  constructor(options: StraysOptions) {
    this.#options = options;
    addEventListener("error", this.#onError);
    addEventListener("unhandledrejection", this.#onRejection);
  }

  /** Catches nothing more; what was only counted is told of now. */
  close(): void {
    removeEventListener("error", this.#onError);
    removeEventListener("unhandledrejection", this.#onRejection);
    this.#cancel?.();
    this.#endSpan();
  }

  readonly #onError = (event: ErrorEvent) => this.#catch(event, event.error);

  readonly #onRejection = (event: PromiseRejectionEvent) => this.#catch(event, event.reason);

  #catch(event: Event, error: unknown): void {
    // A server whose database is gone is none, though it looks like one: it ends.
    if (isOfWorker(event, error)) return;
    event.preventDefault();
    const { log, clock } = this.#options;
    this.#cancel ??= clock.schedule(spanMs, () => this.#endSpan());
    const cause = error instanceof Error ? error.stack ?? error.message : typeof error;
    if (this.#told.has(cause) || this.#told.size >= toldAtMost) {
      this.#untold++;
      return;
    }
    this.#told.add(cause);
    log.error("an error that nobody caught; the server goes on", { error });
  }

  #endSpan(): void {
    this.#cancel = undefined;
    this.#told.clear();
    if (this.#untold === 0) return;
    this.#options.log.error("more errors that nobody caught", { times: this.#untold });
    this.#untold = 0;
  }
}

/**
 * Whether it is how Deno tells that a worker ended by an error of its own: first as an event without
 * the error itself, then as a promise that is rejected.
 */
function isOfWorker({ type }: Event, error: unknown): boolean {
  if (type === "error") return error === null;
  return error instanceof Error && error.message === "Unhandled error in child worker.";
}
