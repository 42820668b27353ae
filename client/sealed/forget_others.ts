/** What people who share a browser must not find of each other's sealed messages. */
import { directRoomsKey } from "./direct_rooms_key.ts";
import { vaultName, vaultPrefix } from "./vault_name.ts";

/** What of the browser is needed here. */
export interface SecretPlaces {
  readonly indexedDB: {
    databases?(): Promise<readonly { readonly name?: string }[]>;
    deleteDatabase(name: string): unknown;
  };
  readonly localStorage: Pick<Storage, "getItem" | "removeItem">;
}

/**
 * Forgets what others left here who did not sign out, or whose session ended elsewhere. Never
 * rejects; a browser that does not say what it keeps, or keeps nothing, is left alone.
 *
 * @param person Who is here now, by id, as the server says; empty for nobody. Whose session is over may
 * come back, and would have lost all that was said: what is theirs stays until somebody else comes.
 */
export async function forgetOthers(
  person: string,
  places = globalThis as unknown as SecretPlaces,
): Promise<void> {
  try {
    if (person === "") return;
    forgetList(person, places);
    const databases = await places.indexedDB.databases?.() ?? [];
    for (const { name = "" } of databases) {
      const isOthers = name.startsWith(vaultPrefix) && name !== vaultName(person);
      if (isOthers) places.indexedDB.deleteDatabase(name);
    }
  } catch {
    // Where nothing may be kept, nothing was.
  }
}

function forgetList(person: string, { localStorage }: SecretPlaces): void {
  const list = localStorage.getItem(directRoomsKey);
  if (list !== null && JSON.parse(list).person !== person) localStorage.removeItem(directRoomsKey);
}
