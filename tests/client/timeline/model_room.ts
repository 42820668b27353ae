import { assert, assertEquals } from "@std/assert";
import { fold } from "../../../lib/wire/fold.ts";
import type { Message, Person, RoomEvent } from "../../../lib/wire/messages.ts";
import { logPoint } from "../../../client/timeline/log_point.ts";
import { newestOf } from "../../../client/timeline/log_window.ts";
import type { Bounds, Page } from "../../../client/timeline/log_window.ts";
import { emptyRoom, letGo, receive, showNewest } from "../../../client/timeline/state.ts";
import type { RoomState } from "../../../client/timeline/state.ts";
import { deleted, edited, message, reacted, welcome } from "./wire_samples.ts";

/** A page that was asked for: what the server read, once it has. */
interface Errand {
  readonly kind: Page["kind"];
  readonly from: number;
  readonly asked: Page["asked"];
  answer?: Pick<Page, "messages" | "more">;
}

/** Messages that a page or a snapshot of the model holds at most. */
const pageMessages = 4;
/** Entries that a page may have missed to resume. */
const maxReplay = 5;

/** A server with one room, and one page that hears of it late, in part, and out of step. */
export class ModelRoom {
  /** Everything that ever happened. */
  readonly log: RoomEvent[] = [];
  state: RoomState;
  /** The first entry that the server still has. */
  #first = 1;
  #errands: Errand[] = [];
  #isConnected = false;

  /** The page is not there yet; see {@linkcode reconnect}. */
  constructor(bounds: Bounds) {
    this.state = emptyRoom("tea", { bounds });
  }

  /** Places of messages that somebody may mean: all there were. */
  get said(): number[] {
    return this.log.filter(({ type }) => type === "message").map(({ seq }) => seq);
  }

