import { acceptsLanguages } from "@std/http";
import type { Language } from "../texts/languages.ts";
import { english, findLanguage, languageCookie } from "../texts/languages.ts";
import { findCookie } from "./cookies.ts";

/** Ranges of `Accept-Language` that are looked at; browsers send a handful. */
const maxRanges = 50;

/**
 * The language for the answer to a request: the one that was chosen, else the first that the
 * browser asks for and that we speak, else English.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc4647#section-3.4 | RFC 4647 section 3.4, lookup}
 */
export function languageFor(request: Request): Language {
  const chosen = findLanguage(findCookie(request, languageCookie));
  if (chosen) return chosen;
  // The library's own choice among ours would take "en" of "en-GB,ar;q=0.9,en;q=0.8" for the last.
  for (const range of acceptsLanguages(request).slice(0, maxRanges)) {
    const [tag = ""] = range.toLowerCase().split("-");
    const found = findLanguage(tag);
    if (found) return found;
    if (tag === "*") return english;
  }
  return english;
}
