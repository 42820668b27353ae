import { limits } from "../wire/limits.ts";
import type { ServerMessage } from "../wire/messages.ts";

/** A frame may have so many characters: with 3 bytes each, it is what a reader may have unsent. */
const maxChars = Math.floor(limits.unsentBytes / 3);
/** What is longer is cut into frames of about so many. */
const pieceChars = 65_536;

/**
 * Writes the frames that carry `messages`, one object a line: one frame as a rule, none for nothing.
 * What is too long for one, as after a time in which much was missed, is cut into many, for
 * `Member.sendAll`.
 */
export function encodeFrames(messages: readonly ServerMessage[]): string[] {
  if (messages.length === 0) return [];
  const lines = messages.map((message) => JSON.stringify(message));
  const chars = lines.reduce((sum, line) => sum + line.length, lines.length);
  if (chars <= maxChars) return [lines.join("\n")];
  const frames: string[] = [];
  let [start, inFrame] = [0, 0];
  for (const [index, { length }] of lines.entries()) {
    if (index > start && inFrame + length > pieceChars) {
      frames.push(lines.slice(start, index).join("\n"));
      [start, inFrame] = [index, 0];
    }
    inFrame += length + 1;
  }
  frames.push(lines.slice(start).join("\n"));
  return frames;
}
