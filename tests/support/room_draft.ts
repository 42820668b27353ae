import type { RoomDraft } from "../../lib/store/store.ts";

/** A public room of a guest whose id is `owner`. */
export function roomDraft(name: string, owner = "ada"): RoomDraft {
  const person = { id: owner, name: owner, kind: "guest" } as const;
  return { name, owner: person, visibility: "public", at: 1_000 };
}
