/** Who signs out leaves nothing in this browser that was sealed, no draft and no list of rooms. */
import { systemClock } from "../../lib/clock.ts";
import { openBrowserSealed } from "./browser_sealed.ts";
import { forgetStored } from "../platform/forget_stored.ts";
import { late } from "../i18n/late_texts.ts";
import type { Author } from "../outbox/outbox_store.ts";
import { signOut } from "./sign_out.ts";

/** Forgets what is sealed, after a question where it would be lost; tells whether to go on. */
export async function leave(person: Author): Promise<boolean> {
  const goesOn = await signOut(person, {
    clock: systemClock,
    databaseNames,
    deleteDatabase,
    openSealed: () => openBrowserSealed(person, () => undefined),
    confirmLast: () => confirm(late().direct.lastDevice),
  });
  if (!goesOn) return false;
  try {
    forgetStored(localStorage, (owner) => owner === person.id);
  } catch {
    // Where nothing may be kept, nothing was.
  }
  return true;
}

async function databaseNames(): Promise<string[] | undefined> {
  return (await indexedDB.databases?.())?.map(({ name }) => name ?? "");
}

function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
}
