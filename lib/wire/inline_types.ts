/** Media types that browsers may show by themselves: nothing that can hold a script. */
const inlineTypes: ReadonlySet<string> = new Set([
  "image/png",
  "image/apng",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/avif",
  "audio/mpeg",
  "audio/mp4",
  "audio/aac",
  "audio/ogg",
  "audio/flac",
  "audio/wav",
  "audio/webm",
  "video/mp4",
  "video/webm",
  "video/ogg",
]);

/** How a file is shown in the room. */
export type MediaKind = "image" | "audio" | "video" | "other";

/** Tells how a file of a media type may be shown; what is not on the list is only downloaded. */
export function mediaKindOf(type: string): MediaKind {
  return inlineTypes.has(type) ? type.slice(0, type.indexOf("/")) as MediaKind : "other";
}
