import type { DirectDraft, RoomDraft } from "../../lib/store/store.ts";

/** A public room of a guest whose id is `owner`. */
export function roomDraft(name: string, owner = "ada"): RoomDraft {
  const person = { id: owner, name: owner, kind: "guest" } as const;
  return { name, owner: person, visibility: "public", at: 1_000 };
}

/** What a direct room may be called. */
export const directName = `direct.${"0".repeat(26)}`;

/** A direct room of two guests, whose ids these are. */
export function directDraft(
  people: readonly [one: string, other: string] = ["ada", "bob"],
  name = directName,
): DirectDraft {
  const [one, other] = people
    .map((id) => ({ id, name: id, kind: "guest" } as const));
  return { name, people: [one!, other!], at: 1_000 };
}
