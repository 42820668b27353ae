import { parse, unescapeHtml } from "./markdown.ts";

/**
 * What a text says without its markdown, on one line: to be read out or listed. It may hold `<`
 * and `&`; it is text, not HTML.
 */
export function plainText(text: string): string {
  // Whatever people wrote is escaped there, so every "<" that is left begins a tag. Where a link
  // leads is for whoever may follow it.
  const html = parse(text).replaceAll(/ <span class="link-host">[^<]*<\/span>/g, "")
    .replaceAll(/<(?:\/?(?:strong|em|del|code|a|span)\b[^>]*)>/g, "")
    .replaceAll(/<[^>]*>/g, " ");
  return unescapeHtml(html).replaceAll(/\s+/g, " ").trim();
}
