/** The texts of the interface, in the language of the page. */
import { en } from "../../lib/texts/en.ts";
import type { LateTexts, Texts } from "../../lib/texts/texts.ts";

/**
 * The catalogue in use. Read it where a text is shown, and keep no part of it: it is another one
 * once {@linkcode speak} was called.
 */
export let texts: Texts = en;

/** What is said by parts that load late; nothing where that is English, which they bring along. */
export let spokenLate: LateTexts | undefined;

/**
 * Has the page speak another language than English. The catalogue is a script of its own, loaded by
 * the pages of that language only, before the one that renders.
 */
export function speak(catalogue: Texts, late?: LateTexts): void {
  texts = catalogue;
  spokenLate = late;
}

/** Words for an error code that say how to mend it; the server's own words for those unknown. */
export function errorText(error: { readonly code: string; readonly message: string }): string {
  const { errors } = texts;
  return Object.hasOwn(errors, error.code)
    ? errors[error.code as keyof typeof errors]
    : `${error.message}.`;
}
