/**
 * What the page knows of its room: a pure function from what was known and what was heard to what
 * is known now. Time, typing and what is still unsent have modules of their own.
 */
import { fold } from "../lib/wire/fold.ts";
import { limits } from "../lib/wire/limits.ts";
import type {
  History,
  Message,
  Person,
  Presence,
  RoomEvent,
  ServerMessage,
  Welcome,
} from "../lib/wire/messages.ts";
import { countUpTo, findBySeq } from "./message_order.ts";
import { countIn, emptyTally, readUpTo, recount } from "./unread_count.ts";
import type { Tally } from "./unread_count.ts";

/** An entry of the log that is about an earlier message. */
export type Change = Exclude<RoomEvent, Message>;

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
export interface RoomState extends Tally {
  /** Whether the server has let us in yet. */
  readonly isJoined: boolean;
  /** Name of the room, by the server once it has said so. */
  readonly room: string;
  /** What it is about, where somebody has said so. */
  readonly topic?: string;
  /** Names the log that `seq` counts in. */
  readonly epoch?: string;
  /** Oneself, known from the first welcome on. */
  readonly you?: Welcome["you"];
  /** Newest entry of the log that arrived: a resume asks for what follows it. */
  readonly seq: number;
  /** The log is known up to here: `seq`, or what a snapshot had folded in already. */
  readonly known: number;
  /** Folded messages without a gap, oldest first. */
  readonly messages: readonly Message[];
  /** Whether there are messages before the first of `messages`. */
  readonly hasOlder: boolean;
  /** Late changes to messages that are not loaded, oldest first; see {@linkcode receive}. */
  readonly strays: readonly Change[];
  /** By `seq`, messages that were fetched because loaded ones answer them; kept up to date. */
  readonly originals: ReadonlyMap<number, Original>;
  /** Those present that the server named, at most the first 200 and who came since. */
  readonly people: readonly Person[];
  /** How many are present, unnamed ones included. */
  readonly count: number;
  /** Characters that a message may hold. */
  readonly maxTextChars: number;
}

/** Strays worth keeping: a page of history is at most this many changes behind. */
const maxStrays = 1_000;

/** A room of which nothing was heard yet. */
export function emptyRoom(room: string): RoomState {
  return {
    isJoined: false,
    room,
    seq: 0,
    known: 0,
    messages: [],
    hasOlder: false,
    strays: [],
    originals: new Map(),
    ...emptyTally,
    people: [],
    count: 0,
    maxTextChars: limits.textChars,
  };
}

/**
 * Takes in one thing that the server said, or that was fetched.
 *
 * Entries of the log that are known already change nothing, so a replay may overlap. A change to a
 * message that is not loaded is kept as a stray: the page of history that brings the message may
 * have been read before the change and arrive after it.
 */
export function receive(state: RoomState, message: ServerMessage | Fetched): RoomState {
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
    case "history":
      return prepend(state, message);
    case "fetched":
      return keep(state, message);
    case "read":
      return message.id === state.you?.id ? { ...state, ...readUpTo(state, message.seq) } : state;
    case "typing":
    case "pong":
    case "error":
      return state;
    default: {
      // A newer server may say more than we know; the protocol has us ignore it.
      message satisfies never;
      return state;
    }
  }
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

/** Finds a message by its place in the log. */
export function findMessage(state: RoomState, seq: number): Message | undefined {
  return findBySeq(state.messages, seq);
}

/**
 * Finds a message that another one answers, loaded or fetched; `undefined` while nothing is known
 * of it.
 */
export function findOriginal(state: RoomState, seq: number): Original | undefined {
  const { messages, hasOlder, originals } = state;
  const [first] = messages;
  if (first === undefined) return originals.get(seq);
  const loaded = findMessage(state, seq);
  if (loaded !== undefined) return loaded;
  // What is loaded has no gap, so what is missing from it is nowhere else.
  return first.seq < seq || !hasOlder ? "gone" : originals.get(seq);
}

function isEvent(message: ServerMessage): message is RoomEvent {
  return message.type === "message" || message.type === "edited" ||
    message.type === "deleted" || message.type === "reacted";
}

function enter(state: RoomState, welcome: Welcome): RoomState {
  const { topic: _old, ...rest } = state;
  const here = {
    ...rest,
    ...(welcome.topic !== undefined && { topic: welcome.topic }),
    isJoined: true,
    room: welcome.room,
    epoch: welcome.epoch,
    you: welcome.you,
    people: welcome.members,
    count: welcome.count,
    maxTextChars: welcome.limits.text,
  };
  const read = readAtWelcome(state, welcome);
  if (welcome.resumed) return { ...here, ...readUpTo(here, read), known: state.seq };
  // What we had may lie beyond a gap of any width, so it goes; history brings it back.
  const { messages, hasOlder, strays, originals } = emptyRoom(welcome.room);
  const { seq: known } = welcome;
  return { ...here, seq: 0, known, messages, hasOlder, strays, originals, ...emptyTally, read };
}

/** Who never read here begins with all that was there before. */
function readAtWelcome(state: RoomState, { epoch, read, seq }: Welcome): number {
  return epoch === state.epoch ? Math.max(state.read, read ?? 0) : read ?? seq;
}

function append(state: RoomState, message: Message): RoomState {
  // The server answers a repeated `ref` with the event it stored, however old that is.
  if (message.seq <= state.seq) return state;
  const isFirst = state.messages.length === 0;
  return {
    ...advance(state, message.seq),
    ...countIn(state, message),
    messages: [...state.messages, message],
    // The first entry of a log is a message, so number 1 has nothing before it.
    hasOlder: isFirst ? message.seq > 1 : state.hasOlder,
  };
}

function change(state: RoomState, event: Change): RoomState {
  if (event.seq <= state.seq) return state;
  const next = advance(state, event.seq);
  const found = findMessage(state, event.target);
  if (found !== undefined) {
    const folded = fold(found, event);
    const index = countUpTo(state.messages, event.target) - 1;
    return {
      ...next,
      ...recount(state, found, folded),
      messages: state.messages.with(index, folded),
    };
  }
  const strays = [...state.strays, event].slice(-maxStrays);
  const original = state.originals.get(event.target);
  if (typeof original !== "object") return { ...next, strays };
  const originals = new Map(state.originals).set(event.target, fold(original, event));
  return { ...next, strays, originals };
}

/** Like a page of history, it may have been read before changes that have arrived already. */
function keep(state: RoomState, { seq, original }: Fetched): RoomState {
  const kept = typeof original === "object" ? catchUp(original, state.strays) : original;
  return { ...state, originals: new Map(state.originals).set(seq, kept) };
}

function advance(state: RoomState, seq: number): RoomState {
  return { ...state, seq, known: Math.max(state.known, seq) };
}

function prepend(state: RoomState, history: History): RoomState {
  const first = state.messages[0]?.seq ?? Infinity;
  const older = history.messages.filter((message) => message.seq < first)
    .map((message) => catchUp(message, state.strays));
  const messages = [...older, ...state.messages];
  const next = { ...state, messages, hasOlder: history.more };
  return older.reduce((room, message) => ({ ...room, ...countIn(room, message) }), next);
}

function catchUp(message: Message, strays: readonly Change[]): Message {
  return strays.filter((stray) => stray.target === message.seq).reduce(fold, message);
}

function meet(state: RoomState, { joined, left, count }: Presence): RoomState {
  const gone = new Set([...left, ...joined.map((person) => person.id)]);
  const people = [...state.people.filter((person) => !gone.has(person.id)), ...joined];
  return { ...state, people, count };
}
