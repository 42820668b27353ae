/**
 * One socket of the page to a direct room. To the page it plays the server of an open room: it says
 * what this device can read, and takes what is to be said; to the server it says and hears boxes.
 */
import type { ReadonlySignal } from "@preact/signals";
import type { Clock } from "../../lib/clock.ts";
import type { Command } from "../../lib/wire/commands.ts";
import { limits } from "../../lib/wire/limits.ts";
import type {
  ErrorMessage,
  Message,
  RoomEvent,
  ServerMessage,
  Welcome,
} from "../../lib/wire/messages.ts";
import { roomPath } from "../connection/connection.ts";
import { Refusal } from "../platform/refusal.ts";
import type { OpenSocket, Socket, SocketListener } from "../platform/socket.ts";
import type { DirectRoom, RoomAccount } from "./direct_room.ts";
import { pageRefOf } from "./kept_session.ts";
import { readMissed } from "./missed_entries.ts";
import { nothingAt } from "./nothing_at.ts";
import { contentOf } from "./said_content.ts";
import type { SaidCommand } from "./said_content.ts";
import type { VaultedFiles } from "./sealed_files.ts";
import { sealedRefusal } from "./sealed_refusal.ts";
import { cancelled, SealQueue } from "./seal_queue.ts";
import type { SealItem } from "./seal_queue.ts";
import type { Session } from "./session.ts";
import { readinessAfter } from "./trouble.ts";

/** What a {@linkcode RoomLink} needs from outside. */
export interface LinkParts {
  readonly clock: Clock;
  /** Opens the real sockets. */
  readonly openSocket: OpenSocket;
  /** Reads JSON by HTTP; rejects when that fails. */
  fetchJson(path: string): Promise<unknown>;
  newRef(): string;
  /** What is known of files that were sealed and uploaded here. */
  readonly files: Pick<VaultedFiles, "findFile" | "forgetFiles">;
  readonly you: string;
  readonly account: RoomAccount;
  /** Whether what the page has under this key is still to be said: another tab may have cancelled it. */
  isWanted(ref: string): Promise<boolean>;
  readonly room: DirectRoom;
  session(): Promise<Session>;
  /** It has come to an end. */
  closed(): void;
}

/** Messages that a page begins with. */
const firstMessages = limits.historyMessagesByDefault;
/** Close code of a connection that broke: the page comes back. */
const broken = 1006;

/** See the module's words. Opens its socket by itself; close it once. */
export class RoomLink implements Socket {
  readonly #parts: LinkParts;
  readonly #listener: SocketListener;
  /** Where the page resumes. */
  readonly #page: { readonly since: number; readonly epoch: string } | undefined;
  /** What the page hears once it is let in. */
  readonly #held: ServerMessage[] = [];
  #socket: Socket | undefined;
  /** The session, and what is said in it, where this browser is a device. */
  #session: Session | undefined;
  #queue: SealQueue | undefined;
  #welcome: Welcome | undefined;
  /** What the page calls the log whose numbers it has, where that is not what the server does. */
  #epoch: string | undefined;
  /** Where the log was asked to be read on. */
  #from: { readonly since: number; readonly epoch: string } | undefined;
  /** What came is taken in one after the other. */
  #hearing: Promise<void> = Promise.resolve();
  /** What the page says is taken in its order, too. */
  #taking: Promise<void> = Promise.resolve();
  /** The page's keys of that, as long as the page wants it. */
  readonly #asked = new Set<string | undefined>();
  #isIn = false;
  #isClosed = false;
  /** Newest entry that was taken in. */
  #seq = 0;

  /** @param path As the page asks for it: with `since` and `epoch` when it resumes. */
  constructor(path: string, listener: SocketListener, parts: LinkParts) {
    this.#parts = parts;
    this.#listener = listener;
    const query = new URLSearchParams(path.slice(path.indexOf("?")));
    const [since, epoch] = [query.get("since"), query.get("epoch")];
    if (since !== null && epoch !== null) this.#page = { since: Number(since), epoch };
    void this.#open().catch((error) => this.#give(error));
  }

