/**
 * One visitor in one room: what is known, what is on its way, how the connection stands. The view
 * reads its signals and calls its methods; it touches neither the DOM nor the network itself.
 */
import { batch, computed, signal } from "@preact/signals";
import type { ReadonlySignal, Signal } from "@preact/signals";
import type { ErrorMessage, Message, ServerMessage, Welcome } from "../../lib/wire/messages.ts";
import type { Clock } from "../../lib/clock.ts";
import { Announcer } from "./announcer.ts";
import { Connection, roomPath } from "../connection/connection.ts";
import type { ConnectionStatus } from "../connection/connection.ts";
import { ConnectionNews } from "./connection_news.ts";
import type { Direct } from "../sealed/direct.ts";
import { Draft } from "../composer/draft.ts";
import type { PendingFile } from "../files/draft_attachment.ts";
import { HistoryPages } from "../timeline/history_pages.ts";
import type { Direction, PageStatus } from "../timeline/history_pages.ts";
import { forgetNames, learnNames } from "../timeline/known_names.ts";
import type { KnownNames } from "../timeline/known_names.ts";
import type { Page } from "../timeline/log_window.ts";
import { indexNames } from "../markdown/mentioned_names.ts";
import type { NameIndex } from "../markdown/mentioned_names.ts";
import { findBySeq } from "../timeline/message_order.ts";
import type { MessagePage } from "../timeline/message_pages.ts";
import { Notices } from "./notices.ts";
import type { News } from "../notifications/notifier.ts";
import { Originals } from "../timeline/originals.ts";
import { OutboxNews } from "./outbox_news.ts";
import type { Author, OutboxStore } from "../outbox/outbox_store.ts";
import { PendingMessages } from "../outbox/pending.ts";
import { Reader } from "../timeline/reader.ts";
import { Requests } from "../connection/requests.ts";
import type { ChangeCommand, RequestFailure } from "../connection/requests.ts";
import { aboutOf } from "../timeline/room_about.ts";
import type { RoomAbout } from "../timeline/room_about.ts";
import type { SealedFiles } from "../sealed/sealed.ts";
import { Seek } from "../timeline/seek.ts";
import { SilenceWatch } from "./silence.ts";
import type { Silence } from "./silence.ts";
import type { OpenSocket } from "../platform/socket.ts";
import {
  emptyRoom,
  findOriginal,
  isBeyondGap,
  letGo,
  receive,
  resumePoint,
  showNewest,
} from "../timeline/state.ts";
import type { Fetched, Original, RoomState } from "../timeline/state.ts";
import type { Surroundings } from "../platform/surroundings.ts";
import { errorText, texts } from "../i18n/texts.ts";
import type { Tray } from "../composer/tray.ts";
import type { Turns } from "../outbox/turns.ts";
import { TypingSign } from "./typing_sign.ts";
import { TypingWatch } from "./typing_watch.ts";
import { mentionsYou, unreadOf } from "../timeline/unread_count.ts";
import type { Unread } from "../timeline/unread_count.ts";

/** What a {@linkcode Conversation} needs from outside. */
export interface ConversationParts {
  /** Runs every wait and timeout. */
  readonly clock: Clock;
  /** Says when the network or the reader is back. */
  readonly surroundings: Surroundings;
  /** Opens the sockets, one at a time. */
  readonly openSocket: OpenSocket;
  /** Who the visitor is, until the server says so. */
  readonly author: Author;
  /** Whether they have been in the room before. */
  readonly hasVisited?: boolean;
  /** With whom, where the room is a direct one. */
  readonly direct?: Direct | undefined;
  /** Keeps what waits when the page is gone. */
  readonly outbox: OutboxStore;
  /** Lets one tab at a time send it. */
  readonly turns: Turns;
  /** A number from 0 up to, not including, 1. */
  random(): number;
  /** A new idempotency key. */
  newRef(): string;
  /** Asks by plain HTTP for what the socket was refused; gives the status. */
  probe(path: string): Promise<number>;
  /** Reads folded messages by plain HTTP; rejects when that fails, in 15 s at the latest. */
  fetchMessages(path: string): Promise<MessagePage>;
  /** Seals and opens the files of a direct room, once that is loaded. */
  readonly sealedFiles?: ReadonlySignal<SealedFiles | undefined>;
  /** Somebody else said something just now. */
  heardNews?(news: News): void;
}

/** How something is said. */
export interface SayOptions {
  /** The `seq` of the message that it answers. */
  readonly replyTo?: number;
  /** What is attached to it. */
  readonly files?: readonly PendingFile[];
  /** Whether it was waiting to be said, and leaves the reader where they are. */
  readonly byItself?: boolean;
}

