import { UserAgent } from "@std/http";
import type { ChatError } from "../errors.ts";
import { catalogueOf } from "../texts/catalogues.ts";
import type { Language } from "../texts/languages.ts";
import { catalogueScript, english } from "../texts/languages.ts";
import type { PageTexts, Texts } from "../texts/texts.ts";
import { themeCookie, themeHead } from "../wire/theme_cookie.ts";
import { findCookie } from "./cookies.ts";
import { languageFor } from "./language.ts";
import type { LanguageChoice } from "./language_switch.ts";
import { languageChoices } from "./language_switch.ts";

/** Why something failed, and the language in which that is said. */
export interface Explanation extends Language {
  readonly text: string;
}

/** What every page has around its content by who asks for it: its language and its theme. */
export class PageFrame {
  /** The words that the pages share with the browser's side. */
  readonly texts: Texts;
  /** The words of the pages alone. */
  readonly words: PageTexts;
  readonly #language: Language;
  readonly #theme: string | undefined;

  constructor(request: Request) {
    this.#language = languageFor(request);
    this.#theme = findCookie(request, themeCookie);
    const { texts, pages } = catalogueOf(this.#language);
    this.texts = texts;
    this.words = pages;
  }

  /** What the layout and the partials name. */
  get view(): Record<string, unknown> {
    const { texts, words } = this;
    return {
      texts,
      words,
      tag: this.#language.tag,
      direction: this.#language.direction,
      catalogueScript: catalogueScript(this.#language),
      ...themeHead(this.#theme),
    };
  }

  /** A moment, in the server's manner: pages that no script writes do not know the reader's zone. */
  time(atMs: number): string {
    const format = new Intl.DateTimeFormat(this.texts.locale, {
      dateStyle: "medium",
      timeStyle: "short",
      timeZone: "UTC",
    });
    return `${format.format(atMs)} UTC`;
  }

  /** A browser by the name that people know it by, and what it runs on. */
  browser(agent: string): string {
    const { browser, os } = new UserAgent(agent);
    const names = [browser.name, os.name].filter((name) => name !== undefined);
    return names.length === 0 ? agent || this.words.account.unknownBrowser : names.join(", ");
  }

  /** A size in megabytes. */
  bytes(count: number): string {
    return `${this.texts.number(Math.ceil(count / 1e6))} MB`;
  }

  /** How many are in a room. */
  peopleHere(count: number): string {
    const { nobody, here } = this.texts.landing;
    return count === 0 ? nobody : here(count);
  }

  /** What the switch of languages offers on a page that one comes back to by the path `back`. */
  choices(back: string): LanguageChoice[] {
    return languageChoices(this.#language, back);
  }

  /** Says why something failed, in the server's own English where the catalogue has no words. */
  explain({ reason, message }: ChatError): Explanation {
    if (reason !== undefined) return { ...this.#language, text: this.words.reasons[reason] };
    return { ...english, text: message };
  }
}
