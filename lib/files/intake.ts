import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import { freeBytes } from "./free_bytes.ts";

/** Bounds of what is taken in. */
export interface IntakeOptions {
  /** Bytes that may come. */
  readonly max: number;
  /** What is said when more come. */
  readonly tooMuch: () => ChatError;
  readonly clock: Clock;
  /** Ends it from outside. */
  readonly signal: AbortSignal;
}

/** A sender who brings less than so many bytes in this time is cut off: 256 a second. */
const lookMs = 60_000;
const leastBytes = 15_360;

/**
 * Gives what a body brings, at the pace of whoever stores it, and no byte more than it may. Each piece is
 * good only until the next one is asked for. The body is read or cancelled when this has ended.
 *
 * @throws {ChatError} what `tooMuch` gives; `unavailable` when the sender is too slow;
 * `bad_request` when the body ends before its end; `conflict` when `signal` ends it.
 */
export async function* intake(
  body: ReadableStream<Uint8Array>,
  { max, tooMuch, clock, signal }: IntakeOptions,
): AsyncGenerator<Uint8Array, void, void> {
  const reader = body.getReader();
  let [count, countedBefore] = [0, 0];
  let isWaiting = false;
  let stopped: ChatError | undefined;
  const stop = (why: ChatError) => {
    stopped ??= why;
    reader.cancel(why).catch(() => {});
  };
  const look = () => {
    // Where the storage is slow, the sender is not to blame.
    if (isWaiting && count - countedBefore < leastBytes) return stop(tooSlow());
    countedBefore = count;
    cancelLook = clock.schedule(lookMs, look);
  };
  let cancelLook = clock.schedule(lookMs, look);
  const onAbort = () => stop(superseded());
  signal.addEventListener("abort", onAbort);
  try {
    if (signal.aborted) throw superseded();
    for (;;) {
      isWaiting = true;
      const { done, value } = await reader.read();
      isWaiting = false;
      if (stopped) throw stopped;
      if (done) return;
      count += value.length;
      if (count > max) throw tooMuch();
      if (value.length > 0) yield value;
      freeBytes(value);
    }
  } catch (error) {
    if (error instanceof ChatError) throw error;
    throw stopped ??
      new ChatError("bad_request", "Cannot read all of the file: it ended too early", {
        cause: error,
      });
  } finally {
    cancelLook();
    signal.removeEventListener("abort", onAbort);
    reader.cancel().catch(() => {});
  }
}

function tooSlow(): ChatError {
  return new ChatError("unavailable", "Cannot wait for the file: it comes too slowly");
}

function superseded(): ChatError {
  return new ChatError("conflict", "Cannot go on: the upload was continued by another request");
}
