/** The texts of the interface, in the language of the page. */
import { en } from "../lib/texts/en.ts";
import type { Texts } from "../lib/texts/texts.ts";

/** The catalogue in use. */
export const texts: Texts = en;

/** Words for an error code that say how to mend it; the server's own words for those unknown. */
export function errorText(error: { readonly code: string; readonly message: string }): string {
  const { errors } = texts;
  return Object.hasOwn(errors, error.code)
    ? errors[error.code as keyof typeof errors]
    : `${error.message}.`;
}
