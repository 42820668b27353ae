import { setImmediate } from "node:timers";
import type { Socket } from "../chat/member.ts";

/**
 * A socket that closes only once the frames are read that have come already.
 *
 * Deno 2.8 drops a connection when it reads any frame after `close()`, and the close frame with it
 * where that is not out yet: who sends on while being closed would never hear why.
 */
export class PatientSocket implements Socket {
  readonly #socket: Socket;

  /** @param socket Open, and closed by nobody else. */
  constructor(socket: Socket) {
    this.#socket = socket;
  }

  get readyState(): number {
    return this.#socket.readyState;
  }

  get bufferedAmount(): number {
    return this.#socket.bufferedAmount;
  }

  send(frame: string): void {
    this.#socket.send(frame);
  }

  /** Resolved reads come first; what is still read until then is for the caller to pass over. */
  close(code: number, reason: string): void {
    setImmediate(() => this.#socket.close(code, reason));
  }
}
