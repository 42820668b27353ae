import { limits } from "./limits.ts";

/**
 * What no file's name holds here: controls, line ends, and signs that change the direction of writing or
 * show as nothing, by which `exe` can be made to look like `txt`.
 */
const unfit =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00AD\u061C\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/gu;

const utf8 = new TextEncoder();

/**
 * The nearest fit name to what a file is called elsewhere: no folders, nothing invisible, NFC, at
 * most 255 bytes of UTF-8, of which the ending is kept; `file` where nothing is left of it.
 */
export function toFileName(given: string): string {
  const name = (given.split(/[/\\]/).at(-1) ?? "")
    .toWellFormed()
    .replaceAll(unfit, "")
    .normalize("NFC")
    .trim();
  if (/^\.*$/.test(name)) return "file";
  if (bytesOf(name) <= limits.fileNameBytes) return name;
  const ending = /\.[^.]{1,16}$/u.exec(name)?.[0] ?? "";
  const stem = name.slice(0, name.length - ending.length);
  // Only whole signs are written, and no more of them than there is room for.
  const { read } = utf8.encodeInto(stem, new Uint8Array(limits.fileNameBytes - bytesOf(ending)));
  return stem.slice(0, read).trimEnd() + ending;
}

function bytesOf(text: string): number {
  return utf8.encode(text).length;
}
