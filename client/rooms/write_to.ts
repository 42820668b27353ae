import type { Person } from "../../lib/wire/messages.ts";
import type { Conversation } from "../conversation/conversation.ts";
import type { ListedDirect } from "./direct_rooms.ts";
import { late } from "../i18n/late_texts.ts";
import type { Outside } from "../platform/outside.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Rooms } from "./rooms.ts";
import { errorText } from "../i18n/texts.ts";

/** Where one meets somebody to whom one may want to write alone. */
export interface Writing {
  readonly conversation: Conversation;
  readonly rooms: Rooms;
  readonly outside: Outside;
}

/** Whether one can write to somebody alone: not to oneself, nor to programs, nor where one is. */
export function canWriteTo({ id, kind }: Person, conversation: Conversation): boolean {
  const { you } = conversation.about.value;
  return you !== undefined && you.id !== id && kind !== "bot" &&
    conversation.direct === undefined && conversation.status.value.kind !== "ended";
}

/**
 * Goes to the direct room with somebody, which is made if it is not there.
 *
 * @returns Words on why that failed and what to do, or nothing when it did not.
 */
export async function writeTo(
  { id }: Person,
  { conversation, rooms, outside }: Writing,
): Promise<string | undefined> {
  const { room } = conversation.about.peek();
  try {
    // The server is trusted to answer as the protocol says.
    const direct = await outside.ask("POST", "/api/direct", { person: id, room }) as ListedDirect;
    rooms.directs.add(direct);
    rooms.go(direct.name);
    return undefined;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const isStranger = error.code === "forbidden" || error.code === "not_found";
    return isStranger ? late().direct.strangers : errorText(error);
  }
}
