/** The switch at the foot of the pages: which languages there are, and what choosing one does. */
import { setCookie } from "@std/http";
import { ChatError } from "../errors.ts";
import type { Language } from "../texts/languages.ts";
import { findLanguage, languageCookie, languages } from "../texts/languages.ts";
import type { OriginPolicy } from "./origin.ts";
import { ownPath } from "./own_path.ts";

/** Seconds that a choice is kept: as long as browsers allow. */
const maxAgeSeconds = 400 * 24 * 3600;

/** A language as the switch shows it. */
export interface LanguageChoice extends Language {
  readonly isCurrent: boolean;
  /** Where its form posts to. */
  readonly action: string;
}

/** What the switch offers on a page in `current`, to which one comes back by the path `back`. */
export function languageChoices(current: Language, back: string): LanguageChoice[] {
  return languages.map((language) => ({
    ...language,
    isCurrent: language === current,
    action: `/language?${new URLSearchParams({ to: language.tag, back })}`,
  }));
}

/**
 * `POST /language?to=TAG&back=PATH`: the pages speak this language from now on. The cookie is one
 * that scripts may write, since the chat page has a switch of its own.
 *
 * @throws {ChatError} `forbidden` for a form of another site, `bad_request`.
 */
export function switchLanguage(request: Request, url: URL, origin: OriginPolicy): Response {
  origin.checkChange(request);
  const language = findLanguage(url.searchParams.get("to") ?? undefined);
  if (!language) throw new ChatError("bad_request", "Cannot speak this language: there is no such");
  const location = ownPath(url.searchParams.get("back") ?? "");
  const headers = new Headers({ location, "cache-control": "no-store" });
  setCookie(headers, {
    name: languageCookie,
    value: language.tag,
    path: "/",
    maxAge: maxAgeSeconds,
    sameSite: "Lax",
    secure: origin.isHttps(url),
  });
  return new Response(null, { status: 303, headers });
}
