import type { Clock } from "../../lib/clock.ts";

/** Milliseconds between two marks. */
const intervalMs = 2_000;
/** Milliseconds within which the server answers; a refusal that comes later is of something else. */
const answerMs = 10_000;

/** Tells the server how far one has read: at most every 2 s, always the newest in the end. */
export class ReadMark {
  #sentSeq = 0;
  /** The mark before the last one sent, which is what counts when that one is refused. */
  #beforeSeq = 0;
  #wantedSeq = 0;
  #sentAtMs = -Infinity;
  #cancel: (() => void) | undefined;
  readonly #clock: Clock;
  readonly #send: (seq: number) => boolean;

  /**
   * Nothing is read yet.
   *
   * @param clock Keeps the marks apart.
   * @param send Sends the mark; `false` when there is no connection: the next `seen` tries again,
   * or the next `welcomed`.
   */
  constructor(clock: Clock, send: (seq: number) => boolean) {
    this.#clock = clock;
    this.#send = send;
  }

  /** Everything up to `seq` was before the reader's eyes. Going back does nothing. */
  seen(seq: number): void {
    if (seq <= this.#sentSeq) return;
    this.#wantedSeq = Math.max(this.#wantedSeq, seq);
    if (this.#cancel !== undefined) return;
    const waitMs = this.#waitMs();
    if (waitMs <= 0) return this.#flush();
    this.#cancel = this.#clock.schedule(waitMs, () => this.#flush());
  }

  /**
   * The server says up to where it knows that one has read. What is beyond that was lost with a
   * connection, and is sent as soon as this one stands.
   */
  welcomed(seq: number): void {
    this.close();
    this.#sentSeq = this.#beforeSeq = seq;
    if (this.#wantedSeq <= seq) return;
    // Not at once: the connection is open when its first frame was heard to the end.
    this.#cancel = this.#clock.schedule(Math.max(0, this.#waitMs()), () => this.#flush());
  }

  /**
   * The server took something for too fast that may have been the last mark: it is sent again. One
   * that was taken after all does no harm the second time.
   *
   * @param retryAfterMs What the server asks to wait.
   */
  refused(retryAfterMs: number): void {
    if (this.#sentSeq === this.#beforeSeq) return;
    if (this.#clock.now() - this.#sentAtMs > answerMs) return;
    this.#sentSeq = this.#beforeSeq;
    this.#cancel?.();
    const waitMs = Math.max(retryAfterMs, intervalMs);
    this.#cancel = this.#clock.schedule(waitMs, () => this.#flush());
  }

  /** Forgets what was read: the log was replaced by another. */
  reset(): void {
    this.close();
    this.#sentSeq = 0;
    this.#beforeSeq = 0;
    this.#wantedSeq = 0;
  }

  /** Drops a mark that still waits. */
  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #waitMs(): number {
    return this.#sentAtMs + intervalMs - this.#clock.now();
  }

  #flush(): void {
    this.#cancel = undefined;
    if (!this.#send(this.#wantedSeq)) return;
    this.#beforeSeq = this.#sentSeq;
    this.#sentSeq = this.#wantedSeq;
    this.#sentAtMs = this.#clock.now();
  }
}
