import { ChatError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Draft, Outcome, Page, Store } from "../store/store.ts";
import type { CommandOf } from "../wire/commands.ts";
import { limits } from "../wire/limits.ts";
import type { ReadMark, RoomEvent } from "../wire/messages.ts";
import { RecentEvents } from "./recent_events.ts";
import type { Greeting, Since, WelcomeStore } from "./replay.ts";
import { readHistory, readWelcome } from "./replay.ts";
import { SharedReads } from "./shared_reads.ts";

/** What {@linkcode RoomLog} needs. */
export interface RoomLogOptions {
  /** The room's name. */
  room: string;
  /** What its log is called: of another one of that name nothing is read, and nothing is put into it. */
  epoch: string;
  store: Store;
  log: Log;
}

/** Events that are read at once for those who come back: numbers 1 to 100, 101 to 200 and so on. */
const blockEvents = 100;
/** Beyond these, no block is of use to anybody who resumes. */
const maxBlocks = limits.resumeEvents / blockEvents + 1;
/** What a room has the store read at once: others wait, so that those in other rooms need not. */
const blocksAtOnce = 4;
const pagesAtOnce = 16;

/** What members have heard, and what other nodes say that there is. */
export interface Heard {
  /** Newest number that members have heard. */
  readonly seq: number;
  /** Newest number that other nodes tell of; members may have heard it. */
  readonly toldSeq: number;
  /** What other nodes have committed, in any order, some of it perhaps twice or heard before. */
  readonly told: readonly RoomEvent[];
}

/** What came of a batch. */
export interface Commit {
  /** One for each draft, in their order. */
  readonly outcomes: readonly Outcome[];
  /** What nobody has heard yet, in order. */
  readonly events: readonly RoomEvent[];
  /**
   * Those of them that this batch has put into the log, in order; or an earlier one whose answer was
   * lost, so that nobody was told of them.
   */
  readonly own: readonly RoomEvent[];
  /** Newest number that members have heard once they have heard these. */
  readonly seq: number;
  /** Whether events before that are missing: they are not to be had, or too many. */
  readonly hasGap: boolean;
  /** Whether other nodes tell of more that cannot be read just now. */
  readonly hasMore: boolean;
}

/**
 * One room's way to the store. Failures become outcomes; of those that the store does not tell the
 * operator itself, this does.
 *
 * The newest events and the newest page are kept at hand, and what is read of older ones is shared:
 * when thousands come back at once, the store is asked a handful of times, and memory holds one copy.
 */
