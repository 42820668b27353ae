/** The part of `Storage` that {@linkcode forgetStored} needs. */
export type ForgettingStorage = Pick<Storage, "getItem" | "removeItem" | "key" | "length">;

/**
 * Removes what of ours says whose it is, by the ids of those who are meant: drafts, lists of rooms,
 * who was here last.
 *
 * @throws where the browser lets nobody read what is stored.
 */
export function forgetStored(
  storage: ForgettingStorage,
  isMeant: (owner: string) => boolean,
): void {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
  for (const key of keys) {
    const owner = key.startsWith("parley.") ? ownerOf(storage.getItem(key)) : undefined;
    if (owner !== undefined && isMeant(owner)) storage.removeItem(key);
  }
}

function ownerOf(stored: string | null): string | undefined {
  try {
    const { person } = JSON.parse(stored ?? "{}");
    return typeof person === "string" ? person : undefined;
  } catch {
    return undefined;
  }
}
