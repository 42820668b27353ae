/** The catalogues of all languages, for the server; a browser loads only the one that it shows. */
import { ar } from "./ar.ts";
import { files as arFiles } from "./ar_files.ts";
import { pages as arPages } from "./ar_pages.ts";
import { programs as arPrograms } from "./ar_programs.ts";
import { en } from "./en.ts";
import { files as enFiles } from "./en_files.ts";
import { pages as enPages } from "./en_pages.ts";
import { programs as enPrograms } from "./en_programs.ts";
import type { Language } from "./languages.ts";
import type { FileTexts, PageTexts, ProgramTexts, Texts } from "./texts.ts";

/** All words of a language. */
export interface Catalogue {
  readonly texts: Texts;
  readonly pages: PageTexts;
  readonly programs: ProgramTexts;
  readonly files: FileTexts;
}

const catalogues = new Map<string, Catalogue>([
  ["en", { texts: en, pages: enPages, programs: enPrograms, files: enFiles }],
  ["ar", { texts: ar, pages: arPages, programs: arPrograms, files: arFiles }],
]);

/**
 * The words of a language.
 *
 * @throws {RangeError} when it is none of ours.
 */
export function catalogueOf({ tag }: Language): Catalogue {
  const catalogue = catalogues.get(tag);
  if (catalogue) return catalogue;
  throw new RangeError(`Cannot speak "${tag}": there is no catalogue of it`);
}
