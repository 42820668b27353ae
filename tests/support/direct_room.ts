import type { Store } from "../../lib/store/store.ts";
import type { Person } from "../../lib/wire/messages.ts";

/** Gives the name of the direct room of two people, who have one then. */
export async function openDirectRoom(store: Store, one: Person, other: Person): Promise<string> {
  const name = `direct.${crypto.randomUUID().replaceAll("-", "").slice(0, 26)}`;
  const opened = await store.openDirect({ name, people: [one, other], at: 0 });
  return opened!.record.name;
}
