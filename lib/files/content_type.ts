/** What a file is, by its first bytes: neither its name nor a header has a say. */
import { fileTypeFromBuffer } from "file-type";
import { imageSize } from "image-size";
import { mediaKindOf } from "../wire/inline_types.ts";
import { usualType } from "../wire/media_types.ts";

/** What the beginning of a file tells of it. */
export interface Description {
  /** A media type. */
  readonly type: string;
  /** Of a picture, as it is shown, in pixels. */
  readonly width?: number;
  readonly height?: number;
}

/** So many first bytes are looked at: a photo's dimensions come behind its metadata. */
export const headBytes = 262_144;

/** Pixels of the longest side of a picture or film; a larger one is none that anybody shows. */
export const maxSide = 100_000;

/**
 * Says what a file is that begins with `head`.
 *
 * @param head Its first {@linkcode headBytes} bytes, or all of it.
 */
export async function describe(head: Uint8Array): Promise<Description> {
  const type = await typeOf(head);
  return { type, ...(mediaKindOf(type) === "image" && sizeOf(head)) };
}

async function typeOf(head: Uint8Array): Promise<string> {
  // A header may be cut short, or be made to confuse; that is no failure of ours.
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  const type = usualType(found?.mime ?? "");
  if (type !== "") return type;
  return isText(head) ? "text/plain" : "application/octet-stream";
}

/** UTF-8 without controls but for white space; the last character may be cut. */
function isText(head: Uint8Array): boolean {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    // deno-lint-ignore no-control-regex
    return !/[\0-\x08\x0E-\x1A\x1C-\x1F\x7F]/.test(text);
  } catch {
    return false;
  }
}

function sizeOf(head: Uint8Array): { width: number; height: number } | undefined {
  try {
    const { width, height, orientation = 1 } = imageSize(head);
    if (!(width > 0 && height > 0 && width <= maxSide && height <= maxSide)) return undefined;
    // From 5 on, what the camera took lies on its side (Exif 2.32, tag Orientation).
    return orientation >= 5 ? { width: height, height: width } : { width, height };
  } catch {
    return undefined;
  }
}
