import { Buffer } from "node:buffer";
import type { Dialect } from "../contender.ts";
import { answerFrame, socketPath } from "./dialects.ts";
import { encodeFrame, RawSocket } from "./raw_socket.ts";

const seqField = Buffer.from('"seq":');

/** Where a member sits. */
export interface Seat {
  /** Of the server, on 127.0.0.1. */
  readonly port: number;
  readonly dialect: Dialect;
  readonly room: string;
  /** Display name. */
  readonly name: string;
}

/**
 * One socket in one room, counting what it is given without reading it all.
 *
 * A plain server and socket.io send a frame for each message, so frames are counted. Parley puts several
 * events into a frame and numbers them, so the number of the last one is read. That no number is missing
 * before it is for a {@linkcode Witness} to check; that all members of a room were given the same as
 * their witness, for the {@linkcode Crowd}.
 */
export class Member extends RawSocket {
  readonly room: string;
  /** Resolves when the server has let it into the room. */
  readonly joined: Promise<void>;
  /** Messages given since the server started: rooms are new, so it is the newest `seq` as well. */
  received = 0;
  /** Text frames given, whatever they hold. */
  frames = 0;
  /** Bytes of payload plus one a frame, which is the same however lines are spread over frames. */
  volume = 0;

  protected readonly dialect: Dialect;
  #isIn = () => {};

  constructor({ port, dialect, room, name }: Seat) {
    super(port, socketPath(dialect, room, name));
    this.room = room;
    this.dialect = dialect;
    // A plain server says nothing to who comes, Parley says it first of all.
    this.joined = dialect === "plain"
      ? this.opened
      : new Promise((resolve) => this.#isIn = resolve);
  }

  protected override onFrame(bytes: Buffer, start: number, end: number): void {
    if (this.dialect === "socket.io" && (end - start < 2 || bytes[start + 1] !== 50)) {
      return this.#takeSign(bytes.toString("latin1", start, end));
    }
    if (this.frames++ === 0) this.#isIn();
    this.volume += end - start + 1;
    if (this.dialect !== "parley") this.received++;
    else this.received = findLastSeq(bytes, start, end) ?? this.received;
  }

  /** What is no event: it is not counted. */
  #takeSign(payload: string): void {
    const { answer, isIn } = answerFrame(payload);
    if (answer !== undefined) this.write(encodeFrame(answer));
    if (isIn) this.#isIn();
  }
}

function findLastSeq(bytes: Buffer, start: number, end: number): number | undefined {
  let at = end - seqField.length;
  while (at >= start && !isSeqField(bytes, at)) at--;
  if (at < start) return undefined;
  let seq = 0;
  for (at += seqField.length; bytes[at] >= 48 && bytes[at] <= 57; at++) {
    seq = seq * 10 + bytes[at] - 48;
  }
  return seq;
}

function isSeqField(bytes: Buffer, at: number): boolean {
  for (let index = seqField.length - 1; index >= 0; index--) {
    if (bytes[at + index] !== seqField[index]) return false;
  }
  return true;
}
