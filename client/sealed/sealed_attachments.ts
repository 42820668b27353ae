import { attachments } from "../../lib/wire/fields.ts";
import { toFileName } from "../../lib/wire/file_names.ts";
import type { SealedAttachment } from "./sealed.ts";

const rawKey = /^[A-Za-z0-9+/]{43}=$/;
const fileId = /^[A-Za-z0-9_-]{1,64}$/;
const mediaType = /^[a-z0-9.+-]{1,64}\/[a-z0-9.+-]{1,64}$/;
/** Bytes of a smaller picture, which is opened as soon as it is in view. */
const maxThumbnailBytes = 1_048_576;
/** Pixels of a side; nothing larger is shown. */
const maxSide = 100_000;

/**
 * Reads the files of a sealed message: at most 10, none twice.
 *
 * @param given Out of JSON; nothing stands for none.
 * @throws {Error} when it is nothing of the kind.
 */
export function readSealedAttachments(given: unknown): SealedAttachment[] {
  if (given === undefined) return [];
  // Ids and words for pictures are as in an open room.
  const wishes = attachments(given, "files");
  return (given as Record<string, unknown>[]).map((file, index) => {
    const name = file.name;
    if (typeof name !== "string") throw new TypeError("Cannot read a file without a name");
    return { ...wishes[index]!, ...secretOf(file), name: toFileName(name), ...lookOf(file) };
  });
}

function secretOf({ key, size, type }: Record<string, unknown>) {
  if (typeof key !== "string" || !rawKey.test(key)) throw new TypeError("Cannot read a key");
  if (!Number.isSafeInteger(size) || (size as number) < 0) {
    throw new RangeError("Cannot read a size");
  }
  const isType = typeof type === "string" && mediaType.test(type);
  return { key, size: size as number, type: isType ? type : "application/octet-stream" };
}

function lookOf({ width, height, thumbnail }: Record<string, unknown>) {
  const isSize = isSide(width) && isSide(height);
  return {
    ...(isSize && { width, height }),
    ...(thumbnail !== undefined && thumbnailOf(thumbnail)),
  };
}

function thumbnailOf(given: unknown) {
  const file = given as Record<string, unknown>;
  if (typeof file.id !== "string" || !fileId.test(file.id)) {
    throw new TypeError("Cannot read an id");
  }
  const secret = secretOf(file);
  return secret.size <= maxThumbnailBytes ? { thumbnail: { id: file.id, ...secret } } : {};
}

function isSide(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0 && (value as number) <= maxSide;
}
