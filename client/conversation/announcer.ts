/**
 * What is read out to those who do not watch the page. The log itself is silent, for it also grows
 * by history and by what a reconnect brings; only what is said here is spoken, each once.
 */
import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Clock } from "../../lib/clock.ts";
import type { Message } from "../../lib/wire/messages.ts";
import { snippet } from "../markdown/snippet.ts";
import type { Original } from "../timeline/state.ts";
import { texts } from "../i18n/texts.ts";
import { timeText } from "../i18n/times.ts";

/** One thing to read out. */
export interface Announcement {
  /** Never used twice, so that the same words said again are read again. */
  readonly id: number;
  /** Plain text. */
  readonly text: string;
}

/** Milliseconds for which messages are gathered once one was read out. */
const gatherMs = 1_000;
/** Most messages gathered that are still read out one by one. */
const maxSingly = 3;
/** Milliseconds after which nothing is left for who walks through the page to stumble upon. */
const clearMs = 10_000;
/** Characters of a message that are read out; the whole of it stands in the log. */
const maxChars = 500;

/** Says new messages as they come, and a burst of them as a number. */
export class Announcer {
  readonly #list = signal<readonly Announcement[]>([]);
  readonly #clock: Clock;
  #lastId = 0;
  /** Put into words only if they are to be said one by one. */
  #gathered: (() => string)[] = [];
  #cancelGathering: (() => void) | undefined;
  #cancelClearing: () => void = () => {};

  /** Has nothing to say yet; `clock` tells when a burst is over. */
  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What is read out now, in order; for a polite live region. */
  get list(): ReadonlySignal<readonly Announcement[]> {
    return this.#list;
  }

  /** Somebody else's message came just now; `original` is what it answers, as far as known. */
  heard(message: Message, original?: Original): void {
    const text = () => messageText(message, original);
    if (this.#cancelGathering !== undefined) return void this.#gathered.push(text);
    this.say(text());
    this.#gather();
  }

  /** Reads something out at once. */
  say(...lines: string[]): void {
    this.#list.value = lines.map((text) => ({ id: ++this.#lastId, text }));
    this.#cancelClearing();
    this.#cancelClearing = this.#clock.schedule(clearMs, () => this.#list.value = []);
  }

  /** Stops its timers. */
  close(): void {
    this.#cancelGathering?.();
    this.#cancelGathering = undefined;
    this.#cancelClearing();
  }

  #gather(): void {
    this.#cancelGathering = this.#clock.schedule(gatherMs, () => {
      this.#cancelGathering = undefined;
      const gathered = this.#gathered;
      this.#gathered = [];
      if (gathered.length === 0) return;
      if (gathered.length > maxSingly) this.say(texts.log.newMessages(gathered.length));
      else this.say(...gathered.map((text) => text()));
      this.#gather();
    });
  }
}

/** Name first, then whom it answers, then what was said, then when. A note is by nobody. */
export function messageText(message: Message, original?: Original): string {
  if (message.note) return message.text!;
  const who = speaker(message, original);
  return texts.announcement.message(who, snippet(message, maxChars), timeText(message.at));
}

function speaker({ from, replyTo }: Message, original: Original | undefined): string {
  if (replyTo === undefined) return from.name;
  if (typeof original !== "object") return texts.announcement.replied(from.name);
  return texts.announcement.repliedTo(from.name, original.from.name);
}
