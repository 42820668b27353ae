import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Meter } from "../meter.ts";
import { noMeter } from "../meter.ts";
import type { Draft, Outcome, RoomRecord, Store } from "../store/store.ts";
import type { CloseReason } from "../wire/close_codes.ts";
import { closeReasons } from "../wire/close_codes.ts";
import { encodeFrame } from "../wire/codec.ts";
import type { Command, CommandOf } from "../wire/commands.ts";
import { commandTable } from "../wire/commands.ts";
import { limits } from "../wire/limits.ts";
import type { Person, RoomEvent, ServerMessage } from "../wire/messages.ts";
import { Alarm } from "../alarm.ts";
import type { DurableCommand } from "./drafts.ts";
import { draftOf } from "./drafts.ts";
import { encodeFrames } from "./frames.ts";
import type { Member, MemberRoom } from "./member.ts";
import { Neighbours } from "./neighbours.ts";
import type { Notifier } from "./notifier.ts";
import { readOverheard } from "./overheard.ts";
import type { CrowdNews, PeerLine, RoomNews } from "./peers.ts";
import { Presence } from "./presence.ts";
import { Queue } from "./queue.ts";
import { RateLimiter } from "../rate_limiter.ts";
import { Greeter, type Hall } from "./greeter.ts";
import type { Since } from "./replay.ts";
import type { Arrival, Author, RoomItem } from "./room_item.ts";
import { weigh } from "./room_item.ts";
import { RoomLog } from "./room_log.ts";
import type { Seat } from "./seat.ts";
import { demand } from "./seat.ts";
import { Standings } from "./standings.ts";

/** What a {@linkcode Room} is made of. */
export interface RoomOptions {
  record: RoomRecord;
  store: Store;
  clock: Clock;
  log: Log;
  /** Commands a second that each identity may send; 0 limits nobody. */
  rate: number;
  /** Bytes of the largest file that may be sent; none may unless given. */
  maxUpload?: number;
  /** Tells those who are away; nobody does unless given. */
  notifier?: Notifier;
  /** Counts what the room does; nobody does unless given. */
  meter?: Meter;
  /** To the other nodes; there are none unless given. The room closes it when it ends. */
  line?: PeerLine;
  /**
   * The {@linkcode Room.crowdVersion} of the rooms of this process that bore the name before, or a higher
   * number; 0 unless given.
   */
  crowdVersion?: number;
}

/** What a room hears from other nodes. */
export type HeardNews = CrowdNews | Extract<RoomNews, { type: "heard" }>;

/** What somebody said that waits. */
type Waiting = Extract<RoomItem, { type: "draft" }>;

/** What a batch asks for, sorted. */
interface Turn {
  readonly joiners: Map<Member, Since | undefined>;
  readonly pages: { member: Member; query: CommandOf<"history"> }[];
  readonly drafts: Draft[];
  /** Those who wait for `drafts`, one each. */
  readonly authors: Author[];
  readonly typing: ServerMessage[];
  /** What the room has become. */
  readonly changes: ServerMessage[];
  readonly marks: Map<string, number>;
  /** What other nodes have committed, and what else their members heard. */
  readonly told: RoomEvent[];
  readonly signs: ServerMessage[];
  readonly isTick: boolean;
}

/** Bytes that may wait in the queue; beyond, a command is refused with `unavailable`. */
const queueBytes = 8 * limits.unsentBytes;
/** A batch's frame has to fit well into what a reader may have unsent. */
const batchBytes = limits.unsentBytes / 4;
/** In a room above 200 people, comings and goings are told once in this time. */
const crowdNewsMs = 1_000;
/** What other nodes told of and could not be read is tried again after this. */
const readAgainMs = 1_000;

/**
 * A set of members and one queue, read by one loop.
 *
 * Only the loop touches the members, who is present, and the newest number; everything that
 * happens in the room passes through the queue. So there is no lock and no lost update. Each turn
 * takes all that waits, commits it as one batch, encodes it once and sends it once to everybody.
 */
