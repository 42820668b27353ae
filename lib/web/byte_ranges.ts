// @ts-types="npm:@types/range-parser@1.2.7"
import parseRange from "range-parser";

/** A part of some bytes, from `start` to before `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** Parts that one answer may have; who wants more gets all. */
const maxRanges = 16;

/**
 * The parts that a `Range` header asks for, those that overlap or touch made one; `"all"` where it
 * asks for no parts that can be given, `"none"` where none of them is there.
 *
 * @param size How many bytes there are.
 * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-14.2 | RFC 9110 section 14.2}
 */
export function parseByteRanges(
  header: string | null,
  size: number,
): readonly ByteRange[] | "all" | "none" {
  if (header === null || isBackwards(header)) return "all";
  const ranges = parseRange(size, withinSuffix(header, size), { combine: true });
  if (ranges === -1) return "none";
  if (ranges === -2 || ranges.type.toLowerCase() !== "bytes" || ranges.length > maxRanges) {
    return "all";
  }
  return ranges.map(({ start, end }) => ({ start, end: end + 1 }));
}

/** What stands between the parts of an answer, and how long all of it is. */
export interface Multipart {
  /** The media type, with the boundary. */
  readonly type: string;
  readonly length: number;
  /** What comes before each part, in their order, and at last what comes behind them. */
  readonly seams: readonly Uint8Array<ArrayBuffer>[];
}

/**
 * Frames several parts of some bytes as one body.
 *
 * @param of Media type and number of all bytes.
 * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-14.6 | RFC 9110 section 14.6}
 */
export function multipart(
  ranges: readonly ByteRange[],
  of: { readonly type: string; readonly size: number },
): Multipart {
  const boundary = crypto.randomUUID();
  const utf8 = new TextEncoder();
  const seams = [
    ...ranges.map((range) =>
      `\r\n--${boundary}\r\ncontent-type: ${of.type}\r\ncontent-range: ${
        contentRange(range, of.size)
      }\r\n\r\n`
    ),
    `\r\n--${boundary}--\r\n`,
  ].map((text) => utf8.encode(text));
  const framing = seams.reduce((sum, { length }) => sum + length, 0);
  const length = ranges.reduce((sum, { start, end }) => sum + end - start, framing);
  return { type: `multipart/byteranges; boundary=${boundary}`, length, seams };
}

/** The value of `Content-Range` for a part. */
export function contentRange({ start, end }: ByteRange, size: number): string {
  return `bytes ${start}-${end - 1}/${size}`;
}

/** Whether a part ends before it begins, which makes the whole header mean nothing. */
function isBackwards(header: string): boolean {
  const parts = header.matchAll(/(\d+)\s*-\s*(\d+)/g);
  return parts.some(([, first, last]) => Number(last) < Number(first));
}

/** Who asks for more of the end than there is gets all; the library says there is nothing. */
function withinSuffix(header: string, size: number): string {
  return header.replaceAll(/(?<=[=,]\s*-)\d+/g, (last) => `${Math.min(Number(last), size)}`);
}