export class RoomLog {
  readonly #room: string;
  readonly #epoch: string;
  readonly #store: Store;
  readonly #log: Log;
  readonly #recent = new RecentEvents({
    maxEvents: limits.resumeEvents,
    maxChars: limits.unsentBytes,
  });
  /** Settles when the events from before the room was opened are among the recent ones. */
  #filled: Promise<void> | undefined;
  /** The page that was read last for those who start afresh, good until the next commit. */
  readonly #newest = new SharedReads<Page>({ kept: 1, atOnce: pagesAtOnce });
  /** The page that was read last for those who look back, good until the next commit. */
  readonly #older = new SharedReads<Page>({ kept: 1, atOnce: pagesAtOnce });
  /** Blocks of the log, for those who resume from before the recent events. */
  readonly #blocks = new SharedReads<RoomEvent[] | undefined>({ kept: 0, atOnce: blocksAtOnce });
  /** How many are being welcomed. */
  #welcomes = 0;
  #isGone = false;

  constructor({ room, epoch, store, log }: RoomLogOptions) {
    this.#room = room;
    this.#epoch = epoch;
    this.#store = store;
    this.#log = log;
  }

  /** Whether the store turned out to have no such log any more: another one, perhaps, of that name. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** Resolves when the store can take the next batch; see {@linkcode Store.ready}. */
  ready(): Promise<void> {
    return this.#store.ready();
  }

  /**
   * Commits a batch; where the store cannot, every draft is refused as `unavailable`.
   *
   * As a rule the events are those of the batch. Where an earlier commit's answer was lost, or other
   * nodes have committed something, the log holds more: what lies between comes first, read again unless
   * it was told. What cannot be read just now, and nothing was committed behind, is left for later.
   */
  async commit(drafts: readonly Draft[], heard: Heard): Promise<Commit> {
    const commit = await this.#commit(drafts, heard);
    return { ...commit, outcomes: asHeard(commit) };
  }

  async #commit(drafts: readonly Draft[], heard: Heard): Promise<Commit> {
    const hasMore = heard.toldSeq > heard.seq;
    if (drafts.length === 0 && !hasMore) return nothingNew(heard.seq);
    const outcomes = drafts.length === 0 ? [] : await this.#append(drafts);
    const own = ownOf(outcomes, heard);
    const newest = Math.max(heard.seq, heard.toldSeq, own.at(-1)?.seq ?? 0);
    this.#newest.clear();
    this.#older.clear();
    // Members have heard something else under these numbers.
    if (own.length > 0 && own[0]!.seq <= heard.seq) {
      await this.#renew();
      return { outcomes, events: [], own, seq: heard.seq, hasGap: false, hasMore: false };
    }
    const events = heard.told.length === 0 ? own : inOrder([...heard.told, ...own], heard.seq);
    const isWhole = events.length === newest - heard.seq;
    // Events never change, but for a deletion, which takes texts out of earlier ones.
    if (!isWhole || events.some(({ type }) => type === "deleted")) this.#blocks.clear();
    if (isWhole) {
      this.#recent.add(events);
      return { outcomes, events, own, seq: newest, hasGap: false, hasMore: false };
    }
    const missed = await this.#readMissed(heard.seq, newest)
      .catch((error) => this.#report("could not be read", error));
    if (missed === "failed" && own.length === 0) {
      return { ...nothingNew(heard.seq), outcomes, hasMore: true };
    }
    const isGone = missed === undefined || missed === "failed";
    const found = isGone ? own : missed;
    this.#recent.add(found);
    // Another node may tell of more than there is: only the store is believed.
    const seq = isGone ? newest : found.at(-1)?.seq ?? heard.seq;
    return { outcomes, events: found, own, seq, hasGap: isGone, hasMore: false };
  }

  /** Stores read marks; gives those that moved. */
  async mark(marks: ReadonlyMap<string, number>): Promise<ReadMark[]> {
    if (marks.size === 0) return [];
    try {
      return await this.#store.markRead(this.#room, marks, this.#epoch);
    } catch (error) {
      this.#report("could not keep read marks", error);
      return [];
    }
  }

  /** How far each of `people` has read; nobody has where the store cannot say. */
  async readMarks(people: readonly string[]): Promise<ReadonlyMap<string, number>> {
    try {
      return await this.#store.readMarks(this.#room, people, this.#epoch);
    } catch (error) {
      this.#report("could not give read marks", error);
      return new Map();
    }
  }

  /** Drops what is at hand of events before number `first`. */
  forget(first: number): void {
    this.#recent.forget(first);
    this.#newest.clear();
    this.#older.clear();
    this.#blocks.clear();
  }

  /** The frames that a member hears first; see {@linkcode readWelcome}. */
  async *welcome(greeting: Greeting, since: Since | undefined): AsyncGenerator<string, void, void> {
    this.#keepBlocks(+1);
    try {
      yield* this.#reported(readWelcome(this.#atHand(greeting.seq), greeting, since));
    } finally {
      this.#keepBlocks(-1);
    }
  }

  /** The frames that answer a question for older messages; see {@linkcode readHistory}. */
  history(query: CommandOf<"history">): AsyncIterable<string> {
    const store = this.#readPages(this.#older);
    return this.#reported(readHistory(store, this.#room, query));
  }

  /** Counts those who are being welcomed: so many blocks are kept, and none at rest. */
  #keepBlocks(change: 1 | -1): void {
    this.#welcomes += change;
    this.#blocks.kept = Math.min(this.#welcomes, maxBlocks);
  }

  /** What {@linkcode readWelcome} reads: the store, by way of what is at hand. */
  #atHand(newestSeq: number): WelcomeStore {
    return {
      readEvents: async (_room, after, upTo) => {
        const recent = this.#recent.read(after, upTo);
        if (recent) return recent;
        await (this.#filled ??= this.#fill(newestSeq));
        return this.#recent.read(after, upTo) ?? await this.#readBlock(after, upTo);
      },
      ...this.#readPages(this.#newest),
    };
  }

  #readPages(pages: SharedReads<Page>): Pick<Store, "readMessages"> {
    return {
      readMessages: (room, query) =>
        pages.get(
          JSON.stringify(query),
          () => this.#store.readMessages(room, { ...query, epoch: this.#epoch }),
        ),
    };
  }

  /** Reads those of the events with `after < seq <= upTo` that are in the first block. */
  async #readBlock(after: number, upTo: number): Promise<RoomEvent[] | undefined> {
    const start = after - after % blockEvents;
    const end = Math.min(start + blockEvents, upTo);
    const block = await this.#readEvents(start, end);
    // The beginning of a block may be forgotten already.
    return block ? block.filter(({ seq }) => seq > after) : await this.#readEvents(after, end);
  }

  #readEvents(after: number, upTo: number): Promise<RoomEvent[] | undefined> {
    const read = () => this.#read(after, upTo);
    return this.#blocks.get(`${after} ${upTo}`, read);
  }

  #read(after: number, upTo: number): Promise<RoomEvent[] | undefined> {
    return this.#store.readEvents(this.#room, after, upTo, this.#epoch);
  }

  /** What was missed; `undefined` where it is not to be had, or is more than who resumes may miss. */
  async #readMissed(after: number, newest: number): Promise<RoomEvent[] | undefined> {
    if (newest - after <= limits.resumeEvents) return await this.#read(after, newest);
    // Another node may tell of more than there is: only the store is believed.
    const last = await this.#read(newest - 1, newest);
    if (last?.length !== 0) return undefined;
    return await this.#read(after, after + limits.resumeEvents);
  }

  /** Puts what a resume may ask for before the events that were committed since the room opened. */
  async #fill(newestSeq: number): Promise<void> {
    const upTo = (this.#recent.firstSeq ?? newestSeq + 1) - 1;
    const after = Math.max(0, newestSeq - limits.resumeEvents);
    try {
      if (after >= upTo) return;
      this.#recent.addOlder(await this.#read(after, upTo) ?? []);
    } catch (error) {
      this.#filled = undefined;
      throw error;
    }
  }

  async #append(drafts: readonly Draft[]): Promise<Outcome[]> {
    try {
      return await this.#store.append(this.#room, drafts, this.#epoch);
    } catch (error) {
      this.#isGone ||= error instanceof RangeError;
      if (this.#isGone) this.#log.warn("a room is not there any more", { room: this.#room });
      else this.#report("could not take a batch", error);
      const why = "Cannot store this now: try again later";
      return drafts.map(() => ({ refused: "unavailable", why }));
    }
  }

  async *#reported(frames: AsyncIterable<string>): AsyncGenerator<string, void, void> {
    try {
      yield* frames;
    } catch (error) {
      this.#report("could not be read", error);
      throw error;
    }
  }

  /** The log has lost entries: another database took over, say, that did not have them yet. */
  async #renew(): Promise<void> {
    this.#isGone = true;
    this.#log.error("the log of a room has lost messages", { room: this.#room });
    await this.#store.renewEpoch(this.#room, this.#epoch)
      .catch((error) => this.#report("could not begin anew", error));
  }

  /** Tells the operator, unless the store has done so. */
  #report(what: string, error: unknown): "failed" {
    if (!(error instanceof ChatError) || error.code !== "unavailable") {
      this.#log.error(`the log of a room ${what}`, { room: this.#room, error });
    }
    return "failed";
  }
}

