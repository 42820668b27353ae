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
export type WelcomeStore = Pick<Store, "readEvents" | "readMessages">;

/** A `welcome` before it is known whether the member resumes. */
export type Greeting = Omit<Welcome, "resumed">;

/** A replay is cut into frames of about so many characters, so that a slow reader can keep up. */
const replayFrameChars = 65_536;
/** Events read from the store at once; what a slow reader has not taken yet is in memory. */
const eventsAtOnce = 100;
/** Characters in one `history`, well below what a reader may have unsent. */
const historyFrameChars = limits.unsentBytes / 4;

/**
 * Reads what a member hears first: `welcome`, then the log up to the number named in it.
 *
 * That is every event after `since` where the client can resume: same epoch, at most 1,000 missed,
 * all still in the store. Otherwise it is the newest 50 messages. The store is asked for more only
 * when the frames so far have been taken.
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
    let after = since.seq;
    let missed = await store.readEvents(room, after, Math.min(after + eventsAtOnce, seq));
    if (missed) {
      yield* frames([{ ...greeting, resumed: true }, ...missed]);
      while ((after += eventsAtOnce) < seq) {
        missed = await store.readEvents(room, after, Math.min(after + eventsAtOnce, seq));
        if (!missed) throw new RangeError(`Cannot read room "${room}" after ${after}: it is gone`);
        yield* frames(missed);
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
  store: Store,
  room: string,
  { ref, before, limit = limits.historyMessagesByDefault }: CommandOf<"history">,
): AsyncGenerator<string, void, void> {
  const page = await store.readMessages(room, { ...(before !== undefined && { before }), limit });
  yield encodeFrame([{ type: "history", ref, ...fitFrame(page) }]);
}

function* frames(messages: readonly ServerMessage[]): Generator<string, void, void> {
  let frame = "";
  for (const message of messages) {
    const line = encodeFrame([message]);
    if (frame !== "" && frame.length + line.length > replayFrameChars) {
      yield frame;
      frame = "";
    }
    frame = frame === "" ? line : `${frame}\n${line}`;
  }
  if (frame !== "") yield frame;
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