export class Room implements MemberRoom {
  readonly name: string;
  /** How people stand here. */
  readonly standings: Standings;
  /** Settles when the room has ended: its last batch is committed, its members are closed. */
  readonly ended: Promise<void>;
  #record: RoomRecord;
  readonly #entries: RoomLog;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #greeter: Greeter;
  readonly #limiter: RateLimiter;
  /** For good: no room becomes a direct one, or ceases to be one. */
  readonly #isDirect: boolean;
  readonly #notifier: Notifier | undefined;
  readonly #meter: Meter;
  readonly #members = new Set<Member>();
  /** Those who come in by the turn that is under way: they are counted, but are no members yet. */
  readonly #joiners: Turn["joiners"] = new Map();
  readonly #presence = new Presence();
  readonly #neighbours: Neighbours;
  readonly #queue = new Queue<RoomItem>({ capacity: queueBytes, weigh });
  #seq: number;
  /** The same, once it has been sent to everybody. */
  #sentSeq: number;
  /** Newest number that other nodes told of. */
  #toldSeq = 0;
  /** Those who wait until members have heard a number. */
  #behind: { readonly seq: number; readonly resolve: () => void }[] = [];
  /** What members are told when the room ends. */
  #farewell: CloseReason = closeReasons.goingAway;
  #draftsWaiting = 0;
  /** When comings and goings are told next; `undefined` while there are none that wait. */
  #newsAtMs: number | undefined;
  #wantedAtMs: number;
  readonly #alarm: Alarm;

  /** Opens the room. It ends by itself 5 s after the last leave. */
  constructor(
    {
      record,
      store,
      clock,
      log,
      rate,
      maxUpload = 0,
      notifier,
      meter = noMeter,
      line,
      crowdVersion = 0,
    }: RoomOptions,
  ) {
    this.name = record.name;
    this.#record = record;
    this.#isDirect = record.visibility === "direct";
    this.standings = new Standings(record.name, store.memberships);
    this.#seq = this.#sentSeq = record.seq;
    this.#entries = new RoomLog({ room: record.name, epoch: record.epoch, store, log });
    this.#clock = clock;
    this.#log = log;
    this.#greeter = new Greeter({ entries: this.#entries, rate, maxUpload });
    this.#limiter = new RateLimiter(rate);
    this.#notifier = notifier;
    this.#meter = meter;
    const presence = this.#presence;
    this.#neighbours = new Neighbours({ presence, line, version: crowdVersion });
    this.#alarm = new Alarm(clock, () => void this.#queue.push({ type: "tick" }));
    this.#wantedAtMs = clock.now();
    this.#alarm.wakeIn(limits.absenceMs);
    this.ended = this.#run();
    this.#neighbours.ask();
  }

  /** Newest number that was published. */
  get seq(): number {
    return this.#seq;
  }

  /** Of the newest news that other nodes had of who is here; it only grows. */
  get crowdVersion(): number {
    return this.#neighbours.version;
  }

  /** How many people are present. */
  get count(): number {
    return this.#presence.count;
  }

  /** How many of them are present at this node. */
  get countHere(): number {
    return this.#presence.countHere;
  }

  /** How many people other nodes have told of; one at two of them counts twice. */
  get countTold(): number {
    return this.#neighbours.count;
  }

  /** How much waits in its queue. */
  get waiting(): number {
    return this.#queue.size;
  }

  /** What those are who have sockets at this node, or are just coming in, by their ids. */
  seats(): Map<string, Seat> {
    const members = [...this.#members, ...this.#joiners.keys()];
    return new Map(members.map(({ person, seat }) => [person.id, seat]));
  }

  /** Some of those who are present, in the order they came, from number `start` on. */
  people(start: number, limit: number): Person[] {
    return this.#presence.page(start, limit);
  }

  /** Somebody who is present. */
  person(id: string): Person | undefined {
    return this.#presence.find(id);
  }

  /** Whether the room takes nothing more. */
  get isClosed(): boolean {
    return this.#queue.isClosed;
  }

  /** What the room is. */
  get record(): RoomRecord {
    return { ...this.#record, seq: this.#seq };
  }

  /** Keeps the room open for 5 s more: somebody is about to join, or to say something. */
  expect(): void {
    this.#wantedAtMs = this.#clock.now();
  }

  /**
   * Lets a member in: it hears `welcome`, what it missed, then everything from then on. One whose
   * standing has changed meanwhile is asked to come back.
   */
  join(member: Member, arrival: Arrival): void {
    void this.#queue.push({ type: "join", member, arrival }).then((isTaken) => {
      if (!isTaken) member.close(closeReasons.goingAway);
    });
  }

