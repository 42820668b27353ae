/**
 * What the page knows of its room: a pure function from what was known and what was heard to what
 * is known now. Time, typing and what is still unsent have modules of their own.
 */
import { fold } from "../../lib/wire/fold.ts";
import { limits } from "../../lib/wire/limits.ts";
import type {
  Message,
  Person,
  Presence,
  RoomEvent,
  RoomState as RoomChange,
  ServerMessage,
  Visibility,
  Welcome,
  You,
} from "../../lib/wire/messages.ts";
import {
  addNewest,
  applyChange,
  catchUp,
  emptyWindow,
  isLoaded,
  keepAround,
  newestOf,
  takePage,
  toNewest,
  usualBounds,
} from "./log_window.ts";
import type { Bounds, Change, LogWindow, Page } from "./log_window.ts";
import { findBySeq } from "./message_order.ts";
import { countAnew, countIn, emptyTally, readUpTo, recount } from "./unread_count.ts";
import type { Tally } from "./unread_count.ts";

/**
 * A message that another one answers: folded, as far as it is known; or that it is not there any
 * more, or could not be fetched.
 */
export type Original = Message | "gone" | "failed";

/** What came of fetching a message that is not loaded: no message of the wire, but of the page. */
export interface Fetched {
  readonly type: "fetched";
  readonly seq: number;
  readonly original: Original;
}

/** One room as one visitor knows it. */
export interface RoomState extends LogWindow, Tally {
  /** Whether one has been in the room before. */
  readonly hasVisited: boolean;
  /** Whether the server has let us in yet. */
  readonly isJoined: boolean;
  /** Name of the room, by the server once it has said so. */
  readonly room: string;
  /** What it is about, where somebody has said so. */
  readonly topic?: string;
  /** Who may find it, and come in. */
  readonly visibility: Visibility;
  /** Whether nobody may write there any more. */
  readonly isArchived: boolean;
  /** Oneself, known from the first welcome on. */
  readonly you?: Welcome["you"];
  /** Newest entry of the log that arrived: a resume asks for what follows it. */
  readonly seq: number;
  /** By `seq`, messages that were fetched because loaded ones answer them; kept up to date. */
  readonly originals: ReadonlyMap<number, Original>;
  /** Those present that the server named, at most the first 200 and who came since. */
  readonly people: readonly Person[];
  /** How many are present, unnamed ones included. */
  readonly count: number;
  /** Characters that a message may hold. */
  readonly maxTextChars: number;
  /** Bytes that a file may have; 0 while that is not known, and where none may be sent. */
  readonly maxUploadBytes: number;
}

/** What a {@linkcode RoomState} begins with. */
export interface EmptyRoomOptions {
  /** How much is kept at hand. */
  readonly bounds?: Bounds;
  /** Whether one has been in the room before. */
  readonly hasVisited?: boolean;
}

/** A room of which nothing was heard yet. */
export function emptyRoom(
  room: string,
  { bounds = usualBounds, hasVisited = false }: EmptyRoomOptions = {},
): RoomState {
  return {
    bounds,
    hasVisited,
    isJoined: false,
    room,
    visibility: "public",
    isArchived: false,
    seq: 0,
    ...emptyWindow,
    ...emptyTally,
    originals: new Map(),
    people: [],
    count: 0,
    maxTextChars: limits.textChars,
    maxUploadBytes: 0,
  };
}

/**
 * Takes in one thing that the server said, or that was fetched.
 *
 * Entries of the log that are known already change nothing, so a replay may overlap.
 */
export function receive(
  state: RoomState,
  message: ServerMessage | Fetched | Page,
): RoomState {
  switch (message.type) {
    case "welcome":
      return enter(state, message);
    case "message":
      return append(state, message);
    case "edited":
    case "deleted":
    case "reacted":
      return change(state, message);
    case "presence":
      return meet(state, message);
    case "page":
      return counted(state, takePage(state, message));
    case "fetched":
      return keep(state, message);
    case "read":
      if (message.id !== state.you?.id) return state;
      return { ...state, ...readUpTo(state, message.seq) };
    case "you":
      return you(state, message);
    case "room":
      return become(state, message);
    case "history":
    case "typing":
    case "pong":
    case "error":
      return state;
    default: {
      // A newer server may say more than we know; the protocol has us ignore it, but the log goes on.
      message satisfies never;
      const { seq } = message as { readonly seq?: unknown };
      return seq === state.known + 1 ? advance(state, seq) : state;
    }
  }
}

/** One is something else in the room from now on. */
function you(state: RoomState, { role, mutedUntil }: You): RoomState {
  if (state.you === undefined) return state;
  const { mutedUntil: _, ...person } = state.you;
  return { ...state, you: { ...person, role, ...(mutedUntil !== undefined && { mutedUntil }) } };
}

/** The room is something else from now on. */
function become(
  { topic: _old, ...state }: RoomState,
  { topic, visibility, isArchived }: RoomChange,
): RoomState {
  return { ...state, ...(topic !== "" && { topic }), visibility, isArchived };
}

/** The window goes to the newest messages. */
export function showNewest(state: RoomState): RoomState {
  return counted(state, toNewest(state));
}

