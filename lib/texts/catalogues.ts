/** The catalogues of all languages, for the server; a browser loads only the one that it shows. */
import { ar } from "./ar.ts";
import { files as arFiles } from "./ar_files.ts";
import { late as arLate } from "./ar_late.ts";
import { pages as arPages } from "./ar_pages.ts";
import { programs as arPrograms } from "./ar_programs.ts";
import { sealed as arSealed } from "./ar_sealed.ts";
import { push as arPush } from "./ar_push.ts";
import { sending as arSending } from "./ar_sending.ts";
import { en } from "./en.ts";
import { files as enFiles } from "./en_files.ts";
import { late as enLate } from "./en_late.ts";
import { pages as enPages } from "./en_pages.ts";
import { programs as enPrograms } from "./en_programs.ts";
import { sealed as enSealed } from "./en_sealed.ts";
import { push as enPush } from "./en_push.ts";
import { sending as enSending } from "./en_sending.ts";
import type { Language } from "./languages.ts";
import type {
  FileTexts,
  LateTexts,
  PageTexts,
  ProgramTexts,
  PushTexts,
  SealedTexts,
  SendingTexts,
  Texts,
} from "./texts.ts";

/** All words of a language. */
export interface Catalogue {
  readonly texts: Texts;
  readonly late: LateTexts;
  readonly pages: PageTexts;
  readonly programs: ProgramTexts;
  readonly files: FileTexts;
  readonly sending: SendingTexts;
  readonly sealed: SealedTexts;
  readonly push: PushTexts;
}

const catalogues = new Map<string, Catalogue>([
  ["en", {
    texts: en,
    late: enLate,
    pages: enPages,
    programs: enPrograms,
    files: enFiles,
    sending: enSending,
    sealed: enSealed,
    push: enPush,
  }],
  ["ar", {
    texts: ar,
    late: arLate,
    pages: arPages,
    programs: arPrograms,
    files: arFiles,
    sending: arSending,
    sealed: arSealed,
    push: arPush,
  }],
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
