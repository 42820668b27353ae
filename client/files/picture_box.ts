import { mediaKindOf } from "../../lib/wire/inline_types.ts";
import type { MediaKind } from "../../lib/wire/inline_types.ts";
import type { Attachment } from "../../lib/wire/messages.ts";

/** What has to be known of a file to say as what it is shown. */
type Showable =
  & Pick<Attachment, "type">
  & Partial<Pick<Attachment, "key" | "size" | "thumbnail">>;

/** Bytes up to which a sealed picture is fetched and opened without having been asked for. */
const maxUnaskedBytes = 26_214_400;

/** As what a file stands in the log: as a document where it is a sealed picture too large to open unasked. */
export function shownKindOf({ type, key, size = 0, thumbnail }: Showable): MediaKind {
  const kind = mediaKindOf(type);
  const isTooLarge = key !== undefined && thumbnail === undefined && size > maxUnaskedBytes;
  return kind === "image" && isTooLarge ? "other" : kind;
}

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
export function boxOf(file: Showable & Pick<Attachment, "width" | "height">): Box {
  const { width = 0, height = 0 } = file;
  const kind = shownKindOf(file);
  if (kind in cards || !(width > 0 && height > 0)) return cards[kind] ?? unknown;
  const fit = Math.min(most.width / width, most.height / height);
  const scale = kind === "video" ? fit : Math.min(1, fit);
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/** Those of some files that are shown as pictures. */
export function picturesAmong<File extends Showable>(
  files: readonly File[],
): File[] {
  return files.filter((file) => shownKindOf(file) === "image");
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
  const rest = files.filter((file) => columns === 1 || shownKindOf(file) !== "image");
  return rest.reduce(
    (sum, file) => sum + boxOf(file).height,
    columns > 1 ? Math.ceil(tiles / columns) * most.width / columns : 0,
  );
}
