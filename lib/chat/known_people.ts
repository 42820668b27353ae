import type { Store } from "../store/store.ts";
import type { Person } from "../wire/messages.ts";
import type { Rooms } from "./rooms.ts";

/** Newest messages among whose authors somebody is looked for who is not present. */
const messagesSearched = 200;

/**
 * Finds somebody who is present in a room, or wrote there not long ago.
 *
 * @param name The room's, of now.
 */
export async function findKnown(
  { rooms, store }: { rooms: Rooms; store: Store },
  name: string,
  id: string,
): Promise<Person | undefined> {
  const present = (await rooms.live(name))?.person(id);
  if (present) return present;
  const { messages } = await store.readMessages(name, { limit: messagesSearched });
  return messages.findLast(({ from }) => from.id === id)?.from;
}
