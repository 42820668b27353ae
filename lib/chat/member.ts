import type { Clock } from "../clock.ts";
import { sleep } from "../clock.ts";
import { ChatError } from "../errors.ts";
import type { Meter } from "../meter.ts";
import { noMeter } from "../meter.ts";
import type { Outcome } from "../store/store.ts";
import type { CloseReason } from "../wire/close_codes.ts";
import { closeReasons } from "../wire/close_codes.ts";
import {
  decodeFrame,
  encodeFrame,
  errorMessage,
  isFrameTooBig,
  MalformedError,
} from "../wire/codec.ts";
import type { Command } from "../wire/commands.ts";
import { limits } from "../wire/limits.ts";
import type { Person, ServerMessage } from "../wire/messages.ts";
import { rateLimited } from "../rate_limiter.ts";
import type { Seat } from "./seat.ts";

/** What a member needs of a socket; a `WebSocket` of server or browser has this shape. */
export interface Socket {
  /** 1 while frames can be sent. */
  readonly readyState: number;
  /** Bytes handed over and not yet taken by the network. */
  readonly bufferedAmount: number;
  send(frame: string): void;
  close(code: number, reason: string): void;
}

/** What a member needs of its room. */
export interface MemberRoom {
  /** Newest number that the room has published. */
  readonly seq: number;
  /** Counts one command; the milliseconds to wait when it is one too many, else 0. */
  takeRate(id: string): number;
  /** Hands a command to the room's loop; throws a `ChatError` when it is refused at once. */
  submit(member: Member, command: Command): void;
  /** Takes the member out. */
  leave(member: Member): void;
}

/** What a {@linkcode Member} is made of. */
export interface MemberOptions {
  socket: Socket;
  person: Person;
  seat: Seat;
  room: MemberRoom;
  clock: Clock;
  /** Counts errors and ends; nobody does unless given. */
  meter?: Meter;
}

/** Below so many unsent bytes the next piece of a replay is sent. */
const replayBelowBytes = limits.unsentBytes / 4;
/** A browser gives no sign when its buffer drains, so a replay looks again after this long. */
const replayPauseMs = 20;
/** A replay that moves nothing for so many pauses has met a stuck reader: 30 s. */
const replayPauses = 1_500;
/** In this time commands beyond the rate are counted. */
const excessWindowMs = 10_000;
/** Answers from the store that may wait for one member. */
const waitingReplays = 16;

/**
 * One socket in one room: reads its frames, keeps its pace, and sends what the room publishes.
 *
 * The heartbeat is the runtime's: see `idleTimeoutSeconds` where the socket is upgraded.
 */
export class Member {
  readonly person: Person;
  /** What they are in the room; the room's loop changes it. */
  seat: Seat;
  readonly #socket: Socket;
  readonly #room: MemberRoom;
  readonly #clock: Clock;
  readonly #meter: Meter;
  #isOpen = true;
  #isOut = false;
  #malformedInARow = 0;
  /** Commands beyond the rate since {@linkcode #excessSinceMs}. */
  #excess = 0;
  #excessSinceMs = 0;
  /**
   * Frames that wait behind a replay, those of {@linkcode sendAll} together; `undefined` while there is
   * none. `welcome` is the first.
   */
  #held: (string | readonly string[])[] | undefined = [];
  #heldChars = 0;
  #replays: (() => AsyncIterable<string>)[] = [];
  #isReplaying = false;

  constructor({ socket, person, seat, room, clock, meter = noMeter }: MemberOptions) {
    this.person = person;
    this.seat = seat;
    this.#socket = socket;
    this.#room = room;
    this.#clock = clock;
    this.#meter = meter;
  }

  /** Whether the member still sends and reads. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /**
   * Whether the room refused it or sent it out: what it said before and still waits is not done any
   * more. Who only left is not out.
   */
  get isOut(): boolean {
    return this.#isOut;
  }

