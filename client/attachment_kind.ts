/** How a file is shown: what the server sends to be shown as such, and everything else to keep. */
export type AttachmentKind = "picture" | "sound" | "film" | "document";

/** Says how a file of a media type is shown. A drawing that may hold a script is a document. */
export function kindOf({ type }: { readonly type: string }): AttachmentKind {
  if (/^image\/(png|jpeg|gif|webp|avif)$/.test(type)) return "picture";
  if (type.startsWith("audio/")) return "sound";
  return type.startsWith("video/") ? "film" : "document";
}
