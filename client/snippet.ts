import type { Message } from "../lib/wire/messages.ts";
import { plainText } from "./plain_text.ts";
import { texts } from "./texts.ts";

/**
 * What a message says, on one line of plain text: to be read out, or quoted. It may hold `<` and
 * `&`; it is text, not HTML.
 *
 * @param maxChars UTF-16 units after which it is cut.
 */
export function snippet({ text = "", files, deleted }: Message, maxChars: number): string {
  if (deleted) return texts.message.deleted;
  // Markdown that shows as nothing, such as a lone rule, is quoted as it was written.
  const said = plainText(text) || text.replaceAll(/\s+/g, " ").trim();
  if (said === "") return texts.message.files(files?.length ?? 0);
  if (said.length <= maxChars) return said;
  const begun = said.slice(0, maxChars).replace(/[\uD800-\uDBFF]$/, "");
  return `${begun.trimEnd()}…`;
}