  /** Gives somebody another seat, on all of their sockets, or closes these. */
  reseat(person: string, seat: Seat | CloseReason): void {
    this.standings.changed(person);
    void this.#queue.push({ type: "seat", person, seat });
  }

  /** The room has become something else: tells everybody. */
  change(record: RoomRecord): void {
    // At once: who comes in from here on comes into what it is now.
    this.#record = record;
    this.standings.changed();
    void this.#queue.push({ type: "record", record });
  }

  /** Takes a member out; its person counts as present for 5 s more. */
  leave(member: Member): void {
    void this.#queue.push({ type: "leave", member });
  }

  /** Counts one command of the identity `id`; see {@linkcode RateLimiter.take}. */
  takeRate(id: string): number {
    return this.#limiter.take(id, this.#clock.now());
  }

  /**
   * Takes a member's command.
   *
   * @throws {ChatError} `forbidden` when its role lacks the right, or this kind of room does not take
   * it, `unavailable` when too much waits.
   */
  submit(member: Member, command: Command): void {
    this.#check(member.seat, command);
    switch (command.type) {
      case "say":
      case "seal":
      case "edit":
      case "delete":
      case "react":
        return this.#takeDraft(command, member);
      case "typing":
        return this.#take({ type: "typing", member, on: command.on });
      case "read":
        return this.#take({ type: "read", member, seq: command.seq });
      case "history":
        return this.#take({ type: "history", member, query: command }, command.ref);
    }
  }

  /**
   * Says something for somebody who has no socket here, and waits until it is committed.
   *
   * @throws {ChatError} as {@linkcode submit}.
   */
  post(person: Person, seat: Seat, command: CommandOf<"say">): Promise<Outcome> {
    this.#check(seat, command);
    return new Promise((resolve) => {
      const settle = (_: string | undefined, outcome: Outcome) => resolve(outcome);
      this.#takeDraft(command, { person, seat, isOut: false, settle });
    });
  }

