import { removeLocation } from "./jpeg_location.ts";
import { Refusal } from "../platform/refusal.ts";
import { lookAt } from "./thumbnail.ts";
import type { PreparedFile } from "./upload.ts";

/** What every JPEG begins with, whatever its name says. */
const jpegStart = [0xff, 0xd8, 0xff];

/**
 * Makes a file ready to be sent: without the place where it was taken, if that is wanted, and with a
 * smaller picture of it.
 *
 * @throws {Refusal} `unreadable` when it is a folder, or not there any more.
 */
export async function prepareFile(
  file: File,
  { removesLocation }: { removesLocation: boolean },
): Promise<PreparedFile> {
  const content = await readable(file, removesLocation);
  return { content, ...await lookAt(content) };
}

async function readable(file: File, removesLocation: boolean): Promise<Blob> {
  try {
    const start = new Uint8Array(await file.slice(0, jpegStart.length).arrayBuffer());
    const isJpeg = jpegStart.every((byte, index) => start[index] === byte);
    if (!isJpeg || !removesLocation) return file;
    const bytes = new Uint8Array(await file.arrayBuffer());
    const mended = removeLocation(bytes);
    return mended === bytes ? file : new Blob([mended as BlobPart], { type: file.type });
  } catch (cause) {
    throw new Refusal("unreadable", `Cannot read ${file.name}`, { cause });
  }
}
