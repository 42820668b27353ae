import type { Socket } from "../../lib/chat/member.ts";
import type { CloseReason } from "../../lib/wire/close_codes.ts";
import type { ServerMessage } from "../../lib/wire/messages.ts";

/** A socket without a network: keeps what is sent; a test sets how much of it is still unsent. */
export class FakeSocket implements Socket {
  /** 1 while it is open, as with a `WebSocket`. */
  readyState = 1;
  bufferedAmount = 0;
  /** While true the reader takes nothing: whatever is sent adds to `bufferedAmount`. */
  isStuck = false;
  /** Every frame that was sent, in order, as it was handed over. */
  readonly frames: string[] = [];
  /** What the server closed it with. */
  closedWith: CloseReason | undefined;

  send(frame: string): void {
    if (this.readyState !== 1) throw new Error("Cannot send: the socket is closed");
    this.frames.push(frame);
    if (this.isStuck) this.bufferedAmount += frame.length;
  }

  close(code: number, reason: string): void {
    if (this.closedWith) throw new Error("Cannot close the socket: it is closed already");
    this.closedWith = { code, reason };
    this.readyState = 2;
  }

  /** The messages of all frames, in order. */
  messages(): ServerMessage[] {
    return this.frames.flatMap((frame) =>
      frame.split("\n").map((line) => JSON.parse(line) as ServerMessage)
    );
  }
}
