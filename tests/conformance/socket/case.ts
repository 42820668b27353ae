/** What a row of the WebSocket table is: bytes to send, and what has to come of them. */
import { maskedFrame } from "../../support/socket_frames.ts";

/** Bytes to write, or a wait for the next pong. */
export type Step = Uint8Array | "pong";

/** How it ends. */
export type End = "open" | "dropped" | "closed without a code" | number;

/** One case of the Autobahn test suite, or one of our own. */
export interface SocketCase {
  /** The suite's number, as `5.6`; ours begin with `own`. */
  readonly id: string;
  readonly title: string;
  /** Written one after the other, each as a packet of its own. */
  readonly sends: readonly Step[];
  /** Payloads of the pongs, in their order. */
  readonly pongs?: readonly string[];
  /** Texts of the `message` events that everybody in the room hears, in their order. */
  readonly echoes?: readonly string[];
  /** Codes of the `error` answers, in their order. */
  readonly errors?: readonly string[];
  /** `open`; `dropped`, without a close frame; or the code of the server's close frame, or one of several. */
  readonly ends: End | readonly End[];
  /** Why this is not what the suite asks for, where the protocol of Parley wants it so. */
  readonly ours?: keyof typeof ownRules;
  /** In what this falls short of the RFC. */
  readonly deviation?: keyof typeof deviations;
}

/** Cases that belong together, as the suite numbers them. */
export interface SocketCases {
  readonly title: string;
  readonly cases: readonly SocketCase[];
}

/** What the suite has a server echo, and Parley answers otherwise. */
export const ownRules = {
  textOnly: "a binary message closes the socket with 1003",
  frameBytes: "a message of over 64 KiB closes the socket with 1009",
  notEmpty: "a message without text is refused, and the socket stays",
  noControls: "a text of control characters only, or with NUL, is refused, and the socket stays",
} as const;

/**
 * Where the runtime falls short of RFC 6455. It reads frames before anything of ours sees them, so
 * none of these can be mended here.
 */
export const deviations = {
  bareDrop: "what fails a connection drops it without a close frame of 1002 or 1007 before " +
    "(section 7.1.7: SHOULD)",
  unmasked: "frames that are not masked are taken (section 5.1: MUST close)",
  longClose: "a close frame of over 125 bytes is answered like any other (section 5.5: MUST)",
  wideLength: "a length in more bytes than it needs is taken (section 5.2: MUST)",
  newBeginning: "a fragmented message that begins inside another one takes its place " +
    "(section 5.4: MUST NOT)",
} as const;

/** Payload of the suite's small messages. */
export const hello = "Hello, world!";

/** @param digits Two hexadecimal digits a byte; spaces do not matter. */
export function hex(digits: string): Uint8Array {
  return Uint8Array.fromHex(digits.replaceAll(" ", ""));
}

/** A whole text message. */
export function text(payload: Uint8Array | string = ""): Uint8Array {
  return maskedFrame(0x81, payload);
}

/** A close frame. */
export function close(code: number, reason: Uint8Array | string = ""): Uint8Array {
  const words = typeof reason === "string" ? new TextEncoder().encode(reason) : reason;
  return maskedFrame(0x88, Uint8Array.from([code >> 8, code & 255, ...words]));
}

/** One piece of several. */
export function joined(...pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Pieces of so many bytes, the last one maybe of fewer. */
export function chopped(whole: Uint8Array, size = 1): Uint8Array[] {
  const count = Math.ceil(whole.length / size);
  return Array.from({ length: count }, (_, n) => whole.subarray(n * size, (n + 1) * size));
}

/** A message of exactly so many bytes, as a frame holds it; everybody hears `fits` of it. */
export function sized(bytes: number): string {
  const frame = '{"type":"say","text":"fits","padding":""}';
  return frame.replace('""', `"${"*".repeat(bytes - frame.length)}"`);
}

/** A message in fragments of so many bytes each. */
export function fragmented(
  opcode: number,
  payload: Uint8Array | string,
  size: number,
): Uint8Array[] {
  const bytes = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
  const pieces = chopped(bytes, size);
  return pieces.map((piece, index) => {
    const fin = index === pieces.length - 1 ? 0x80 : 0;
    return maskedFrame(fin | (index === 0 ? opcode : 0), piece);
  });
}
