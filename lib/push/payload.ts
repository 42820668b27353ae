import { limits } from "../wire/limits.ts";
import type { Message } from "../wire/messages.ts";

/**
 * Bytes of every payload, filled up with spaces: a push service sees how often one is told of
 * something, and not how much was said. With what encryption adds it is 2,151; all services take
 * 3,072, and the standard's 4,096 is too much for some.
 */
const payloadBytes = 2_048;

/** White space and controls, but for ends of lines: by these a browser knows what is code or a list. */
const gaps = /(?:(?!\n)[\s\p{Cc}])+/gu;

/**
 * What a browser is told: `{room, seq, at, from, text, isMention}`, as JSON in UTF-8. The text of a
 * message of nothing but files is their names. Of a sealed one nothing is told but that: `text` is
 * empty, and there is `isSealed: true`.
 */
export function payloadOf(
  room: string,
  { seq, at, from, text = "", box, files = [] }: Message,
  isMention: boolean,
): Uint8Array {
  const isSealed = box !== undefined;
  const names = files.map(({ name }) => name).join(", ");
  const words = text.trim() === "" && files.length > 0 && !isSealed ? `📎 ${names}` : text;
  const shown = shorten(words.replaceAll(gaps, " ").trim());
  const json = JSON.stringify({
    room,
    seq,
    at,
    from: from.name,
    text: shown,
    isMention,
    ...(isSealed && { isSealed }),
  });
  const payload = new Uint8Array(payloadBytes).fill(0x20);
  const { read } = new TextEncoder().encodeInto(json, payload);
  if (read < json.length) throw new RangeError(`Cannot tell of message ${seq}: it is too long`);
  return payload;
}

/** The first 300 characters. */
function shorten(text: string): string {
  const max = limits.pushTextChars;
  // A character takes at most two units, so that only so many are ever looked at.
  const chars = [...text.slice(0, 2 * max + 2)];
  return chars.length <= max ? text : `${chars.slice(0, max - 1).join("")}…`;
}