/** See the module's words. Open it once; close it once. */
export class Conversation {
  /** With whom, where the room is a direct one. */
  readonly direct: Direct | undefined;
  /** What one is writing. */
  readonly draft: Draft = new Draft();
  /** What is attached to it, once that is loaded by which one attaches something. */
  readonly tray: Signal<Tray | undefined> = signal<Tray | undefined>(undefined);
  /** Whether there is something attached to it. */
  readonly hasFiles: ReadonlySignal<boolean> = computed(() =>
    (this.tray.value?.list.value.length ?? 0) > 0
  );
  /** Seals and opens its files, once that is loaded; nothing where they are not sealed. */
  readonly sealedFiles: ReadonlySignal<SealedFiles | undefined> | undefined;
  /** What one wrote and the server has not stored yet. */
  readonly pending: PendingMessages;
  /** What the reader should know and may dismiss. */
  readonly notices: Notices = new Notices();
  /** What is read out. */
  readonly announcer: Announcer;
  /** The way to a message that the reader wants to see; {@linkcode goTo} begins it. */
  readonly seek: Seek;
  /** The names of {@linkcode names}, to find mentions by. */
  readonly nameIndex: ReadonlySignal<NameIndex> = computed(() =>
    indexNames(this.#names.value.values())
  );
  /** Where one reads, and how far one has. */
  readonly reader: Reader;
  /** Who else is typing. */
  readonly typing: TypingWatch;
  readonly #author: Author;
  readonly #heardNews: (news: News) => void;
  readonly #state;
  readonly #about;
  readonly #unread;
  readonly #status = signal<ConnectionStatus>({ kind: "connecting" });
  readonly #names = signal<KnownNames>(new Map());
  readonly #connection: Connection;
  readonly #typingSign: TypingSign;
  readonly #news: ConnectionNews;
  readonly #silences: SilenceWatch;
  readonly #outboxNews: OutboxNews;
  readonly #history: HistoryPages;
  readonly #originals: Originals;
  readonly #requests: Requests;
  /** Newest entry when the server let us in: up to there it is history or a replay. */
  #liveAfterSeq = 0;

  /**
   * Does nothing yet, see {@linkcode open}.
   *
   * @param room Name of the room, as in the page's address.
   */
  constructor(room: string, parts: ConversationParts) {
    const { clock, surroundings, openSocket, author, random, newRef, probe, fetchMessages } = parts;
    this.direct = parts.direct;
    this.#author = author;
    this.sealedFiles = parts.sealedFiles;
    this.#heardNews = parts.heardNews ?? (() => {});
    this.#state = signal(emptyRoom(room, { hasVisited: parts.hasVisited ?? false }));
    this.#about = signal(aboutOf(this.#state.peek()));
    let unread: Unread | undefined;
    this.#unread = computed(() => unread = unreadOf(this.#state.value, unread));
    const api = `/api/rooms/${encodeURIComponent(room)}`;
    this.announcer = new Announcer(clock);
    const say = (text: string) => this.announcer.say(text);
    this.#news = new ConnectionNews(clock, say);
    this.#silences = new SilenceWatch(clock, say);
    this.#connection = new Connection({
      clock,
      surroundings,
      openSocket,
      random,
      address: () => roomPath(room, resumePoint(this.#state.value)),
      knownSeq: () => this.#state.value.known,
      probe: () => probe(api),
      heard: (messages) => batch(() => this.#hear(messages)),
      changed: (status) => batch(() => this.#statusChanged(status)),
    });
    const send = this.#connection.send.bind(this.#connection);
    this.pending = new PendingMessages({
      room,
      clock,
      outbox: parts.outbox,
      turns: parts.turns,
      newRef,
      author: () => this.author,
      epoch: () => this.#state.value.epoch,
      send,
    });
    this.#outboxNews = new OutboxNews({
      pending: this.pending,
      status: this.#status,
      say,
      warn: (text) => this.notices.show({ kind: "outbox", text }),
    });
    this.#requests = new Requests({ newRef, send });
    this.typing = new TypingWatch(clock);
    this.#typingSign = new TypingSign(clock, (on) => send({ type: "typing", on }));
    this.reader = new Reader({
      clock,
      state: this.#state,
      send: (seq) => send({ type: "read", seq }),
      read: (frame) => this.#take(frame),
    });
    const reading = {
      state: () => this.#state.peek(),
      fetchMessages: (query: string) => fetchMessages(`${api}/messages?${query}`),
    };
    this.#history = new HistoryPages({
      ...reading,
      came: (page) => this.#take(page),
      failed: () => say(texts.log.pageFailed),
    });
    this.seek = new Seek({
      ...reading,
      came: (page) => {
        this.#history.restart();
        this.#take(page);
      },
      tell: (text) => this.notices.show({ kind: "seek", text, isCalm: true }),
    });
    this.#originals = new Originals({
      ...reading,
      clock,
      found: (seq, original) => this.#take({ type: "fetched", seq, original }),
    });
  }

  /** What is known of the room. */
  get state(): ReadonlySignal<RoomState> {
    return this.#state;
  }

  /** The same but for what was said: what changes seldom. */
  get about(): ReadonlySignal<RoomAbout> {
    return this.#about;
  }

  /** What the room is called to people: its name, or the other one's where it is a direct one. */
  get title(): string {
    return this.direct?.peer.name ?? this.about.value.room;
  }

  /** Why one may only read here just now; nothing when one may write. */
  get silence(): ReadonlySignal<Silence | undefined> {
    return this.#silences.silence;
  }

  /** What one has not read. */
  get unread(): ReadonlySignal<Unread> {
    return this.#unread;
  }

  /** Who writes here: as the page was told, until the server says so. */
  get author(): Author {
    return this.#about.value.you ?? this.#author;
  }

  /** How the connection stands. */
  get status(): ReadonlySignal<ConnectionStatus> {
    return this.#status;
  }

  /** What people are called, by their ids: all that were heard of. */
  get names(): ReadonlySignal<KnownNames> {
    return this.#names;
  }

  /** How loading the messages before or after the loaded ones goes. */
  pages(direction: Direction): ReadonlySignal<PageStatus> {
    return this.#history.status(direction);
  }

  /** Connects, and stays connected until {@linkcode close} or until the server says stop. */
  open(): void {
    this.pending.open();
    this.#connection.open();
  }

  /** Ends the connection and every timer. */
  close(): void {
    this.tray.peek()?.close();
    this.#connection.close();
    this.#requests.disconnected();
    this.#outboxNews.close();
    this.pending.close();
    this.reader.close();
    this.#history.restart();
    this.#originals.close();
    this.typing.close();
    this.announcer.close();
    this.#news.close();
    this.#silences.close();
  }

  /** Says something; it is kept and sent again until the server has it. */
  say(text: string, { byItself = false, ...options }: SayOptions = {}): void {
    this.#typingSign.sent();
    if (!byItself) this.toNewest();
    this.pending.add(text, options);
  }

  /** Changes the text of one's own message; gives why that failed, or nothing when it did not. */
  edit(target: number, text: string): Promise<RequestFailure | undefined> {
    this.#typingSign.sent();
    return this.#requests.send({ type: "edit", target, text });
  }

  /** Deletes a message. */
  remove(target: number): Promise<void> {
    return this.#change({ type: "delete", target });
  }

  /** Adds a reaction of one's own, or takes it back. */
  react(target: number, emoji: string, on: boolean): Promise<void> {
    return this.#change({ type: "react", target, emoji, on });
  }

  /** Call at each change of the box, with what it holds now. */
  drafted(text: string): void {
    this.#typingSign.changed(text);
  }

  /** Asks for the next page of messages, unless there is none or it was asked for. */
  load(direction: Direction): void {
    this.#history.load(direction);
  }

  /** Fetches a message that another one answers, unless it is known or on its way. */
  wantOriginal(seq: number): void {
    const original = findOriginal(this.#state.value, seq);
    if (original === undefined || original === "failed") this.#originals.want(seq);
  }

  /** Takes the reader to a message, wherever it is; says so when there is no way. */
  goTo(seq: number): void {
    this.wantOriginal(seq);
    batch(() => {
      this.notices.dismiss("seek");
      const { messages, tail } = this.#state.peek();
      if (findBySeq(tail, seq) !== undefined) this.#showNewest();
      else if (findBySeq(messages, seq) === undefined) this.announcer.say(texts.log.loading);
      this.seek.to(seq);
    });
  }

  /** Takes the reader to the first message that they had not read when they came. */
  goToUnread(): void {
    const from = this.reader.lineFrom;
    if (from !== undefined) this.seek.toNext(from + 1);
  }

  /** Takes the reader to the newest message. */
  toNewest(): void {
    batch(() => {
      this.#showNewest();
      this.seek.toNewest();
    });
  }

  /** Cuts the wait for the next try short. */
  retryNow(): void {
    this.#connection.retryNow();
  }

  #hear(messages: readonly ServerMessage[]): void {
    for (const message of messages) {
      if (isBeyondGap(this.#state.value, message)) {
        // The answer to a repeated `ref` may come ahead of the replay it is also part of.
        if (this.#isAcknowledgement(message)) this.pending.acknowledge(message.ref);
        else return this.#connection.resync();
      } else this.#hearOne(message);
    }
  }

  #hearOne(message: ServerMessage): void {
    const { you, epoch } = this.#state.peek();
    if (message.type === "welcome") this.#welcomed(message);
    if (this.#isNews(message)) this.#tell(message);
    this.#take(message);
    this.reader.heard();
    if (message.type === "welcome") this.#entered(message, epoch);
    if (message.type === "message" && message.from.id === you?.id) this.reader.said(message);
    this.typing.heard(message, you?.id);
    if (!this.#requests.answered(message) && message.type === "error") this.#refused(message);
    if (this.#isAcknowledgement(message)) this.pending.acknowledge(message.ref);
  }

  #take(message: ServerMessage | Fetched | Page): void {
    const state = letGo(receive(this.#state.peek(), message), this.reader.place?.seq);
    this.#names.value = forgetNames(learnNames(this.#names.peek(), message), state);
    this.#state.value = state;
    this.#about.value = aboutOf(state, this.#about.peek());
    this.#silences.changed(state);
  }

  #showNewest(): void {
    if (!this.#state.peek().hasNewer) return;
    this.#history.restart();
    this.reader.place = undefined;
    this.#state.value = showNewest(this.#state.peek());
  }

  #welcomed({ epoch, seq, resumed }: Welcome): void {
    const { epoch: oldEpoch, messages } = this.#state.value;
    this.#liveAfterSeq = seq;
    // What was answered or edited stood in a log that is gone.
    if (oldEpoch !== undefined && epoch !== oldEpoch) this.draft.detachAll();
    // What was said in a direct room is on this device: nothing of it is gone or far.
    if (resumed || messages.length === 0 || this.direct) return;
    const { newEpoch, newestOnly } = texts.notice;
    const text = epoch === oldEpoch ? newestOnly : newEpoch;
    this.notices.show({ kind: "log_replaced", text, isCalm: true });
  }

  #entered(welcome: Welcome, oldEpoch: string | undefined): void {
    this.reader.welcomed(welcome, oldEpoch);
    if (!welcome.resumed) {
      this.#history.restart();
      this.#originals.restart();
    }
    this.seek.goOn();
  }

  /** Whether somebody else said this just now. */
  #isNews(message: ServerMessage): message is Message {
    const { you, seq } = this.#state.value;
    return message.type === "message" && message.seq > Math.max(seq, this.#liveAfterSeq) &&
      message.from.id !== you?.id;
  }

  #tell(message: Message): void {
    const { room } = this.#state.value;
    this.announcer.heard(message, this.#originalOf(message));
    if (message.note) return;
    this.#heardNews({ room, message, isMention: mentionsYou(this.#state.value, message) });
  }

  #originalOf({ replyTo }: Message): Original | undefined {
    return replyTo === undefined ? undefined : findOriginal(this.#state.value, replyTo);
  }

  /** Every entry of the log with a `ref` of ours acknowledges it; others have keys of their own. */
  #isAcknowledgement(message: ServerMessage): message is ServerMessage & { ref: string } {
    return message.type === "message" && message.ref !== undefined &&
      message.from.id === this.#state.value.you?.id;
  }

  #refused(error: ErrorMessage): void {
    if (this.pending.refuse(error)) return;
    // A sign of typing or of reading that came too soon: nothing that anybody has to know of.
    if (error.code === "rate_limited" && error.ref === undefined) {
      return this.reader.refused(error.retryAfter ?? 0);
    }
    this.notices.show({ kind: error.code, text: errorText(error) });
  }

  #statusChanged(status: ConnectionStatus): void {
    this.#status.value = status;
    this.#news.changed(status);
    if (status.kind === "open") {
      this.pending.connected();
      this.#history.reconnected();
      for (const seq of this.#state.value.originals.keys()) this.wantOriginal(seq);
    } else {
      this.typing.disconnected();
      this.pending.disconnected();
      this.#requests.disconnected();
    }
  }

  async #change(command: ChangeCommand): Promise<void> {
    const failure = await this.#requests.send(command);
    if (failure) this.notices.show({ kind: failure.code, text: errorText(failure) });
  }
}
