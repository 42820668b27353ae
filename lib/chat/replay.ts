/** What a member hears of the past: when it joins, and when it asks for older messages. */
import type { Page, Store } from "../store/store.ts";
import { encodeFrame } from "../wire/codec.ts";
import type { CommandOf } from "../wire/commands.ts";
import { limits } from "../wire/limits.ts";
import type { ServerMessage, Welcome } from "../wire/messages.ts";

/** Where a client that comes back had got to. */
export interface Since {
  readonly seq: number;
  readonly epoch: string;
}

/** What a `welcome` is read from. */
export interface WelcomeStore extends Pick<Store, "readMessages"> {
  /** As the store's, but it may give only the first of the events. */
  readEvents: Store["readEvents"];
}

/** A `welcome` before it is known whether the member resumes. */
export type Greeting = Omit<Welcome, "resumed">;

/** A replay is cut into frames of about so many characters, so that a slow reader can keep up. */
const replayFrameChars = 65_536;
/** Characters in one `history`, well below what a reader may have unsent. */
const historyFrameChars = limits.unsentBytes / 4;

/**
 * Reads what a member hears first: `welcome`, then the log up to the number named in it.
 *
 * That is every event after `since` where the client can resume: same epoch, at most 1,000 missed,
 * all still in the store. Otherwise it is the newest 50 messages. The store is asked for each frame
 * only when those before have been taken, so that nothing but a frame is kept for a slow reader.
 *
 * @throws {RangeError} when the store forgot a part of the log meanwhile.
 */
export async function* readWelcome(
  store: WelcomeStore,
  greeting: Greeting,
  since: Since | undefined,
): AsyncGenerator<string, void, void> {
  const { room, seq, epoch } = greeting;
  if (since?.epoch === epoch && since.seq <= seq && seq - since.seq <= limits.resumeEvents) {
    let piece = await readPiece(store, greeting, since.seq, [{ ...greeting, resumed: true }]);
    if (piece) {
      yield piece.frame;
      while (piece.upTo < seq) {
        const after: number = piece.upTo;
        piece = await readPiece(store, greeting, after);
        if (!piece) throw new RangeError(`Cannot read room "${room}" after ${after}: it is gone`);
        yield piece.frame;
      }
      return;
    }
  }
  const limit = limits.historyMessagesByDefault;
  const { messages } = await store.readMessages(room, { before: seq + 1, limit });
  yield* frames([{ ...greeting, resumed: false }, ...messages]);
}

/** Reads the answer to the command `history`: one frame. */
export async function* readHistory(
  store: Pick<Store, "readMessages">,
  room: string,
  query: CommandOf<"history">,
): AsyncGenerator<string, void, void> {
  // By itself, so that the page is not in memory while a slow reader is waited for.
  yield await readPage(store, room, query);
}

async function readPage(
  store: Pick<Store, "readMessages">,
  room: string,
  { ref, before, limit = limits.historyMessagesByDefault }: CommandOf<"history">,
): Promise<string> {
  const page = await store.readMessages(room, { ...(before !== undefined && { before }), limit });
  return encodeFrame([{ type: "history", ref, ...fitFrame(page) }]);
}

/** A frame of missed events, and the number of the last one in it. */
interface Piece {
  readonly frame: string;
  readonly upTo: number;
}

/** Reads a frame of what comes after an event; `undefined` when the store forgot a part of it. */
async function readPiece(
  store: WelcomeStore,
  { room, seq }: Greeting,
  after: number,
  first: readonly ServerMessage[] = [],
): Promise<Piece | undefined> {
  const missed = await store.readEvents(room, after, seq);
  if (!missed || (missed.length === 0 && after < seq)) return undefined;
  const { frame, count } = encodeSome([...first, ...missed]);
  return { frame, upTo: missed[count - first.length - 1]?.seq ?? after };
}

function* frames(messages: readonly ServerMessage[]): Generator<string, void, void> {
  for (let sent = 0; sent < messages.length;) {
    const { frame, count } = encodeSome(messages.slice(sent));
    yield frame;
    sent += count;
  }
}

/** Encodes the first of `messages`, so many as one frame of a replay takes, but at least one. */
function encodeSome(messages: readonly ServerMessage[]): { frame: string; count: number } {
  let frame = encodeFrame(messages.slice(0, 1));
  let count = 1;
  for (; count < messages.length; count++) {
    const line = encodeFrame([messages[count]!]);
    if (frame.length + line.length > replayFrameChars) break;
    frame += `\n${line}`;
  }
  return { frame, count };
}

/** Leaves out the oldest messages that one frame cannot carry; they are on the next page. */
function fitFrame({ messages, more }: Page): Page {
  let chars = 0;
  const overflow = messages.findLastIndex((message) => {
    chars += JSON.stringify(message).length;
    return chars > historyFrameChars;
  });
  return overflow < 0 ? { messages, more } : { messages: messages.slice(overflow + 1), more: true };
}
