import { fold, tombstone } from "../wire/fold.ts";
import type { Message, Person, ReadMark, RoomEvent } from "../wire/messages.ts";
import type { NotificationLevel } from "../wire/notification_levels.ts";
import type { LevelledRoom } from "./memory_subscriptions.ts";
import {
  eventOf,
  ownedBy,
  refKey,
  refusal,
  targetOf,
  unattachable,
  unreadCounted,
  unreadLooked,
  wishesOf,
} from "./rules.ts";
import { firstSince, isEmpty, isFound, parseSearch, snippetOf } from "./search.ts";
import type { FiledRoom, SqliteFiles } from "./sqlite_files.ts";
import type {
  Draft,
  Forgotten,
  Outcome,
  Page,
  PageQuery,
  RoomChange,
  RoomDraft,
  RoomRecord,
  SearchPage,
  SearchQuery,
  SearchResult,
  Unread,
} from "./store.ts";

/** What a room begins with. */
export interface NewRoom
  extends Pick<RoomRecord, "name" | "visibility" | "topic">, Pick<RoomDraft, "isFleeting"> {
  /** Ids of the two where it is a direct one. */
  readonly pair?: readonly string[];
}

/** What a {@linkcode MemoryLog} needs. */
export interface MemoryLogOptions {
  /** Number of the room. */
  id: number;
  /** What is known of files, of all rooms. */
  files: SqliteFiles;
  /** The newest events that are kept; twice as many may gather. */
  eventsKept: number;
}

/**
 * One room of a `MemoryStore`: what it is, its log, and what is folded from that.
 * Its methods do what those of `Store` do for a room that is there.
 */
export class MemoryLog implements LevelledRoom, FiledRoom {
  readonly id: number;
  readonly levels = new Map<string, NotificationLevel>();
  readonly pair?: readonly string[];
  readonly isFleeting: boolean;
  readonly #files: SqliteFiles;
  #made: Omit<RoomRecord, "seq">;
  readonly #kept: number;
  /** Without a gap; the first one is number `#seq - #events.length + 1`. */
  #events: RoomEvent[] = [];
  #seq = 0;
  /** When the newest event was taken. */
  #at = 0;
  /** The folded form of every message in `#events`, in their order. */
  readonly #messages = new Map<number, Message>();
  /** Sender and ref to the event that they stand for. */
  readonly #bySenderAndRef = new Map<string, number>();
  readonly #marks = new Map<string, number>();

  constructor(
    { name, visibility, topic, pair, isFleeting = false }: NewRoom,
    { id, files, eventsKept }: MemoryLogOptions,
  ) {
    this.id = id;
    this.pair = pair;
    this.isFleeting = isFleeting;
    this.#files = files;
    const epoch = crypto.randomUUID();
    this.#made = { name, epoch, visibility, isArchived: false, ...(topic && { topic }) };
    this.#kept = eventsKept;
  }

  get epoch(): string {
    return this.#made.epoch;
  }

