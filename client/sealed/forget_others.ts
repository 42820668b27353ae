/** What people who share a browser must not find of each other. */
import { forgetStored } from "../platform/forget_stored.ts";
import type { ForgettingStorage } from "../platform/forget_stored.ts";
import { isOthers } from "../platform/owner.ts";
import { vaultName, vaultPrefix } from "./vault_name.ts";

/** What of the browser is needed here. */
export interface SecretPlaces {
  readonly indexedDB: {
    databases?(): Promise<readonly { readonly name?: string }[]>;
    deleteDatabase(name: string): unknown;
  };
  readonly localStorage: ForgettingStorage;
}

/**
 * Forgets what others left here, sealed messages, drafts and lists of rooms, who did not sign out, or whose session ended elsewhere. Never
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
    forgetStored(places.localStorage, (owner) => isOthers(owner, person));
    const databases = await places.indexedDB.databases?.() ?? [];
    for (const { name = "" } of databases) {
      const isOthers = name.startsWith(vaultPrefix) && name !== vaultName(person);
      if (isOthers) places.indexedDB.deleteDatabase(name);
    }
  } catch {
    // Where nothing may be kept, nothing was.
  }
}
