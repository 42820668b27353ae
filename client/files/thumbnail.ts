/** Smaller pictures of pictures and films, drawn by the browser. What it cannot draw has none. */
import { mediaKindOf } from "../../lib/wire/inline_types.ts";
import { fitted, thumbnailSize } from "./thumbnail_size.ts";
import type { Size } from "./thumbnail_size.ts";
import type { PreparedFile } from "./upload.ts";

/** What was found out about a file by looking at it. */
export type Look = Pick<PreparedFile, "width" | "height" | "thumbnail">;

/** How good the picture is, from 0 to 1. */
const quality = 0.8;
/** Bytes beyond which a picture would take more memory to be drawn than a phone can spare. */
const maxDrawnBytes = 60_000_000;
/** Milliseconds that a film may take to say how large it is, and then for a picture of it. */
const metadataMs = 30_000;
const pictureMs = 8_000;
/** Seconds into a film at which it is most often not black any more. */
const posterSeconds = 1;

/** Looks at a file, and draws a smaller picture of it where that is worth it. Never rejects. */
export async function lookAt(file: Blob): Promise<Look> {
  try {
    const kind = mediaKindOf(file.type);
    if (kind === "image" && file.size <= maxDrawnBytes) return await lookAtPicture(file);
    if (kind === "video") return await lookAtFilm(file);
  } catch {
    // It goes without a thumbnail.
  }
  return {};
}

async function lookAtPicture(file: Blob): Promise<Look> {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    const { width, height } = picture;
    const size = thumbnailSize({ type: file.type, bytes: file.size, width, height });
    if (size === undefined) return { width, height };
    const content = await draw(picture, size);
    // Nothing is won by one that is as large.
    const isSmaller = content.size < file.size;
    return { width, height, ...(isSmaller && { thumbnail: named(content) }) };
  } finally {
    picture.close();
  }
}

async function lookAtFilm(file: Blob): Promise<Look> {
  const film = document.createElement("video");
  const address = URL.createObjectURL(file);
  try {
    film.muted = true;
    film.playsInline = true;
    film.preload = "auto";
    film.src = address;
    await once(film, "loadedmetadata", metadataMs);
    const { videoWidth: width, videoHeight: height } = film;
    if (width === 0 || height === 0) return {};
    try {
      return { width, height, thumbnail: named(await drawFilm(film)) };
    } catch {
      // A machine that is busy shows no picture in time; how large the film is it has said by then.
      return { width, height };
    }
  } finally {
    film.removeAttribute("src");
    film.load();
    URL.revokeObjectURL(address);
  }
}

async function drawFilm(film: HTMLVideoElement): Promise<Blob> {
  const { videoWidth: width, videoHeight: height, duration } = film;
  if (film.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) {
    await once(film, "loadeddata", pictureMs);
  }
  const sought = once(film, "seeked", pictureMs);
  film.currentTime = Math.min(posterSeconds, duration / 2 || 0);
  await sought;
  return await draw(film, fitted({ width, height }));
}

async function draw(picture: CanvasImageSource, { width, height }: Size): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d")!;
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, width, height);
  const content = await canvas.convertToBlob({ type: "image/webp", quality });
  if (content.type === "image/webp") return content;
  // Safari draws no WebP. What is behind a transparent picture is white in a JPEG.
  context.globalCompositeOperation = "destination-over";
  context.fillStyle = "white";
  context.fillRect(0, 0, width, height);
  return await canvas.convertToBlob({ type: "image/jpeg", quality });
}

function named(content: Blob): { name: string; content: Blob } {
  return { name: `thumbnail.${content.type === "image/webp" ? "webp" : "jpeg"}`, content };
}

/** Resolves at an event of a film; rejects when it fails, or takes longer than `ms`. */
function once(film: HTMLVideoElement, event: string, ms: number): Promise<void> {
  const signal = AbortSignal.timeout(ms);
  return new Promise((resolve, reject) => {
    film.addEventListener(event, () => resolve(), { once: true });
    film.addEventListener("error", () => reject(new Error("It cannot be played")), { once: true });
    signal.addEventListener("abort", () => reject(signal.reason));
  });
}