  say(from: Person): void {
    this.log.push(message(this.#next, { from }));
  }

  /** Something happens to one of the messages that are still there. */
  change(kind: "edited" | "deleted" | "reacted", which: number, on: boolean): void {
    const there = this.said.filter((seq) => seq >= this.#first);
    const target = there[which % there.length];
    if (target === undefined) return;
    if (kind === "edited") this.log.push(edited(this.#next, target, `edit ${this.#next}`));
    else if (kind === "deleted") this.log.push(deleted(this.#next, target));
    else this.log.push(reacted(this.#next, target, { on }));
  }

  /** The server forgets its oldest entries. */
  forget(count: number): void {
    this.#first = Math.min(this.#next, this.#first + count);
  }

  /** The page hears the next entries. */
  hear(count: number): void {
    if (!this.#isConnected) return;
    for (const event of this.log.slice(this.state.known, this.state.known + count)) {
      this.#receive(event);
    }
  }

  disconnect(): void {
    this.#isConnected = false;
  }

  /** The page comes back: it resumes where the server still knows everything that it missed. */
  reconnect(): void {
    const { seq, epoch } = this.state;
    const canResume = epoch !== undefined && seq > 0 && seq + 1 >= this.#first &&
      this.log.length - seq <= maxReplay;
    this.#isConnected = true;
    this.#receive(welcome({ seq: this.log.length, resumed: canResume }));
    if (canResume) return this.hear(Infinity);
    const { messages } = this.#read({ limit: pageMessages });
    for (const message of messages) this.#receive(message);
  }

  /**
   * The page asks for messages; by HTTP, so it may without a connection.
   *
   * @param which A place anywhere in the log, for those around it.
   */
  ask(kind: Page["kind"], which: number): void {
    const { messages } = this.state;
    const edge = kind === "older" ? messages[0] : messages.at(-1);
    const from = kind === "around" ? 1 + which % this.#next : edge?.seq;
    if (from !== undefined) this.#errands.push({ kind, from, asked: logPoint(this.state) });
  }

  /** The server reads what was asked for, the oldest first. */
  read(): void {
    const errand = this.#errands.find(({ answer }) => answer === undefined);
    if (errand === undefined) return;
    const { kind, from } = errand;
    errand.answer = kind === "older"
      ? this.#read({ before: from, limit: pageMessages })
      : this.#read({ after: kind === "newer" ? from : from - 3, limit: pageMessages });
  }

  /** One of the pages that the server has read arrives. */
  answer(which: number): void {
    const read = this.#errands.filter(({ answer }) => answer !== undefined);
    const errand = read[which % read.length];
    if (errand === undefined) return;
    this.#errands = this.#errands.filter((other) => other !== errand);
    const { kind, from, asked, answer } = errand;
    this.#receive({ type: "page", kind, from, asked, ...answer! });
  }

  /** The reader goes to the newest. */
  toNewest(): void {
    this.state = showNewest(this.state);
  }

  /** The reader is at a message, or at the newest, when there is too much. */
  letGo(at: number | undefined): void {
    this.state = letGo(this.state, at);
    assert(this.state.messages.length <= this.state.bounds.window);
  }

  /** Everything that is under way arrives. */
  settle(): void {
    if (!this.#isConnected) this.reconnect();
    while (this.#errands.length > 0) {
      this.read();
      this.answer(0);
    }
    this.hear(Infinity);
  }

  /** Reads on until the window reaches the newest. */
  readOn(): void {
    for (let pages = 0; this.state.hasNewer; pages++) {
      assert(pages <= this.log.length, "the window never reaches the newest");
      this.ask("newer", 0);
      this.read();
      this.answer(0);
    }
  }

  /** What is loaded has neither gap nor double, and says truly whether there is more. */
  checkShape(): void {
    const { messages, tail, hasOlder, hasNewer, seq, known } = this.state;
    const loaded = [...messages, ...tail].map(({ seq }) => seq);
    assertEquals(loaded, [...new Set(loaded)].sort((one, other) => one - other));
    const there = this.said.filter((seq) => seq >= this.#first);
    const isBetween = (list: readonly Message[]) => (seq: number) =>
      list.length > 0 && seq >= list[0]!.seq && seq <= list.at(-1)!.seq;
    for (const list of [messages, tail]) {
      assertEquals(there.filter(isBetween(list)).filter((seq) => !loaded.includes(seq)), []);
    }
    if (!hasNewer) assertEquals(tail, []);
    if (!hasOlder && messages.length > 0) assert(!there.some((seq) => seq < messages[0]!.seq));
    // A snapshot is not heard in part here.
    const newest = newestOf(this.state).at(-1)?.seq ?? 0;
    const heard = Math.max(seq, known);
    assertEquals(there.filter((seq) => seq > newest && seq <= heard), []);
    assert(tail.length <= this.state.bounds.tail);
  }

  /** What is loaded is what a page shows that is opened now. */
  checkContents(): void {
    const now = folded(this.log);
    for (const message of [...this.state.messages, ...this.state.tail]) {
      assertEquals(message, now.get(message.seq));
    }
  }

  /** What counts as unread is what a count of what is loaded gives. */
  checkUnread(): void {
    const { read, unread, mentions, you } = this.state;
    const isUnread = ({ seq, from, deleted }: Message) =>
      seq > read && from.id !== you?.id && !deleted;
    assertEquals(unread, newestOf(this.state).filter(isUnread).length);
    assertEquals(mentions, []);
  }

  get #next(): number {
    return this.log.length + 1;
  }

  #receive(heard: Parameters<typeof receive>[1]): void {
    this.state = receive(this.state, heard);
  }

  #read(
    { before = Infinity, after, limit }: { before?: number; after?: number; limit: number },
  ): { messages: Message[]; more: boolean } {
    const all = [...folded(this.log).values()].filter(({ seq }) =>
      seq >= this.#first && seq < before && seq > (after ?? 0)
    );
    const messages = after === undefined ? all.slice(-limit) : all.slice(0, limit);
    return { messages, more: all.length > messages.length };
  }
}

/** The messages of a log by `seq`, with everything folded in. */
function folded(log: readonly RoomEvent[]): Map<number, Message> {
  const messages = new Map<number, Message>();
  for (const event of log) {
    if (event.type === "message") messages.set(event.seq, event);
    else messages.set(event.target, fold(messages.get(event.target)!, event));
  }
  return messages;
}
