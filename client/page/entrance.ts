/** Which room a page is for, and who has it open. */
import { effect } from "@preact/signals";
import type { Person } from "../../lib/wire/messages.ts";
import type { Author } from "../outbox/outbox_store.ts";
import { readRoomName } from "../platform/room_address.ts";
import type { Rooms } from "../rooms/rooms.ts";

/** Where in `localStorage` {@linkcode findEntrance} finds who was here last. */
const authorKey = "parley.author";

/** Into which room, and as whom. */
export interface Entrance {
  readonly room: string;
  readonly author: Author;
  /** The other one, where the room is a direct one and the page says whose. */
  readonly peer?: Person;
}

/**
 * What the server wrote on the page; or on the page that is there without a network, which is the
 * same for all, the room in the address and who was here last. Nothing when that is not known.
 */
export function findEntrance(root: HTMLElement): Entrance | undefined {
  const { room, id, name, peer } = root.dataset;
  if (room && id && name) {
    return { room, author: { id, name }, ...(peer && { peer: JSON.parse(peer) as Person }) };
  }
  const author = readAuthor();
  const named = readRoomName(new URL(location.href).searchParams.get("room") ?? "");
  return author && named !== undefined ? { room: named, author } : undefined;
}

/** Remembers who writes here, as the server says, for a page without a network. */
export function keepEntrance(rooms: Rooms): () => void {
  return effect(() => {
    const { id, name } = rooms.current.value.author;
    writeAuthor({ id, name });
  });
}

/** Who was here last, as the server said; nothing when that is not known. */
export function readAuthor(): Author | undefined {
  try {
    const { person: id, name } = JSON.parse(localStorage.getItem(authorKey)!);
    return typeof id === "string" && typeof name === "string" ? { id, name } : undefined;
  } catch {
    // It may be forbidden, or hold something else.
    return undefined;
  }
}

function writeAuthor({ id: person, name }: Author): void {
  const text = JSON.stringify({ person, name });
  try {
    if (localStorage.getItem(authorKey) !== text) localStorage.setItem(authorKey, text);
  } catch {
    // It may be forbidden or full; then there is no page without a network.
  }
}