  get record(): RoomRecord {
    return { ...this.#made, seq: this.#seq };
  }

  renewEpoch(): void {
    this.#made = { ...this.#made, epoch: crypto.randomUUID() };
  }

  rename(name: string): void {
    this.#made = { ...this.#made, name };
  }

  change(change: RoomChange): RoomRecord {
    const { topic = "", ...made } = { ...this.#made, ...change };
    this.#made = { ...made, ...(topic !== "" && { topic }) };
    return this.record;
  }

  append(draft: Draft): Outcome {
    const key = refKey(draft);
    const earlier = key === undefined ? undefined : this.#bySenderAndRef.get(key);
    if (earlier !== undefined) return { event: this.#event(earlier), isNew: false };
    const targetSeq = targetOf(draft);
    const target = targetSeq === undefined ? undefined : this.#messages.get(targetSeq);
    const refused = refusal(draft, target);
    if (refused) return refused;
    const wishes = wishesOf(draft);
    const files = wishes && this.#files.choose(this.id, wishes);
    if (wishes && !files) return unattachable;
    const event = eventOf(draft, ++this.#seq, this.#at, files);
    if (files) this.#files.attach(event.seq, files);
    this.#at = event.at;
    this.#events.push(event);
    if (key !== undefined) this.#bySenderAndRef.set(key, event.seq);
    if (event.type === "message") this.#messages.set(event.seq, event);
    else if (target) this.#messages.set(event.target, fold(target, event));
    if (event.type === "deleted") {
      this.#purge(event.target);
      if (target?.files) this.#files.dropOf(this.id, event.target);
    }
    // Twice the number may gather, so that forgetting costs next to nothing an event.
    if (this.#events.length >= 2 * this.#kept) this.#forget(this.#events.length - this.#kept);
    return { event, isNew: true };
  }

  findMessage(seq: number): Message | undefined {
    return this.#messages.get(seq);
  }

  readEvents(after: number, upTo: number): RoomEvent[] | undefined {
    const first = this.#first();
    if (after >= upTo) return [];
    if (after + 1 < first) return undefined;
    return this.#events.slice(after + 1 - first, Math.max(0, upTo + 1 - first));
  }

  readMessages({ before = Infinity, after, limit }: PageQuery): Page {
    const first = this.#first();
    const messages: Message[] = [];
    const step = after === undefined ? -1 : 1;
    let seq = after === undefined ? Math.min(before - 1, this.#seq) : Math.max(after + 1, first);
    for (; seq >= first && seq <= this.#seq && seq < before; seq += step) {
      const message = this.#messages.get(seq);
      if (!message) continue;
      if (messages.length === limit) return { messages: inOrder(messages, step), more: true };
      messages.push(message);
    }
    return { messages: inOrder(messages, step), more: false };
  }

  markRead(marks: ReadonlyMap<string, number>): ReadMark[] {
    const moved = [...marks]
      .map(([id, seq]) => [id, Math.min(seq, this.#seq)] as const)
      .filter(([id, seq]) => seq > (this.#marks.get(id) ?? 0));
    for (const [id, seq] of moved) this.#marks.set(id, seq);
    return moved.map(([id, seq]) => ({ type: "read", id, seq }));
  }

  hasRead(person: string): boolean {
    return this.#marks.has(person);
  }

  readMarks(people: readonly string[]): Map<string, number> {
    return new Map(people.flatMap((id) => {
      const read = this.#marks.get(id);
      return read === undefined ? [] : [[id, read]];
    }));
  }

  unread(person: string): Unread | undefined {
    const read = this.#marks.get(person);
    if (read === undefined) return undefined;
    let [count, looked] = [0, 0];
    for (
      let seq = Math.max(read + 1, this.#first());
      seq <= this.#seq && count < unreadCounted && looked < unreadLooked;
      seq++
    ) {
      const message = this.#messages.get(seq);
      if (!message || message.from.id === person) continue;
      looked++;
      if (!message.deleted && !message.quiet) count++;
    }
    return { room: this.#made.name, read, count };
  }

  search({ text, before = Infinity, limit }: SearchQuery): SearchPage {
    const search = parseSearch(text);
    const results: SearchResult[] = [];
    if (isEmpty(search)) return { results, more: false };
    for (let seq = Math.min(before - 1, this.#seq); seq >= this.#first(); seq--) {
      const message = this.#messages.get(seq);
      if (!message || !isFound(message, search)) continue;
      if (results.length === limit) return { results, more: true };
      results.push({ ...message, ...snippetOf(message.text ?? "", search) });
    }
    return { results, more: false };
  }

  /**
   * Gives what a guest wrote, read and chose to somebody, unless it is a direct room; tells whether
   * there was anything.
   */
  adopt(guest: string, to: Person): boolean {
    if (this.pair) return false;
    const level = this.levels.get(guest);
    if (level && !this.levels.has(to.id)) this.levels.set(to.id, level);
    this.levels.delete(guest);
    const read = this.#marks.get(guest);
    if (read !== undefined) this.markRead(new Map([[to.id, read]]));
    this.#marks.delete(guest);
    if (!this.#events.some(({ from }) => from.id === guest)) return read !== undefined;
    this.#events = this.#events.map((event) => {
      if (event.from.id !== guest) return event;
      const [before, after] = [refKey(event), refKey(ownedBy(event, to))];
      if (before === undefined || after === undefined) return ownedBy(event, to);
      this.#bySenderAndRef.delete(before);
      if (!this.#bySenderAndRef.has(after)) this.#bySenderAndRef.set(after, event.seq);
      return ownedBy(event, to);
    });
    this.#messages.clear();
    for (const event of this.#events) {
      if (event.type === "message") this.#messages.set(event.seq, event);
      else {
        const target = this.#messages.get(event.target);
        if (target) this.#messages.set(event.target, fold(target, event));
      }
    }
    return true;
  }

  forget(before: number, limit: number): Forgotten {
    const first = this.#first();
    const atOf = (seq: number) => this.#event(seq).at;
    const end = firstSince(before, { first, end: this.#seq + 1, atOf });
    const next = Math.min(end, first + limit);
    this.#forget(next - first);
    return { first: next, count: next - first, more: next < end };
  }

  #first(): number {
    return this.#seq - this.#events.length + 1;
  }

  #event(seq: number): RoomEvent {
    return this.#events[seq - this.#first()]!;
  }

  /** Takes the text of a deleted message out of every event that held it. */
  #purge(target: number): void {
    this.#events = this.#events.map((event) => {
      if (event.type === "message" && event.seq === target) return tombstone(event);
      if (event.type === "edited" && event.target === target) return { ...event, text: "" };
      return event;
    });
  }

  #forget(count: number): void {
    for (const event of this.#events.splice(0, count)) {
      this.#messages.delete(event.seq);
      const key = refKey(event);
      if (key !== undefined) this.#bySenderAndRef.delete(key);
    }
    this.#files.dropBefore(this.id, this.#first());
  }
}

function inOrder(messages: Message[], step: number): Message[] {
  return step > 0 ? messages : messages.reverse();
}
