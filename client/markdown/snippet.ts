import { mediaKindOf } from "../../lib/wire/inline_types.ts";
import type { Attachment, Message } from "../../lib/wire/messages.ts";
import { cutLine, plainLine } from "./plain_text.ts";
import { texts } from "../i18n/texts.ts";

/**
 * What a message says, on one line of plain text: to be read out, or quoted. It may hold `<` and
 * `&`; it is text, not HTML.
 *
 * @param maxChars UTF-16 units after which it is cut.
 */
export function snippet({ text = "", files = [], deleted }: Message, maxChars: number): string {
  if (deleted) return texts.message.deleted;
  return plainLine(text, maxChars) || cutLine(said(files), maxChars);
}

/** What files are, in place of words: a single one is named. */
function said(files: readonly Attachment[]): string {
  const [file] = files;
  if (file === undefined || files.length > 1) return texts.message.files(files.length);
  const { name, alt, type } = file;
  return mediaKindOf(type) === "image" ? texts.message.picture(alt || name) : name;
}
