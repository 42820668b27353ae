/** In whose manner the page writes times and sorts names: its language's, as the reader's region. */
import { texts } from "./texts.ts";

/**
 * The locale of a page: the region of its language that the reader asks for, with the digits that
 * the catalogue writes, so that a page does not mix two kinds.
 *
 * @param spoken Locale of the catalogue.
 * @param preferred What the browser asks for, most wanted first; odd ones are passed over.
 */
export function regionalLocale(spoken: string, preferred: readonly string[]): string {
  const { language, numberingSystem } = new Intl.Locale(spoken);
  const own = preferred.map(parse).find((locale) => locale?.language === language);
  return own === undefined ? spoken : new Intl.Locale(own, { numberingSystem }).toString();
}

/** Makes something of the page's locale once it is needed, for no module knows the language at once. */
export function inPageLocale<T>(make: (locale: string) => T): () => T {
  let made: { readonly locale: string; readonly value: T } | undefined;
  return () => {
    if (made?.locale !== texts.locale) {
      const value = make(regionalLocale(texts.locale, navigator.languages));
      made = { locale: texts.locale, value };
    }
    return made.value;
  };
}

const collator = inPageLocale((locale) =>
  new Intl.Collator(locale, { sensitivity: "base", numeric: true })
);

/** Orders names as the page's language does, and "tea 2" before "tea 10". */
export function compareNames(one: string, other: string): number {
  return collator().compare(one, other);
}

function parse(tag: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(tag);
  } catch {
    // Some browsers name what is no language tag, such as "en-US@posix".
    return undefined;
  }
}
