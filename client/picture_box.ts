import type { Attachment } from "../lib/wire/messages.ts";
import { mediaKindOf } from "../lib/wire/inline_types.ts";

/** Space on the page, in CSS pixels. */
export interface Box {
  readonly width: number;
  readonly height: number;
}

/** The most that a picture or film takes in the log. */
const most: Box = { width: 400, height: 320 };
/** What one takes of which nobody knows how large it is. */
const unknown: Box = { width: 320, height: 240 };

/**
 * The space that a picture or film takes in the log, known before any of it is loaded. Pictures are
 * never enlarged; films are, for their controls.
 */
export function boxOf(file: Pick<Attachment, "type" | "width" | "height">): Box {
  const { type, width = 0, height = 0 } = file;
  if (!(width > 0 && height > 0)) return unknown;
  const fit = Math.min(most.width / width, most.height / height);
  const scale = mediaKindOf(type) === "video" ? fit : Math.min(1, fit);
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/** In how many columns so many pictures of one message stand; at least one. */
export function columnsOf(pictures: number): number {
  if (pictures <= 1) return 1;
  return pictures === 2 || pictures === 4 ? 2 : 3;
}
