import { mediaKindOf } from "../lib/wire/inline_types.ts";
import type { MediaKind } from "../lib/wire/inline_types.ts";
import type { Attachment } from "../lib/wire/messages.ts";

/** Space on the page, in CSS pixels. */
export interface Box {
  readonly width: number;
  readonly height: number;
}

/** The most that a picture or film takes in the log. */
const most: Box = { width: 400, height: 320 };
/** What one takes of which nobody knows how large it is. */
const unknown: Box = { width: 320, height: 240 };
/** What the others take, about: their style says how high their lines are. */
const cards: Partial<Record<MediaKind, Box>> = {
  audio: { width: most.width, height: 80 },
  other: { width: most.width, height: 56 },
};

/**
 * The space that a file takes in the log, known before any of it is loaded. Pictures are never
 * enlarged; films are, for their controls.
 */
export function boxOf(file: Pick<Attachment, "type" | "width" | "height">): Box {
  const { type, width = 0, height = 0 } = file;
  const kind = mediaKindOf(type);
  if (kind in cards || !(width > 0 && height > 0)) return cards[kind] ?? unknown;
  const fit = Math.min(most.width / width, most.height / height);
  const scale = kind === "video" ? fit : Math.min(1, fit);
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/** Those of some files that are pictures. */
export function picturesAmong<File extends Pick<Attachment, "type">>(
  files: readonly File[],
): File[] {
  return files.filter(({ type }) => mediaKindOf(type) === "image");
}

/** In how many columns so many pictures of one message stand; at least one. */
export function columnsOf(pictures: number): number {
  if (pictures <= 1) return 1;
  return pictures === 2 || pictures === 4 ? 2 : 3;
}

/** How high the files of a message are, about, in CSS pixels. */
export function heightOf(files: readonly Attachment[]): number {
  const tiles = picturesAmong(files).length;
  const columns = columnsOf(tiles);
  const rest = files.filter(({ type }) => columns === 1 || mediaKindOf(type) !== "image");
  return rest.reduce(
    (sum, file) => sum + boxOf(file).height,
    columns > 1 ? Math.ceil(tiles / columns) * most.width / columns : 0,
  );
}