  /** Takes a command of the page. */
  send(frame: string): void {
    const command = JSON.parse(frame) as Command;
    switch (command.type) {
      case "ping":
        return this.#say(command);
      case "typing":
        if (this.#parts.room.tellsTyping.peek()) this.#say(command);
        return;
      case "read":
        return void this.#read(command.seq).catch(() => {});
      // Older messages are asked for by HTTP, and sealing is not the page's affair.
      case "history":
      case "seal":
        return;
      default:
        this.#asked.add(command.ref);
        this.#taking = this.#taking.then(() => this.#take(command))
          .catch((error) => this.#refuse(command.ref, error))
          .finally(() => this.#asked.delete(command.ref));
    }
  }

  /** The page leaves. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#parts.room.lost(this.#queue?.close() ?? []);
    this.#socket?.close();
    this.#parts.closed();
  }

  /** The page thinks better of what waits under this key. */
  forget(ref: string): void {
    this.#asked.delete(ref);
    this.#queue?.forget(ref);
  }

  /** Something that held up what waits may be over. */
  goOn(): void {
    this.#queue?.goOn();
  }

  /** One's own devices are others, or this browser is one by now. */
  accountChanged(): void {
    const isDevice = this.#parts.account.device() !== undefined;
    const wasDevice = this.#session !== undefined;
    if (isDevice === wasDevice || this.#welcome === undefined) return this.goOn();
    this.restart();
  }

  /** Has the page come back and begin anew: what it has heard is not all that is there now. */
  restart(): void {
    this.#parts.room.outdate();
    this.#break();
  }

  async #open(): Promise<void> {
    const { account, room, openSocket, clock, newRef } = this.#parts;
    await settled(account.standing);
    if (account.device() !== undefined) {
      const session = await this.#parts.session();
      this.#session = session;
      this.#queue = new SealQueue({
        ...{ clock, room, session, newRef },
        send: (command) => this.#say(command),
        isWanted: this.#parts.isWanted,
        refuse: (ref, error) => this.#refuse(ref, error),
      });
    }
    this.#from = await this.#session?.position();
    if (this.#isClosed) return;
    this.#socket = openSocket(roomPath(room.name, this.#from), {
      opened: () => this.#listener.opened(),
      heard: (frame) => this.#enqueue(() => this.#hear(parse(frame))),
      closed: (code) => this.#enqueue(() => this.#ended(code)),
    });
  }

