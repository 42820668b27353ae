import type { Attachment } from "../../lib/wire/messages.ts";

/** What a document is, as far as a drawing of it shows. */
export type DocumentKind = "pdf" | "archive" | "text" | "table" | "slides" | "other";

/**
 * By the ending of the name. Content alone does not tell a table from other text, or from the
 * archive that office programs keep it in; and it is about a drawing only.
 */
const endings: readonly (readonly [DocumentKind, RegExp])[] = [
  ["table", /\.(?:csv|tsv|xlsx?|xlsm|ods|numbers)$/i],
  ["slides", /\.(?:pptx?|odp|key)$/i],
  ["text", /\.(?:txt|md|docx?|odt|rtf|pages|log|json|xml|html?|epub)$/i],
];

const types: readonly (readonly [DocumentKind, RegExp])[] = [
  ["pdf", /^application\/pdf\b/],
  ["table", /spreadsheet|ms-excel|\bcsv\b/],
  ["slides", /presentation|ms-powerpoint/],
  ["text", /^text\/|wordprocessing|msword|opendocument\.text|\bjson\b|^application\/xml\b|\brtf\b/],
  ["archive", /\b(?:zip|x-tar|gzip|x-7z|x-rar|vnd\.rar|x-bzip2?|x-xz|zstd|compressed)\b/],
];

/** Says what a document is. */
export function documentKindOf({ type, name }: Pick<Attachment, "type" | "name">): DocumentKind {
  // A type that says nothing in particular leaves it to the name, what is text or packed as well.
  const isVague = /^text\/plain\b|\bzip\b|octet-stream|x-cfb|x-ole/.test(type);
  const byName = isVague && endings.find(([, pattern]) => pattern.test(name));
  const found = byName || types.find(([, pattern]) => pattern.test(type));
  return found ? found[0] : "other";
}
