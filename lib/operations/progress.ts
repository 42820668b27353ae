import type { Clock } from "../clock.ts";

/** Where a {@linkcode Progress} is shown; `Deno.stderr` has this shape. */
export interface Terminal {
  isTerminal(): boolean;
  writeSync(bytes: Uint8Array): number;
}

/** What {@linkcode Progress} needs. */
export interface ProgressOptions {
  terminal: Terminal;
  clock: Clock;
  /** Columns of the terminal, asked for at every line. */
  columns: () => number;
  /** Where it is no terminal, a line is written so often, in milliseconds; never unless given. */
  lineEveryMs?: number;
}

/** Work that is done sooner shows nothing. */
const patienceMs = 500;
/** The line is written anew no more often than this. */
const intervalMs = 100;
const barChars = 20;

/**
 * One line on a terminal that tells how far some work is, written again and again in place.
 *
 * Where nobody looks on, as in a pipe or a job at night, it writes nothing, or a line now and then.
 */
export class Progress {
  readonly #terminal: Terminal;
  readonly #clock: Clock;
  readonly #columns: () => number;
  readonly #isShown: boolean;
  readonly #lineEveryMs: number;
  #label = "";
  #beganAtMs = 0;
  #writtenAtMs = 0;
  #isOnScreen = false;

  constructor({ terminal, clock, columns, lineEveryMs = Infinity }: ProgressOptions) {
    this.#terminal = terminal;
    this.#clock = clock;
    this.#columns = columns;
    this.#isShown = terminal.isTerminal();
    this.#lineEveryMs = lineEveryMs;
  }

  /**
   * Begins a piece of work.
   *
   * @param label What is done, as `Checking the rooms`. It is shown at once where `isLong` says that
   * nothing will be heard of this work until it is done.
   */
  begin(label: string, { isLong = false }: { isLong?: boolean } = {}): void {
    this.end();
    this.#label = label;
    this.#beganAtMs = this.#writtenAtMs = this.#clock.now();
    if (isLong) this.#write(`${label} …`);
  }

  /** Tells that `done` of `total` are done. Cheap, so it may be called for each. */
  update(done: number, total: number): void {
    if (!this.#isShown) return this.#writeLine(done, total);
    const nowMs = this.#clock.now();
    const elapsedMs = nowMs - this.#beganAtMs;
    if (elapsedMs < patienceMs || nowMs - this.#writtenAtMs < intervalMs) return;
    this.#writtenAtMs = nowMs;
    const part = total > 0 ? Math.min(1, done / total) : 1;
    const filled = Math.round(part * barChars);
    const bar = "#".repeat(filled).padEnd(barChars, "-");
    const percent = `${Math.floor(part * 100)}%`.padStart(4);
    const left = part > 0 ? `, ${durationOf((elapsedMs / part) * (1 - part))} left` : "";
    const counts = `${grouped(done)} of ${grouped(total)}`;
    this.#write(`${this.#label} [${bar}]${percent}  ${counts}${left}`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.#isOnScreen) this.#put("\r\x1b[K");
    this.#isOnScreen = false;
  }

  /** A line of its own, now and then. */
  #writeLine(done: number, total: number): void {
    const nowMs = this.#clock.now();
    if (nowMs - this.#writtenAtMs < this.#lineEveryMs) return;
    this.#writtenAtMs = nowMs;
    this.#put(`${this.#label}: ${grouped(done)} of ${grouped(total)}\n`);
  }

  #write(line: string): void {
    if (!this.#isShown) return;
    // A line that fills the last column would go on to the next, which nothing takes away.
    this.#put(`\r${line.slice(0, Math.max(0, this.#columns() - 1))}\x1b[K`);
    this.#isOnScreen = true;
  }

  #put(text: string): void {
    this.#terminal.writeSync(new TextEncoder().encode(text));
  }
}

/** A whole number as people read it: `1,234,567`. */
export function grouped(value: number): string {
  return value.toLocaleString("en-GB");
}

/** A number of bytes as people read it: `12.3 MB`. */
export function sizeOf(bytes: number): string {
  let value = bytes;
  for (const unit of ["bytes", "kB", "MB", "GB"]) {
    if (value < 1_000) {
      return `${value < 10 && unit !== "bytes" ? value.toFixed(1) : Math.round(value)} ${unit}`;
    }
    value /= 1_000;
  }
  return `${grouped(Math.round(value * 10) / 10)} TB`;
}

function durationOf(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  return seconds < 100 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`;
}
