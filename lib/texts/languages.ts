/** A language that the interface speaks. */
export interface Language {
  /** As BCP 47 has it, for `lang` and the cookie. */
  readonly tag: string;
  /** Its own name for itself. */
  readonly name: string;
  /** How it is written, for `dir`. */
  readonly direction: "ltr" | "rtl";
}

/** What those are spoken to whose languages we do not speak. */
export const english: Language = { tag: "en", name: "English", direction: "ltr" };

/** Every language of the interface, English first. */
export const languages: readonly Language[] = [
  english,
  { tag: "ar", name: "العربية", direction: "rtl" },
];

/** Name of the cookie that holds the tag of the one that was chosen. */
export const languageCookie = "parley_language";

/** The language with this very tag. */
export function findLanguage(tag: string | undefined): Language | undefined {
  return languages.find((language) => language.tag === tag);
}

/**
 * Name of the script that holds a language's catalogue, to be loaded before any other; empty for
 * English, which every page's script has in it.
 */
export function catalogueScript({ tag }: Language): string {
  return tag === english.tag ? "" : `speak_${tag}`;
}