function nothingNew(seq: number): Commit {
  return { outcomes: [], events: [], own: [], seq, hasGap: false, hasMore: false };
}

/**
 * What became of a batch, as members see it. What the store had already, since the answer to an earlier
 * attempt was lost, is new to them when they hear it only now: so its sender is not told of it twice.
 */
function asHeard({ outcomes, events }: Commit): readonly Outcome[] {
  if (outcomes.every((outcome) => "refused" in outcome || outcome.isNew)) return outcomes;
  const unheard = new Set(events.map(({ seq }) => seq));
  return outcomes.map((outcome) => {
    if ("refused" in outcome || !unheard.delete(outcome.event.seq)) return outcome;
    return { ...outcome, isNew: true };
  });
}

/** What of a batch no member has heard and no other node tells of, in order. */
function ownOf(outcomes: readonly Outcome[], { seq, told }: Heard): RoomEvent[] {
  const own = new Map<number, RoomEvent>();
  for (const outcome of outcomes) {
    if ("refused" in outcome) continue;
    const { event, isNew } = outcome;
    if (!isNew && (event.seq <= seq || told.some((one) => one.seq === event.seq))) continue;
    own.set(event.seq, event);
  }
  return [...own.values()].sort((one, other) => one.seq - other.seq);
}

/** Those events behind number `seq` that follow on each other without a gap, each once. */
function inOrder(events: readonly RoomEvent[], seq: number): RoomEvent[] {
  const all = new Map(events.map((event) => [event.seq, event]));
  const row: RoomEvent[] = [];
  for (let next = all.get(seq + 1); next !== undefined; next = all.get(next.seq + 1)) {
    row.push(next);
  }
  return row;
}