  /** Takes what another node says. */
  hear(news: HeardNews, node: string): void {
    // What does not fit is read from the store, and who is there is asked for again.
    if (news.type !== "heard") return void this.#queue.tryPush({ type: "crowd", node, news });
    // Of a room that was made anew under this name; this one is about to end.
    if (news.epoch !== this.#record.epoch) return;
    this.#toldSeq = Math.max(this.#toldSeq, news.upTo);
    this.#queue.tryPush({
      type: "told",
      heard: readOverheard(news.frame),
      chars: news.frame.length,
    });
  }

  /** The log has an entry of this number, whoever committed it; resolves once members have heard it. */
  catchUp(seq: number): Promise<void> {
    if (seq <= this.#seq || this.isClosed) return Promise.resolve();
    this.#toldSeq = Math.max(this.#toldSeq, seq);
    this.#queue.tryPush({ type: "beat" });
    return new Promise((resolve) => this.#behind.push({ seq, resolve }));
  }

  /** Says again to the other nodes who is here, and lets go of those who say nothing; every 5 s. */
  beat(): void {
    this.#queue.tryPush({ type: "beat" });
  }

  /** Drops what is at hand of events before number `first`: the store has forgotten them. */
  forget(first: number): void {
    this.#entries.forget(first);
  }

  /** What somebody had here has become somebody else's. */
  adopted(from: string, to: string): void {
    for (const person of [from, to]) this.standings.changed(person);
    this.#entries.forget(this.#seq + 1);
  }

  /**
   * Ends the room: what waits is still committed, then the members are closed.
   *
   * @param why What these are told; 1001 unless given.
   */
  close(why: CloseReason = closeReasons.goingAway): Promise<void> {
    this.#farewell = why;
    this.#queue.close();
    return this.ended;
  }

  #check(seat: Seat, command: Command, nowMs = this.#clock.now()): void {
    const ref = "ref" in command ? command.ref : undefined;
    const { where, right } = commandTable[command.type];
    if (where !== "everywhere" && (where === "direct") !== this.#isDirect) {
      throw misplaced(command.type, where, ref);
    }
    const { isArchived } = this.#record;
    demand({ what: command.type, right, ref }, seat, { isArchived, nowMs });
  }

  #takeDraft(command: DurableCommand, author: Author): void {
    const { seat } = author;
    this.#take({ type: "draft", command, author, seat, at: this.#clock.now() }, command.ref);
    this.#draftsWaiting++;
  }

  #take(item: RoomItem, ref?: string): void {
    if (this.#queue.tryPush(item)) return;
    throw new ChatError("unavailable", "Cannot take more: the room is too busy, try again", {
      ref,
    });
  }

  async #run(): Promise<void> {
    try {
      for await (const batch of this.#queue.batches(batchBytes, () => this.#ready())) {
        try {
          await this.#turn(batch);
        } catch (error) {
          this.#log.error("a room failed at a batch", { room: this.name, error });
          this.#giveUp(batch);
        }
      }
    } finally {
      for (const member of this.#members) member.close(this.#farewell);
      this.#members.clear();
      this.#giveUp(this.#queue.drain());
      this.#alarm.cancel();
      this.#release(Infinity);
      this.#neighbours.close();
    }
  }

  /** Where something is to be stored, waits until the store is ready for it. */
  #ready(): Promise<void> | undefined {
    return this.#draftsWaiting > 0 ? this.#entries.ready() : undefined;
  }

  /** Leaves nobody of a batch that failed without an answer. */
  #giveUp(batch: readonly RoomItem[]): void {
    const outcome: Outcome = {
      refused: "unavailable",
      why: "Cannot do this: something went wrong",
    };
    for (const { person } of this.#joiners.keys()) {
      this.#presence.leave(person.id, this.#clock.now());
    }
    this.#joiners.clear();
    // What is committed counts as heard: who has not heard it comes back for it.
    if (this.#sentSeq !== this.#seq) {
      for (const member of this.#members) member.close(closeReasons.unfilledGap);
    }
    this.#sentSeq = this.#seq;
    for (const item of batch) {
      if (item.type === "draft") item.author.settle(item.command.ref, outcome);
      if (item.type !== "join" || this.#members.has(item.member)) continue;
      item.member.close(closeReasons.unfilledGap);
    }
    this.#alarm.wakeIn(limits.absenceMs);
  }

  /** One turn of the loop. A member who joins in it hears all of the batch that is numbered. */
  async #turn(batch: readonly RoomItem[]): Promise<void> {
    const { joiners, pages, drafts, authors, typing, changes, marks, told, signs } = this.#sort(
      batch,
    );
    this.#neighbours.tellComings();
    const news = this.#takeNews();
    // Who joins in this turn may have asked for a page already: welcome comes first.
    if (joiners.size > 0) this.#greeter.welcome(joiners, this.#hall);
    for (const { member, query } of pages) this.#greeter.answer(member, query);

    const toldSeq = this.#toldSeq;
    const beganAtMs = this.#clock.now();
    const [{ outcomes, events, own, seq, hasGap, hasMore }, moved] = await Promise.all([
      this.#entries.commit(drafts, { seq: this.#seq, toldSeq, told }),
      this.#entries.mark(marks),
    ]);
    const commitMs = Math.max(0, this.#clock.now() - beganAtMs);
    const { isGone } = this.#entries;
    // Who cannot be told of everything comes back with `since`. Where the log is not there any more they
    // find what there is now, and repeat what nobody has answered.
    const deprived = hasGap || isGone ? [...this.#members, ...joiners.keys()] : [];
    for (const member of deprived) member.close(closeReasons.unfilledGap);
    this.#seq = seq;
    if (isGone) {
      void this.close();
      this.#neighbours.tellChanged();
    }
    this.#release(hasMore ? seq : Math.max(seq, toldSeq));
    if (hasMore) this.#alarm.wakeIn(readAgainMs);
    // The store has no more, whatever another node says; unless it has said so only now.
    else if (this.#toldSeq === toldSeq) this.#toldSeq = seq;
    // A sign of typing comes before the message that ends it.
    const heard = encodeFrames([...changes, ...typing, ...signs, ...events, ...moved]);
    this.#publish(this.#members, news ? behind(encodeFrame([news]), heard) : heard);
    this.#publish(joiners.keys(), heard);
    this.#sentSeq = seq;
    if (this.#neighbours.areThere) {
      const isAllOwn = changes.length + signs.length === 0 && events.length === own.length;
      const frame = isAllOwn ? heard.join("\n") : encodeFrame([...typing, ...own, ...moved]);
      this.#neighbours.tellHeard({ epoch: this.#record.epoch, seq, own, frame });
    }
    for (const member of joiners.keys()) this.#members.add(member);
    joiners.clear();
    if (drafts.length > 0 || events.length > 0) {
      const delivered = events.length * this.#members.size;
      const committed = own.length;
      this.#meter.turned({ drafts: drafts.length, committed, delivered, commitMs });
    }
    // Only now, so that whoever repeats a ref of this very batch hears the event in its order first.
    for (const [index, outcome] of outcomes.entries()) {
      authors[index]!.settle(drafts[index]!.ref, outcome);
    }
    if (moved.length > 0) this.#notifier?.read(this.name, moved);
    // Of what others have committed, the others tell those who are away.
    const published = this.#neighbours.areThere ? own : events;
    if (published.length > 0) this.#notifier?.published(this.name, published, this.#isHere);
  }

  /** Lets those go on who waited until members had heard a number up to `seq`. */
  #release(seq: number): void {
    if (this.#behind.length === 0) return;
    const done = this.#behind.filter((one) => one.seq <= seq);
    this.#behind = this.#behind.filter((one) => one.seq > seq);
    for (const { resolve } of done) resolve();
  }

  /** Takes in who comes and goes, and sorts the rest of a batch by what has to be done with it. */
  #sort(batch: readonly RoomItem[]): Turn {
    const nowMs = this.#clock.now();
    const turn: Turn = {
      joiners: this.#joiners,
      pages: [],
      drafts: [],
      authors: [],
      typing: [],
      changes: [],
      marks: new Map(),
      told: [],
      signs: [],
      isTick: batch.some(({ type }) => type === "tick"),
    };
    let isAsked = false;
    for (const item of batch) {
      // Who is out asks for nothing any more, but is still to be taken off the list.
      if ("member" in item && item.member.isOut && item.type !== "leave") continue;
      switch (item.type) {
        case "join":
          this.#letIn(item.member, item.arrival, turn);
          break;
        case "seat": {
          const members = [...this.#members, ...turn.joiners.keys()];
          for (const member of members) {
            if (member.person.id === item.person) reseat(member, item.seat);
          }
          break;
        }
        case "record":
          turn.changes.push(roomMessage(item.record));
          break;
        case "leave":
          if (!turn.joiners.delete(item.member) && !this.#members.delete(item.member)) break;
          this.#presence.leave(item.member.person.id, nowMs);
          this.#alarm.wakeIn(limits.absenceMs);
          break;
        case "draft":
          this.#draftsWaiting--;
          this.#accept(item, turn, nowMs);
          break;
        case "typing": {
          const { id, name } = item.member.person;
          if (!this.#presence.countsTyping(id, nowMs)) break;
          turn.typing.push({ type: "typing", from: { id, name }, on: item.on });
          break;
        }
        case "read": {
          const { id } = item.member.person;
          const seq = Math.max(turn.marks.get(id) ?? 0, Math.min(item.seq, this.#seq));
          if (seq > 0) turn.marks.set(id, seq);
          break;
        }
        case "history":
          turn.pages.push(item);
          break;
        case "told":
          turn.told.push(...item.heard.events);
          turn.signs.push(...item.heard.signs);
          break;
        case "crowd":
          isAsked = this.#neighbours.hear(item.node, item.news, nowMs) || isAsked;
          break;
        case "beat":
          this.#neighbours.beat(nowMs);
      }
    }
    if (isAsked) this.#neighbours.tellAll();
    if (turn.isTick) this.#tick(nowMs);
    return turn;
  }

  #letIn(member: Member, { since, version }: Arrival, { joiners }: Turn): void {
    if (this.standings.versionOf(member.person.id) !== version) {
      member.sendOut(closeReasons.unfilledGap);
    } else if (!member.isOpen) return;
    else if (this.#presence.join(member.person)) joiners.set(member, since);
    else member.sendOut(closeReasons.tooManySockets);
  }

  /** Makes a draft of what waited, unless its author may not say it any more. */
  #accept({ command, author, seat, at }: Waiting, { drafts, authors }: Turn, nowMs: number): void {
    try {
      if (author.isOut) throw new ChatError("forbidden", `Cannot ${command.type} here any more`);
      // As a rule nothing has changed since it came.
      if (author.seat !== seat) this.#check(author.seat, command, nowMs);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      return author.settle(command.ref, { refused: error.code, why: error.message });
    }
    drafts.push(draftOf(command, { person: author.person, role: author.seat.role, nowMs: at }));
    authors.push(author);
  }

  readonly #isHere = (id: string) => this.#presence.isHere(id);

  #publish(members: Iterable<Member>, frames: readonly string[]): void {
    const [frame] = frames;
    if (frame === undefined) return;
    for (const member of members) {
      if (frames.length === 1) member.send(frame);
      else member.sendAll(frames);
    }
  }

  get #hall(): Hall {
    const people = this.#presence.list();
    return { record: this.#record, seq: this.#seq, people, count: this.count };
  }

  get #isCrowd(): boolean {
    return this.count > limits.membersListed;
  }

  /** What there is to tell of comings and goings; in a crowd, once a second. */
  #takeNews(): ServerMessage | undefined {
    if (!this.#presence.hasNews) return undefined;
    const nowMs = this.#clock.now();
    if (this.#isCrowd) {
      const waitMs = (this.#newsAtMs ??= nowMs + crowdNewsMs) - nowMs;
      // It is more where the clock was put back.
      if (waitMs > 0 && waitMs <= crowdNewsMs) return void this.#alarm.wakeIn(waitMs);
    }
    this.#newsAtMs = undefined;
    return this.#presence.takeNews();
  }

  #isUnwanted(nowMs: number): boolean {
    if (this.countHere > 0 || this.#queue.size > 0) return false;
    return nowMs - this.#wantedAtMs >= limits.absenceMs;
  }

  /** Lets those go who stayed away, and ends the room when nobody is left. */
  #tick(nowMs: number): void {
    const nextMs = this.#presence.forget(nowMs);
    // Each look goes through everybody: in a crowd, those who leave one by one are let go together.
    const pauseMs = this.#isCrowd ? crowdNewsMs : 0;
    if (nextMs !== undefined) this.#alarm.wakeIn(Math.max(nextMs, pauseMs));
    else if (this.#isUnwanted(nowMs)) this.#queue.close();
    else if (this.countHere === 0) this.#alarm.wakeIn(limits.absenceMs);
  }
}

/** What a command is refused with that this kind of room does not take. */
function misplaced(what: string, where: "open" | "direct", ref: string | undefined): ChatError {
  const why = where === "open" ? "only what is sealed is taken" : "the room is no direct one";
  return new ChatError("forbidden", `Cannot ${what} here: ${why}`, { ref });
}

/** The same frames with a line before them, in no more frames unless there are none. */
function behind(line: string, [first, ...rest]: readonly string[]): string[] {
  return [first === undefined ? line : `${line}\n${first}`, ...rest];
}

/** Gives a member another seat, or takes it away. */
function reseat(member: Member, seat: Seat | CloseReason): void {
  if ("code" in seat) return member.sendOut(seat);
  member.seat = seat;
  member.send(encodeFrame([{ type: "you", ...seat }]));
}

/** What members hear of a change of the room. */
function roomMessage({ topic, visibility, isArchived }: RoomRecord): ServerMessage {
  return { type: "room", topic: topic ?? "", visibility, isArchived };
}
