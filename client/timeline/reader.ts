import { computed } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Clock } from "../../lib/clock.ts";
import type { Message, ReadMark as ReadFrame, Welcome } from "../../lib/wire/messages.ts";
import { ReadMark } from "./read_mark.ts";
import type { RoomState } from "./state.ts";
import { placeLine, UnreadLine } from "./unread_line.ts";
import type { LinePlace } from "./unread_line.ts";

/** Where one reads: a row, and how many pixels below the upper edge of the log it begins. */
export interface Place {
  readonly seq: number;
  readonly top: number;
}

/** What a {@linkcode Reader} needs from outside. */
export interface ReaderParts {
  /** Keeps the marks apart that are sent. */
  readonly clock: Clock;
  /** What is known of the room. */
  readonly state: ReadonlySignal<RoomState>;
  /** Sends how far one has read; `false` when there is no connection. */
  send(seq: number): boolean;
  /** One has read further than the room knows. */
  read(frame: ReadFrame): void;
}

/** How far somebody has read in a room, and where they are. */
export class Reader {
  /** Where one reads, kept by the view for when one comes back; nothing at the newest. */
  place: Place | undefined;
  /**
   * Whether what comes is before their eyes at once: the page is in view, and it shows the newest
   * message. Kept by the view.
   */
  isFollowing = false;
  /** Where the line stands between what one had read and what came since. */
  readonly line: ReadonlySignal<LinePlace | undefined>;
  readonly #line = new UnreadLine();
  readonly #mark: ReadMark;
  readonly #parts: ReaderParts;

  /** Has read nothing yet. */
  constructor(parts: ReaderParts) {
    const { clock, state, send } = parts;
    this.#parts = parts;
    this.#mark = new ReadMark(clock, send);
    this.line = computed(() => {
      const span = this.#line.span.value;
      return span && placeLine(state.value, span);
    });
  }

  /** Up to where everything was read when the line was drawn. */
  get lineFrom(): number | undefined {
    return this.#line.span.peek()?.from;
  }

  /** One comes into the room: draws the line before what is unread. */
  enter(): void {
    this.#line.erase();
    this.look();
  }

  /** One looks at the page again: draws the line anew if something is unread. */
  look(): void {
    const { read, known } = this.#parts.state.peek();
    this.#line.draw(read, known);
  }

  /** Was seen: all messages up to `seq`. */
  saw(seq: number): void {
    const { you, read } = this.#parts.state.peek();
    if (seq === 0 || you === undefined) return;
    this.#mark.seen(seq);
    if (seq > read) this.#parts.read({ type: "read", id: you.id, seq });
  }

  /** Was seen: everything that is known. */
  sawNewest(): void {
    this.saw(this.#parts.state.peek().seq);
  }

  /** Call once something heard was taken in; in one batch, so that nothing is ever unread of it. */
  heard(): void {
    const { seq, read } = this.#parts.state.peek();
    if (this.isFollowing && seq > read) this.sawNewest();
  }

  /** Was seen: the line. */
  sawLine(): void {
    this.#line.saw();
  }

  /** One takes everything for read, and the line away. */
  markRead(): void {
    this.sawNewest();
    this.#line.erase();
  }

  /** Call once a welcome was taken in, with the epoch before it. */
  welcomed({ epoch, seq, read = 0, resumed }: Welcome, oldEpoch: string | undefined): void {
    if (epoch !== oldEpoch) this.#mark.reset();
    this.#mark.welcomed(read);
    const state = this.#parts.state.peek();
    if (resumed) return this.#missed(state, seq);
    this.place = undefined;
    this.#line.erase();
    this.#line.draw(state.read, seq);
  }

  /** Call with each message of one's own. */
  said({ seq }: Message): void {
    this.#line.said(seq);
  }

  /** The server took something for too fast that may have been how far one has read. */
  refused(retryAfterMs: number): void {
    this.#mark.refused(retryAfterMs);
  }

  /** Stops its timer. */
  close(): void {
    this.#mark.close();
  }

  /** What came while the connection was lost gets a line of its own, once another has served. */
  #missed({ seq: heard, read }: RoomState, seq: number): void {
    const upTo = this.#line.span.peek()?.upTo ?? 0;
    if (seq > heard && read >= upTo) this.#line.draw(read, seq);
  }
}
