import { late } from "../../i18n/late_texts.ts";
import { askAdmission } from "../../rooms/new_room.ts";
import type { Outside } from "../../platform/outside.ts";
import type { Rooms } from "../../rooms/rooms.ts";

/**
 * Goes into a room that is not there yet, which makes it.
 *
 * @returns Words that say why that cannot be; nothing when one is there.
 */
export async function enterNewRoom(
  name: string,
  rooms: Rooms,
  { probe }: Outside,
): Promise<string | undefined> {
  const admission = await askAdmission(name, probe);
  switch (admission) {
    case "open":
      return void rooms.go(name, { isNew: true });
    case "refused":
      return late().createRoom.refused;
    case "signed_out":
      return late().createRoom.signedOut;
    case "unreachable":
      return late().createRoom.unreachable;
  }
}
