import type { ArchiveBounds } from "./keys.ts";

/** Whether another archive is meant than that of this header. */
export function isOtherArchive(header: string, { archive }: ArchiveBounds): boolean {
  return archive !== undefined && archive !== idOf(header);
}

/**
 * Whether a header begins an archive in place of that of the header `before`: they name different
 * ones. Where neither names any, it is the same.
 */
export function beginsAnew(header: string, before: string): boolean {
  return idOf(header) !== idOf(before);
}

/** The id by which a header names its archive; `undefined` where it names none. */
function idOf(header: string): string | undefined {
  try {
    const { id } = JSON.parse(header);
    return typeof id === "string" ? id : undefined;
  } catch {
    return undefined;
  }
}
