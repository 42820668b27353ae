import type { Buffer } from "node:buffer";
import { performance } from "node:perf_hooks";
import { encodeSaying } from "./dialects.ts";
import { Member, type Seat } from "./member.ts";
import { encodeFrame } from "./raw_socket.ts";

const textLength = 100;
const filler =
  "of the quick brown fox that jumps over the lazy dog and back again, all night long. ";

/**
 * A member that says numbered messages: 1, 2, 3 … in texts of 100 characters that begin with its
 * name and the number, such as `m7 42 of the quick brown fox …`.
 *
 * The server's copy of its own message, known by the `ref`, is the acknowledgement. With a window, it
 * keeps that many messages unacknowledged and says the next ones as soon as it may.
 */
export class Sender extends Member {
  /** When message n was said, or was to be said: entry n - 1, in ms of `performance.now()`. */
  readonly saidAtMs: number[] = [];

  readonly #name: string;
  readonly #refStart: string;
  readonly #window: number;
  #acknowledged = 0;
  #isSpeaking = false;

  /** @param window Messages under way at once; with 0 it says only what it is told to. */
  constructor(seat: Seat, window: number) {
    super(seat);
    this.#name = seat.name;
    this.#refStart = `"ref":"${seat.name}-`;
    this.#window = window;
  }

  /** Begins to fill the window, or ceases to. */
  set isSpeaking(isSpeaking: boolean) {
    this.#isSpeaking = isSpeaking;
    this.onRead();
  }

  /** Says one message now that was to be said at `dueAtMs`: its latency counts from then. */
  say(dueAtMs: number): void {
    this.write(this.#encodeNext(dueAtMs));
  }

  protected override onFrame(bytes: Buffer, start: number, end: number): void {
    super.onFrame(bytes, start, end);
    if (this.#window === 0) return;
    const frame = bytes.toString("latin1", start, end);
    const found = frame.lastIndexOf(this.#refStart);
    if (found < 0) return;
    this.#acknowledged = Number.parseInt(frame.slice(found + this.#refStart.length));
  }

  /** At the end of a read, so that messages that came due together leave in one write. */
  protected override onRead(): void {
    if (!this.#isSpeaking) return;
    const now = performance.now();
    let frames = "";
    while (this.saidAtMs.length < this.#acknowledged + this.#window) {
      frames += this.#encodeNext(now);
    }
    if (frames !== "") this.write(frames);
  }

  #encodeNext(dueAtMs: number): string {
    const number = this.saidAtMs.push(dueAtMs);
    const text = `${this.#name} ${number} `.padEnd(textLength, filler);
    return encodeFrame(encodeSaying(this.dialect, { ref: `${this.#name}-${number}`, text }));
  }
}