  /**
   * Takes one frame from the client: obeys its commands, answers each bad one with `error`.
   *
   * Who floods is closed: what comes then costs next to nothing, while each answer takes time from all.
   *
   * @param payload What the socket's `message` event carried, not yet trusted.
   */
  receive(payload: unknown): void {
    if (!this.#isOpen) return;
    if (typeof payload !== "string") return this.close(closeReasons.binaryFrame);
    if (isFrameTooBig(payload)) return this.close(closeReasons.frameTooBig);
    const answers: ServerMessage[] = [];
    let isMalformed = false;
    for (const decoded of decodeFrame(payload)) {
      if (!this.#isOpen) return;
      isMalformed ||= decoded instanceof MalformedError;
      const answer = this.#obey(decoded);
      if (answer) answers.push(answer);
    }
    if (answers.length > 0) this.send(encodeFrame(answers));
    this.#malformedInARow = isMalformed ? this.#malformedInARow + 1 : 0;
    if (this.#malformedInARow >= limits.malformedFrames) this.close(closeReasons.tooManyMalformed);
  }

  /**
   * Sends one frame, or keeps it behind a running replay.
   *
   * A reader that has 1 MiB unsent is closed with 4000 instead; it comes back with `since`.
   */
  send(frame: string): void {
    if (!this.#isOpen) return;
    if (!this.#held) return this.#write(frame);
    this.#heldChars += frame.length;
    if (this.#heldChars > limits.unsentBytes) this.close(closeReasons.slowConsumer);
    else this.#held.push(frame);
  }

  /**
   * Sends several frames in place of one that would be too long, each when the reader has room for it;
   * what is sent from now on waits behind them. Those of many members are the same, and take memory once.
   *
   * A reader that has not begun with those before is closed with 4000.
   */
  sendAll(frames: readonly string[]): void {
    if (!this.#isOpen) return;
    const held = this.#held ??= [];
    if (held.some((one) => typeof one !== "string")) return this.close(closeReasons.slowConsumer);
    held.push(frames);
    if (!this.#isReplaying) void this.#replay();
  }

  /**
   * Sends the frames that `read` gives before anything that is sent from now on.
   *
   * Each is asked for only when the reader has room for it, so a slow one takes no memory. What the
   * room publishes meanwhile waits, so nothing is lost or out of order at the seam. When `read`
   * fails, the member is closed with 4001.
   *
   * @returns `false`, and does nothing, when 16 such answers wait already.
   */
  sendAhead(read: () => AsyncIterable<string>): boolean {
    if (!this.#isOpen || this.#replays.length >= waitingReplays) return false;
    this.#replays.push(read);
    if (!this.#isReplaying) void this.#replay();
    return true;
  }

  /** Tells the sender what became of what it said, unless the room's own event tells it. */
  settle(ref: string | undefined, outcome: Outcome): void {
    if ("refused" in outcome) {
      this.refuse(new ChatError(outcome.refused, outcome.why, { ref }));
    } else if (!outcome.isNew) {
      this.send(encodeFrame([outcome.event]));
    }
  }

  /** Tells the sender that something failed. */
  refuse(error: ChatError): void {
    this.send(encodeFrame([this.#complaint(error)]));
  }

  /** Ends the socket and leaves the room; may be called twice. */
  close({ code, reason }: CloseReason): void {
    if (!this.#isOpen) return;
    this.#meter.socketEnded(code);
    this.left();
    this.#socket.close(code, reason);
  }

  /** Ends the socket of who may not be in the room; see {@linkcode isOut}. */
  sendOut(why: CloseReason): void {
    this.#isOut = true;
    this.close(why);
  }

  /** Leaves the room: the socket is gone. May be called twice. */
  left(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#held = undefined;
    this.#replays = [];
    this.#room.leave(this);
  }

  /** Gives what has to be answered at once. */
  #obey(decoded: Command | ChatError): ServerMessage | undefined {
    try {
      const retryAfterMs = this.#room.takeRate(this.person.id);
      if (retryAfterMs > 0) {
        this.#countExcess();
        throw rateLimited(retryAfterMs, "ref" in decoded ? decoded.ref : undefined);
      }
      if (decoded instanceof ChatError) throw decoded;
      if (decoded.type === "ping") return { type: "pong", seq: this.#room.seq };
      this.#room.submit(this, decoded);
    } catch (error) {
      if (error instanceof ChatError) return this.#complaint(error);
      throw error;
    }
  }

  #complaint(error: ChatError): ServerMessage {
    this.#meter.erred("socket", error.code);
    return errorMessage(error);
  }

  #countExcess(): void {
    const nowMs = this.#clock.now();
    if (nowMs - this.#excessSinceMs >= excessWindowMs) {
      this.#excessSinceMs = nowMs;
      this.#excess = 0;
    }
    if (++this.#excess > limits.excessCommands) this.close(closeReasons.tooManyCommands);
  }

  #write(frame: string): void {
    if (this.#socket.readyState !== 1) return;
    if (this.#socket.bufferedAmount + frame.length > limits.unsentBytes) {
      this.close(closeReasons.slowConsumer);
    } else {
      this.#socket.send(frame);
    }
  }

  async #replay(): Promise<void> {
    this.#isReplaying = true;
    const held = this.#held ??= [];
    try {
      // What is asked for meanwhile goes first: what is held is newer than that, or known to it.
      while (this.#isOpen && (this.#replays.length > 0 || held.length > 0)) {
        const read = this.#replays[0];
        if (read) {
          for await (const frame of read()) {
            await this.#sendPaced(frame);
            if (!this.#isOpen) return;
          }
          this.#replays.shift();
        } else {
          const next = held.shift()!;
          if (typeof next === "string") {
            this.#heldChars -= next.length;
            await this.#sendPaced(next);
          } else {
            for (const frame of next) await this.#sendPaced(frame);
          }
        }
      }
      this.#held = undefined;
      this.#isReplaying = false;
    } catch {
      // Whoever gave `read` has told of the cause; the client asks again for what is missing.
      this.close(closeReasons.unfilledGap);
    }
  }

  async #sendPaced(frame: string): Promise<void> {
    let pauses = 0;
    while (this.#isOpen && this.#socket.bufferedAmount > replayBelowBytes) {
      if (++pauses > replayPauses) return this.close(closeReasons.slowConsumer);
      await sleep(this.#clock, replayPauseMs);
    }
    if (this.#isOpen) this.#write(frame);
  }
}
