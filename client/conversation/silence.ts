import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Clock } from "../../lib/clock.ts";
import type { RoomState } from "../timeline/state.ts";
import { texts } from "../i18n/texts.ts";
import { untilText } from "../i18n/times.ts";

/** Why one may only read in a room just now. */
export type Silence =
  | { readonly kind: "archived" | "reader" }
  | { readonly kind: "muted"; readonly untilMs: number };

/** What of a room decides whether one may write there. */
type Standing = Pick<RoomState, "you" | "isArchived">;

/** Longest wait that timers of browsers can do, in milliseconds. */
const maxWaitMs = 2 ** 31 - 1;

/** Says why one may only read in a room at a time, Unix milliseconds; nothing when one may write. */
export function silenceOf({ you, isArchived }: Standing, nowMs: number): Silence | undefined {
  if (you === undefined) return undefined;
  if (isArchived) return { kind: "archived" };
  if (you.role === "reader") return { kind: "reader" };
  const { mutedUntil: untilMs = 0 } = you;
  return untilMs > nowMs ? { kind: "muted", untilMs } : undefined;
}

/** The same in words, and what to do about it. */
export function silenceText(silence: Silence, nowMs: number): string {
  const { archived, readOnly, muted } = texts.composer;
  switch (silence.kind) {
    case "archived":
      return archived;
    case "reader":
      return readOnly;
    case "muted":
      return muted(untilText(silence.untilMs, nowMs));
  }
}

/** Follows whether one may write; a mute that runs out ends by itself. */
export class SilenceWatch {
  readonly #clock: Clock;
  readonly #say: (text: string) => void;
  readonly #silence = signal<Silence | undefined>(undefined);
  #standing: Standing = { isArchived: false };
  #cancel: () => void = () => {};

  /** Knows nothing yet; `say` reads something out. */
  constructor(clock: Clock, say: (text: string) => void) {
    this.#clock = clock;
    this.#say = say;
  }

  /** Why one may only read; nothing when one may write. */
  get silence(): ReadonlySignal<Silence | undefined> {
    return this.#silence;
  }

  /** Call when what one is in the room may have changed, or what the room is. */
  changed(standing: Standing): void {
    const { you, isArchived } = this.#standing;
    if (standing.you === you && standing.isArchived === isArchived) return;
    this.#standing = standing;
    // Who comes in sees how it is, and need not be told that it has changed.
    this.#look({ isNews: you !== undefined });
  }

  /** Stops its timer. */
  close(): void {
    this.#cancel();
  }

  #look({ isNews }: { isNews: boolean }): void {
    this.#cancel();
    const nowMs = this.#clock.now();
    const before = this.#silence.peek();
    const silence = silenceOf(this.#standing, nowMs);
    if (silence?.kind === "muted") {
      const waitMs = Math.min(silence.untilMs - nowMs, maxWaitMs);
      this.#cancel = this.#clock.schedule(waitMs, () => this.#look({ isNews: true }));
    }
    if (isSame(before, silence)) return;
    this.#silence.value = silence;
    if (!isNews) return;
    this.#say(silence === undefined ? texts.composer.free : silenceText(silence, nowMs));
  }
}

function isSame(one: Silence | undefined, other: Silence | undefined): boolean {
  return one?.kind === other?.kind &&
    (one?.kind !== "muted" || other?.kind !== "muted" || one.untilMs === other.untilMs);
}
