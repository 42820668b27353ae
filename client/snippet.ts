import type { Message } from "../lib/wire/messages.ts";
import { plainLine } from "./plain_text.ts";
import { texts } from "./texts.ts";

/**
 * What a message says, on one line of plain text: to be read out, or quoted. It may hold `<` and
 * `&`; it is text, not HTML.
 *
 * @param maxChars UTF-16 units after which it is cut.
 */
export function snippet({ text = "", files, deleted }: Message, maxChars: number): string {
  if (deleted) return texts.message.deleted;
  return plainLine(text, maxChars) || texts.message.files(files?.length ?? 0);
}
