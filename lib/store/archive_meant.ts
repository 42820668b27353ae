import type { ArchiveBounds } from "./keys.ts";

/** Whether another archive is meant than that of this header. */
export function isOtherArchive(header: string, { archive }: ArchiveBounds): boolean {
  return archive !== undefined && archive !== idOf(header);
}

/** The id by which a header names its archive; `undefined` where it names none. */
function idOf(header: string): unknown {
  try {
    return JSON.parse(header).id;
  } catch {
    return undefined;
  }
}
