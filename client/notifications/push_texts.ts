import { push as arabic } from "../../lib/texts/ar_push.ts";
import { push as english } from "../../lib/texts/en_push.ts";
import { findLanguage, languageCookie } from "../../lib/texts/languages.ts";
import type { PushTexts } from "../../lib/texts/texts.ts";

/** What of the worker's own scope says which language is spoken. */
export interface SpeakingScope {
  readonly navigator: { readonly languages: readonly string[] };
  /** Not every browser has it. */
  readonly cookieStore?: { get(name: string): Promise<{ readonly value?: string } | null> };
}

const catalogues: Readonly<Record<string, PushTexts>> = { en: english, ar: arabic };

/** The words in the language that the pages speak: the one that was chosen, else as the server finds it. */
export async function pushTexts({ navigator, cookieStore }: SpeakingScope): Promise<PushTexts> {
  const chosen = await cookieStore?.get(languageCookie).catch(() => null);
  const wanted = [chosen?.value, ...navigator.languages.map((range) => range.split("-")[0])];
  const tag = wanted.find((tag) => findLanguage(tag?.toLowerCase()));
  return catalogues[tag?.toLowerCase() ?? ""] ?? english;
}
