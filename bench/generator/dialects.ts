import type { Dialect } from "../contender.ts";

/** What somebody says. */
export interface Saying {
  /** Comes back to the sender. */
  readonly ref: string;
  readonly text: string;
}

/** An event, as far as the load generator looks into it. */
export interface HeardEvent {
  readonly type: string;
  readonly text: string;
  readonly seq?: number;
}

/** How an event of socket.io begins: a message of engine.io (4) that is an event (2); no sign has a 2 there. */
const eventMark = "42";

/** Where a socket is asked for, with the room and the name of who comes. */
export function socketPath(dialect: Dialect, room: string, name: string): string {
  const query = `room=${room}&name=${name}`;
  return dialect === "socket.io"
    ? `/socket.io/?EIO=4&transport=websocket&${query}`
    : `/room?${query}`;
}

/** The payload of the frame that says something. */
export function encodeSaying(dialect: Dialect, saying: Saying): string {
  const command = { type: "say", ...saying };
  if (dialect !== "socket.io") return JSON.stringify(command);
  return eventMark + JSON.stringify(["say", command]);
}

/** The events of a frame that was given. */
export function readEvents(dialect: Dialect, payload: string): HeardEvent[] {
  if (dialect !== "socket.io") return payload.split("\n").map((line) => JSON.parse(line));
  if (!payload.startsWith(eventMark)) return [];
  const [_name, event] = JSON.parse(payload.slice(eventMark.length));
  return [event];
}

/**
 * What to answer to a frame of socket.io that is no event, and whether it says that one is in.
 *
 * @see {@link https://socket.io/docs/v4/engine-io-protocol/ | The protocol of engine.io, version 4}
 */
export function answerFrame(payload: string): { readonly answer?: string; readonly isIn: boolean } {
  // The handshake is answered by asking for the one namespace, a ping by a pong.
  if (payload.startsWith("0")) return { answer: "40", isIn: false };
  if (payload === "2") return { answer: "3", isIn: false };
  return { isIn: payload.startsWith("40") };
}