/**
 * Lets go of what is far from the reader, if there is too much.
 *
 * @param at The message that they read; nothing when they are at the newest.
 */
export function letGo(state: RoomState, at: number | undefined): RoomState {
  const kept = keepAround(state, at);
  if (kept === state) return state;
  const answered = new Set([...kept.messages, ...kept.tail].map(({ replyTo }) => replyTo));
  const originals = new Map([...state.originals].filter(([seq]) => answered.has(seq)));
  return counted(state, { ...kept, originals });
}

/**
 * Tells whether something was lost before `message`: the log has no gaps, so an entry that skips a
 * number means that the connection has to come back with `since`.
 */
export function isBeyondGap(state: RoomState, message: ServerMessage): boolean {
  return isEvent(message) && state.isJoined && message.seq > state.known + 1;
}

/** Where a resume begins; `undefined` when there is nothing to resume. */
export function resumePoint(state: RoomState): { since: number; epoch: string } | undefined {
  if (state.epoch === undefined || state.seq === 0) return undefined;
  return { since: state.seq, epoch: state.epoch };
}

/** Finds a loaded message by its place in the log. */
export function findMessage({ messages, tail }: RoomState, seq: number): Message | undefined {
  return findBySeq(messages, seq) ?? findBySeq(tail, seq);
}

/**
 * Finds a message that another one answers, loaded or fetched; `undefined` while nothing is known
 * of it.
 */
export function findOriginal(state: RoomState, seq: number): Original | undefined {
  const loaded = findMessage(state, seq);
  if (loaded !== undefined) return loaded;
  return isLoaded(state, seq) ? "gone" : state.originals.get(seq);
}

function isEvent(message: ServerMessage): message is RoomEvent {
  // A message, or what is about one.
  return message.type === "message" || "target" in message;
}

function enter(state: RoomState, welcome: Welcome): RoomState {
  const { topic: _old, ...rest } = state;
  const here = {
    ...rest,
    ...(welcome.topic !== undefined && { topic: welcome.topic }),
    visibility: welcome.visibility ?? "public",
    isArchived: welcome.isArchived ?? false,
    isJoined: true,
    room: welcome.room,
    epoch: welcome.epoch,
    you: welcome.you,
    people: welcome.members,
    count: welcome.count,
    maxTextChars: welcome.limits.text,
    // A server from before files says nothing of them.
    maxUploadBytes: welcome.limits.upload ?? 0,
  };
  const read = readAtWelcome(state, welcome);
  if (welcome.resumed) return { ...here, ...readUpTo(here, read), known: state.seq };
  // What we had may lie beyond a gap of any width, so it goes; history brings it back.
  const { seq } = welcome;
  return {
    ...here,
    ...emptyWindow,
    ...emptyTally,
    seq: 0,
    known: seq,
    changesFrom: seq,
    originals: new Map(),
    read,
  };
}

/**
 * Who is here for the first time begins behind all that was there before; who was here and has no
 * mark found nothing to read then, and has everything to read now.
 */
function readAtWelcome(state: RoomState, { epoch, read, seq }: Welcome): number {
  if (epoch === state.epoch) return Math.max(state.read, read ?? 0);
  return read ?? (state.hasVisited ? 0 : seq);
}

/** Counts what is unread anew, unless the newest messages that are loaded are as before. */
function counted(before: RoomState, after: RoomState): RoomState {
  return newestOf(before) === newestOf(after) ? after : { ...after, ...countAnew(after) };
}

function append(state: RoomState, message: Message): RoomState {
  // The server answers a repeated `ref` with the event it stored, however old that is.
  // In a direct room what stood in logs before this one, with numbers up to 0, comes before all else.
  if (message.seq <= state.seq && state.seq > 0) return state;
  const before = newestOf(state);
  const next = addNewest(advance(state, message.seq), message);
  const after = newestOf(next);
  if (after === before) return next;
  const tally = after.length > before.length ? countIn(next, message) : countAnew(next);
  return { ...next, ...tally };
}

function change(state: RoomState, event: Change): RoomState {
  if (event.seq <= state.seq) return state;
  const next = applyChange(advance(state, event.seq), event);
  const before = findBySeq(newestOf(state), event.target);
  const after = findBySeq(newestOf(next), event.target);
  const tally = before && after && recount(next, before, after);
  const original = state.originals.get(event.target);
  if (typeof original !== "object") return { ...next, ...tally };
  const originals = new Map(state.originals).set(event.target, fold(original, event));
  return { ...next, ...tally, originals };
}

/** Like a page of messages, it may have been read before changes that have arrived already. */
function keep(state: RoomState, { seq, original }: Fetched): RoomState {
  const kept = typeof original === "object" ? catchUp(state, original, 0) : original;
  return { ...state, originals: new Map(state.originals).set(seq, kept) };
}

function advance(state: RoomState, seq: number): RoomState {
  return { ...state, seq, known: Math.max(state.known, seq) };
}

function meet(state: RoomState, { joined, left, count }: Presence): RoomState {
  const gone = new Set([...left, ...joined.map((person) => person.id)]);
  const people = [...state.people.filter((person) => !gone.has(person.id)), ...joined];
  return { ...state, people, count };
}
