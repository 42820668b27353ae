/** A width and a height, in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Bytes up to which a picture is shown as it is. */
const maxPlainBytes = 400_000;
/** Pixels of the longer side up to which it is. */
const maxPlainSide = 1_280;
/** Bytes up to which one that may move does, for a thumbnail stands still. */
const maxMovingBytes = 2_000_000;
/** Pixels of a thumbnail's longer side. */
const maxSide = 800;

/** Says how large a picture's thumbnail is; `undefined` where the picture itself is small enough. */
export function thumbnailSize(
  { type, bytes, width, height }: Size & { readonly type: string; readonly bytes: number },
): Size | undefined {
  const isPlain = bytes <= maxPlainBytes && Math.max(width, height) <= maxPlainSide;
  if (isPlain || (type === "image/gif" && bytes <= maxMovingBytes)) return undefined;
  return fitted({ width, height });
}

/** The size at which a picture of any size is shown small, none of its sides vanishing. */
export function fitted({ width, height }: Size): Size {
  const share = Math.min(1, maxSide / Math.max(width, height));
  const scaled = (side: number) => Math.max(1, Math.round(side * share));
  return { width: scaled(width), height: scaled(height) };
}
