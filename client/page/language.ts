/** Which language the pages speak: the server reads the choice from a cookie. */
import { languageCookie } from "../../lib/texts/languages.ts";
import { readCookie, writeCookie } from "../platform/cookies.ts";

/** The tag of the language that was chosen; empty while the browser's own preference decides. */
export function chosenLanguage(): string {
  return readCookie(languageCookie);
}

/** Has all pages speak a language, this one at once; with an empty tag, as the browser prefers. */
export function chooseLanguage(tag: string): void {
  writeCookie(languageCookie, tag);
  location.reload();
}