  #enqueue(task: () => Promise<void> | void): void {
    this.#hearing = this.#hearing.then(task).catch((error) => this.#give(error));
  }

  #ended(code: number): void {
    if (this.#isClosed) return;
    this.close();
    this.#listener.closed(code);
  }

  /** Has the page come back, and says why. */
  #give(error: unknown): void {
    if (this.#isClosed) return;
    this.#parts.room.readiness.value = readinessAfter(error);
    this.#break();
  }

  #break(): void {
    this.#ended(broken);
  }

  async #hear(messages: readonly ServerMessage[]): Promise<void> {
    if (this.#isClosed) return;
    let events: RoomEvent[] = [];
    for (const message of messages) {
      if (isEvent(message)) {
        events.push(message);
        continue;
      }
      await this.#hearEvents(events);
      events = [];
      await this.#hearOne(message);
    }
    await this.#hearEvents(events);
  }

  async #hearOne(message: Exclude<ServerMessage, RoomEvent>): Promise<void> {
    switch (message.type) {
      case "welcome":
        return await this.#welcomed(message);
      case "error":
        return await this.#refused(message);
      case "presence":
        // The other may have opened sealed messages just now.
        if (message.joined.some(({ id }) => id === this.#parts.room.peer.id)) this.goOn();
        return this.#tell(message);
      // What is read is told sealed, or not at all.
      case "read":
      case "history":
        return;
      default:
        return this.#tell(message);
    }
  }

  async #welcomed(welcome: Welcome): Promise<void> {
    this.#welcome = welcome;
    // It has become a device since the socket was opened.
    if (this.#session === undefined && this.#parts.account.device()) return this.restart();
    if (this.#session === undefined) return await this.#letIn();
    const { room } = this.#parts;
    const isFirst = await this.#session.position() === undefined;
    const before = await room.log.epoch();
    const isShorter = this.#from?.epoch === welcome.epoch && welcome.seq < this.#from.since;
    await this.#session.take(welcome.epoch, [], { ...(isShorter && { reaches: welcome.seq }) });
    // A log that comes a second time is another one to the page, too.
    this.#epoch = await room.log.epoch();
    this.#seq = (await this.#session.position())!.since;
    if (!isFirst && this.#epoch !== before) await room.renumbered();
    if (!welcome.resumed) await this.#catchUp(welcome);
    if (this.#seq >= welcome.seq) await this.#letIn();
  }

  /** Reads what was missed by HTTP: it was too much for the socket. */
  async #catchUp({ room, epoch, seq }: Welcome): Promise<void> {
    const { you, fetchJson } = this.#parts;
    await readMissed({ room, since: this.#seq, seq }, {
      you,
      fetchJson,
      isClosed: () => this.#isClosed,
      takeIn: (events, hasForgotten) => this.#takeIn(epoch, events, hasForgotten),
    });
  }

  async #hearEvents(events: readonly RoomEvent[]): Promise<void> {
    const welcome = this.#welcome;
    // Another tab has heard that there is another log.
    if (events.length > 0 && await this.#isBehind()) return this.restart();
    for (const event of events) if (event.seq <= this.#seq) await this.#hearAgain(event);
    const news = events.filter(({ seq }) => seq > this.#seq);
    if (news.length === 0 || welcome === undefined || this.#isClosed) return;
    if (this.#session === undefined) {
      this.#seq = news.at(-1)!.seq;
      return this.#tell(...news.map(({ seq }) => nothingAt(seq, this.#parts.you)));
    }
    await this.#takeIn(welcome.epoch, news);
    if (!this.#isIn) {
      if (this.#seq >= welcome.seq) await this.#letIn();
      return;
    }
    const heard = await Promise.all(news.map((event) => this.#parts.room.log.eventAt(event)));
    this.#tell(...heard);
    await this.#follow(news, heard);
  }

  /** Whether the log of this socket is not the current one any more. */
  async #isBehind(): Promise<boolean> {
    const isDevice = this.#session !== undefined;
    return isDevice && await this.#parts.room.log.epoch() !== this.#epoch;
  }

  /** The server answers what it has already with the entry that it keeps. */
  async #hearAgain(event: RoomEvent): Promise<void> {
    const ref = this.#ownRefOf(event);
    const item = ref === undefined ? undefined : await this.#queue?.wasThere(ref);
    if (item === undefined) return;
    const heard = await this.#parts.room.log.eventAt(event);
    if (heard.ref === undefined) await this.#answer(item);
    else this.#tell(heard);
  }

  async #takeIn(
    epoch: string,
    events: readonly RoomEvent[],
    hasForgotten = false,
  ): Promise<void> {
    const unsealed = await this.#session!.take(epoch, events, { hasForgotten });
    this.#seq = Math.max(this.#seq, events.at(-1)?.seq ?? 0);
    await this.#parts.room.heard(unsealed);
  }

  /** What follows from entries that are in the log now, of which the page has heard. */
  async #follow(events: readonly RoomEvent[], heard: readonly RoomEvent[]): Promise<void> {
    const queue = this.#queue!;
    for (const [at, event] of events.entries()) {
      const ref = this.#ownRefOf(event);
      const item = ref && await queue.arrived(ref);
      // What came to nothing tells the page nothing, and it waits for an answer.
      if (item && heard[at]!.ref === undefined) await this.#answer(item);
    }
    const isAboutSession = events.some((event) => event.type === "message" && event.quiet);
    if (!isAboutSession) return queue.pump();
    await this.#parts.room.showMembers();
    queue.goOn();
  }

  async #answer({ ref, content }: SealItem): Promise<void> {
    const { room: { log }, you } = this.#parts;
    if (content.kind === "read") return;
    const there = content.kind === "say" ? await log.placeOf(you, content.id) : undefined;
    if (there !== undefined) return this.#tell(await log.eventAt(nothingAt(there, you)));
    const error = content.kind === "say"
      ? new Refusal("unavailable", "Cannot say this: it does not count")
      : new Refusal("not_found", "Cannot do this: the message is not there any more");
    this.#refuse(ref, error);
  }

  #ownRefOf({ from, ref }: RoomEvent): string | undefined {
    return from.id === this.#parts.you && ref !== undefined ? pageRefOf(ref) : undefined;
  }

  /** Lets the page in, as the server of an open room would. */
  async #letIn(): Promise<void> {
    const { room } = this.#parts;
    const welcome = { ...this.#welcome!, ...(this.#epoch !== undefined && { epoch: this.#epoch }) };
    const read = await room.readMark().catch(() => undefined);
    const behind = this.#page ? this.#seq - this.#page.since : 0;
    const resumed = this.#session !== undefined && this.#page?.epoch === welcome.epoch &&
      behind >= 0 && behind <= limits.resumeEvents && !room.isOutdated;
    // Another tab may have taken in more than there was at the welcome.
    const seq = this.#seq = Math.max(this.#seq, welcome.seq);
    const first = await (resumed ? this.#eventsAfter(this.#page!.since) : this.#newest());
    // Whoever has the page begin anew closes this: only who hears of it may take that.
    if (this.#isClosed) return;
    room.beginsAnew();
    this.#isIn = true;
    const yours = { ...withoutRead(welcome), ...(read !== undefined && { read }) };
    // In one go: what comes meanwhile comes behind it.
    this.#tell({ ...yours, resumed, seq }, ...first, ...this.#held.splice(0));
    if (this.#queue === undefined) return void (room.readiness.value = "no_device");
    await room.showMembers();
    await room.forgetLost();
    const untold = await room.untoldMark();
    if (untold !== undefined) this.#tellRead(untold);
    this.#queue.open();
  }

  /** All that the page, which goes on at `since`, has missed. */
  async #eventsAfter(since: number): Promise<ServerMessage[]> {
    const { room: { log }, you } = this.#parts;
    const events: ServerMessage[] = [];
    for (let place = since + 1; place <= this.#seq; place++) {
      events.push(await log.eventAt(nothingAt(place, you)));
    }
    return events;
  }

  /** All that the page begins with, also when that is nothing. */
  async #newest(): Promise<readonly ServerMessage[]> {
    const { room, you } = this.#parts;
    const query = { limit: firstMessages, before: this.#seq + 1 };
    const messages = this.#session ? (await room.log.read(query)).messages : [];
    const isWhole = (messages.at(-1)?.seq ?? 0) >= this.#seq;
    return isWhole ? messages : [...messages, nothingAt(this.#seq, you)];
  }

  #tell(...messages: readonly ServerMessage[]): void {
    if (this.#isClosed || messages.length === 0) return;
    if (!this.#isIn) this.#held.push(...messages);
    else this.#listener.heard(messages.map((message) => JSON.stringify(message)).join("\n"));
  }

  async #read(seq: number): Promise<void> {
    const { room, you } = this.#parts;
    const epoch = this.#epoch ?? this.#welcome?.epoch ?? "";
    if (!await room.markRead({ epoch, seq })) return;
    this.#tell({ type: "read", id: you, seq });
    if (room.tellsRead.peek()) this.#tellRead(seq);
  }

  #tellRead(seq: number): void {
    this.#queue?.put({ ref: this.#parts.newRef(), content: { kind: "read", seq } });
  }

  async #take(command: SaidCommand): Promise<void> {
    const { room, files, you, newRef } = this.#parts;
    const ref = command.ref ?? newRef();
    if (this.#queue?.has(ref)) return;
    // The server may have begun another log since the page said so.
    const log = this.#epoch === undefined ? room.log : room.log.as(this.#epoch);
    const content = await contentOf(command, ref, { log, files });
    // It may be in the log already, and the page has not heard it.
    const there = content.kind === "say" ? await room.log.placeOf(you, content.id) : undefined;
    if (there !== undefined) return this.#tell(await room.log.eventAt(nothingAt(there, you)));
    if (command.ref !== undefined && !this.#asked.has(command.ref)) throw cancelled();
    // What is said waits, and leaves once the other's identity is accepted.
    if (room.isBlocked.peek() && content.kind !== "say") throw sealedRefusal("identity_changed");
    this.#queue?.put({ ref, content });
  }

  async #refused(error: ErrorMessage): Promise<void> {
    if (this.#queue === undefined || error.ref === undefined) return this.#tell(error);
    const ref = await this.#queue.refused(error);
    if (ref !== undefined) this.#tell({ ...error, ref });
  }

  #refuse(ref: string | undefined, error: unknown): void {
    const { code, message } = error instanceof Refusal
      ? error
      : new Refusal("unavailable", "Cannot seal this now");
    this.#tell({ type: "error", code, message, ...(ref !== undefined && { ref }) });
  }

  #say(command: object): void {
    if (!this.#isClosed) this.#socket?.send(JSON.stringify(command));
  }
}

/** Resolves once it is known how this browser stands. */
function settled(standing: ReadonlySignal<{ readonly kind: string }>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = standing.subscribe(({ kind }) => {
    if (kind !== "opening") resolve();
  });
  return promise.finally(stop);
}

function withoutRead({ read: _, ...welcome }: Welcome): Welcome {
  return welcome;
}

function isEvent(message: ServerMessage): message is RoomEvent {
  return message.type === "message" || message.type === "edited" ||
    message.type === "deleted" || message.type === "reacted";
}

function parse(frame: string): ServerMessage[] {
  return frame.split("\n").map((line) => JSON.parse(line) as ServerMessage | Message);
}
