/** A language that the interface speaks. */
export interface Language {
  /** As BCP 47 has it, for `lang` and the cookie. */
  readonly tag: string;
  /** Its own name for itself. */
  readonly name: string;
  /** How it is written, for `dir`. */
  readonly direction: "ltr" | "rtl";
}

/** Every language of the interface, English first. */
export const languages: readonly Language[] = [
  { tag: "en", name: "English", direction: "ltr" },
];

/** Name of the cookie that holds the tag of the one that was chosen. */
export const languageCookie = "parley_language";
