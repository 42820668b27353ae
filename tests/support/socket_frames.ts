/** The bytes of WebSocket frames, both ways. */

/** One frame from the server, which masks nothing. */
export interface ServerFrame {
  /** FIN, the reserved bits and the opcode. */
  readonly firstByte: number;
  readonly payload: Uint8Array;
  /** How many bytes all of it takes. */
  readonly size: number;
}

/** The mask of the examples in RFC 6455 section 5.7. */
const usualMask = [0x37, 0xfa, 0x21, 0x3d] as const;

/**
 * One client frame (RFC 6455 section 5.2).
 *
 * @param firstByte FIN (0x80), the reserved bits and the opcode: a whole text is 0x81.
 * @param mask Four bytes.
 */
export function maskedFrame(
  firstByte: number,
  payload: Uint8Array | string = "",
  mask: readonly number[] = usualMask,
): Uint8Array {
  const body = typeof payload === "string" ? new TextEncoder().encode(payload) : payload;
  const { length } = body;
  const head = length < 126
    ? [0x80 | length]
    : length < 65_536
    ? [0x80 | 126, length >> 8, length & 255]
    : [
      0x80 | 127,
      0,
      0,
      0,
      0,
      length >>> 24,
      (length >> 16) & 255,
      (length >> 8) & 255,
      length & 255,
    ];
  const frame = new Uint8Array(1 + head.length + 4 + length);
  frame.set([firstByte, ...head, ...mask]);
  const start = 1 + head.length + 4;
  for (let index = 0; index < length; index++) {
    frame[start + index] = body[index]! ^ mask[index % 4]!;
  }
  return frame;
}

/** The first server frame of `bytes`; `undefined` where they end within it. */
export function frameIn(bytes: Uint8Array): ServerFrame | undefined {
  if (bytes.length < 2) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const short = bytes[1]! & 127;
  const head = short < 126 ? 2 : short === 126 ? 4 : 10;
  if (bytes.length < head) return undefined;
  const length = short < 126
    ? short
    : short === 126
    ? view.getUint16(2)
    : Number(view.getBigUint64(2));
  const size = head + length;
  if (bytes.length < size) return undefined;
  return { firstByte: bytes[0]!, payload: bytes.subarray(head, size), size };
}

/** The code of a close frame; `undefined` where it gives none. */
export function closeCodeOf({ payload }: ServerFrame): number | undefined {
  return payload.length < 2 ? undefined : payload[0]! << 8 | payload[1]!;
}
