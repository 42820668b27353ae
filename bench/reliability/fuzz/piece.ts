/** What a client sends, in pieces that can be damaged each by itself. */
import { Buffer } from "node:buffer";

/** An HTTP request; its length goes along by itself, where `headers` name none. */
export interface RequestPiece {
  readonly type: "request";
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

/** A WebSocket frame, whose head may lie (RFC 6455 section 5.2). */
export interface FramePiece {
  readonly type: "frame";
  readonly opcode: number;
  readonly payload: Uint8Array;
  /** False where another one is to follow; true unless given. */
  readonly isFinal?: boolean;
  /** Reserved bits, 0 to 7; none unless given. */
  readonly reserved?: number;
  /** False where a client forgets to; true unless given. */
  readonly isMasked?: boolean;
  /** What the head says; the payload's length unless given. */
  readonly length?: bigint;
}

/** Anything else. */
export interface BytesPiece {
  readonly type: "bytes";
  readonly bytes: Uint8Array;
}

/** One piece of what a client sends. */
export type Piece = RequestPiece | FramePiece | BytesPiece;

/** What a client sent over one connection. */
export interface Session {
  /** What it was for. */
  readonly name: string;
  readonly pieces: readonly Piece[];
}

/** The bytes of a piece on the wire. */
export function encodePiece(piece: Piece): Uint8Array {
  switch (piece.type) {
    case "request":
      return encodeRequest(piece);
    case "frame":
      return encodeFrame(piece);
    case "bytes":
      return piece.bytes;
  }
}

function encodeRequest({ method, target, headers, body }: RequestPiece): Uint8Array {
  const isTold = headers.some(([name]) => /^(content-length|transfer-encoding)$/i.test(name));
  const length = isTold || body.length === 0 ? [] : [["content-length", `${body.length}`] as const];
  const fields = [...headers, ...length].map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `${method} ${target} HTTP/1.1\r\n${fields.join("")}\r\n`;
  return Buffer.concat([Buffer.from(head, "latin1"), body]);
}

function encodeFrame(frame: FramePiece): Uint8Array {
  const { opcode, payload, isFinal = true, reserved = 0, isMasked = true } = frame;
  const length = frame.length ?? BigInt(payload.length);
  const mask = isMasked ? 0x80 : 0;
  const first = (isFinal ? 0x80 : 0) | (reserved << 4) | opcode;
  const head = Buffer.alloc(length < 126n ? 2 : length < 65_536n ? 4 : 10);
  head[0] = first;
  head[1] = mask | (length < 126n ? Number(length) : length < 65_536n ? 126 : 127);
  if (head.length === 4) head.writeUInt16BE(Number(length), 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt.asUintN(64, length), 2);
  // Masked with zeros, the payload stays as it is.
  return Buffer.concat([head, Buffer.alloc(isMasked ? 4 : 0), payload]);
}

/**
 * Reads what a client sent over one connection: requests, and frames behind one that became a socket.
 * What is no whole piece at the end is left out.
 */
export function parsePieces(bytes: Uint8Array): Piece[] {
  const pieces: Piece[] = [];
  let rest: Buffer = Buffer.from(bytes);
  let isSocket = false;
  while (rest.length > 0) {
    const found: Found | undefined = isSocket ? parseFrame(rest) : parseRequest(rest);
    if (!found) break;
    pieces.push(found.piece);
    rest = rest.subarray(found.length);
    isSocket ||= isUpgrade(found.piece);
  }
  return pieces;
}

/** Whether a piece asks for a WebSocket. */
export function isUpgrade(piece: Piece): boolean {
  return piece.type === "request" &&
    piece.headers.some(([name, value]) =>
      name.toLowerCase() === "upgrade" && value === "websocket"
    );
}

interface Found {
  piece: Piece;
  length: number;
}

function parseRequest(bytes: Buffer): Found | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const [line = "", ...fields] = bytes.toString("latin1", 0, end).split("\r\n");
  const [method = "", target = ""] = line.split(" ");
  const headers = fields.map((field) => {
    const colon = field.indexOf(":");
    return [field.slice(0, colon), field.slice(colon + 1).trim()] as const;
  });
  const told = headers.find(([name]) => name.toLowerCase() === "content-length")?.[1];
  const isChunked = headers.some(([name]) => name.toLowerCase() === "transfer-encoding");
  if (isChunked) throw new Error(`Cannot record ${line}: its body is in chunks`);
  const start = end + 4;
  const body = bytes.subarray(start, start + Number(told ?? 0));
  const kept = headers.filter(([name]) => name.toLowerCase() !== "content-length");
  return {
    piece: { type: "request", method, target, headers: kept, body: Uint8Array.from(body) },
    length: start + body.length,
  };
}

function parseFrame(bytes: Buffer): Found | undefined {
  if (bytes.length < 2) return undefined;
  const short = bytes[1]! & 127;
  const headBytes = short === 126 ? 4 : short === 127 ? 10 : 2;
  if (bytes.length < headBytes + 4) return undefined;
  const length = short === 126
    ? bytes.readUInt16BE(2)
    : short === 127
    ? Number(bytes.readBigUInt64BE(2))
    : short;
  const start = headBytes + 4;
  if (bytes.length < start + length) return undefined;
  const mask = bytes.subarray(headBytes, start);
  const payload = Uint8Array.from(
    bytes.subarray(start, start + length),
    (byte, index) => byte ^ mask[index % 4]!,
  );
  return { piece: { type: "frame", opcode: bytes[0]! & 15, payload }, length: start + length };
}
