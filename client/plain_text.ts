import { parse } from "./markdown.ts";

/** The only entities that `markdown.ts` writes. */
const characters: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#39": "'",
};

/**
 * What a text says without its markdown, on one line: to be read out or listed. It may hold `<`
 * and `&`; it is text, not HTML.
 */
export function plainText(text: string): string {
  // Whatever people wrote is escaped there, so every "<" that is left begins a tag.
  return parse(text).replaceAll(/<(?:\/?(?:strong|em|del|code|a)\b[^>]*)>/g, "")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => characters[name]!)
    .replaceAll(/\s+/g, " ").trim();
}
