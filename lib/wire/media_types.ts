/** Other names for types that browsers know by one. */
const synonyms: Readonly<Record<string, string>> = {
  "audio/x-m4a": "audio/mp4",
  "audio/x-flac": "audio/flac",
  "audio/vnd.wave": "audio/wav",
  "audio/x-wav": "audio/wav",
  "audio/mp3": "audio/mpeg",
  "video/x-m4v": "video/mp4",
};

/** A media type by the name that browsers know it by, without parameters; empty where there is none. */
export function usualType(type: string): string {
  const [name = ""] = type.split(";");
  const bare = name.trim().toLowerCase();
  return Object.hasOwn(synonyms, bare) ? synonyms[bare]! : bare;
}
