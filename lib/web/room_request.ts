import type { Person } from "../wire/messages.ts";
import { parseRoomName } from "../wire/names.ts";
import type { OriginPolicy } from "./origin.ts";
import type { Visit } from "./router.ts";
import type { Visitors } from "./visitors.ts";

/** By whom requests are understood. */
interface Readers {
  visitors: Visitors;
  origin: OriginPolicy;
}

/**
 * About which room a request below `/api/rooms/NAME` is, and whom it comes from.
 *
 * @throws {ChatError} `bad_request`, `unauthenticated`.
 */
export async function asking(
  request: Request,
  visit: Visit,
  { visitors }: Readers,
): Promise<[room: string, by: Person]> {
  const room = visit.room = parseRoomName(visit.params.name!);
  return [room, await visitors.get(request, visit)];
}

/**
 * The same of a request that changes something: no other site made it.
 *
 * @throws {ChatError} as {@linkcode asking}, and `forbidden`.
 */
export async function changing(
  request: Request,
  visit: Visit,
  readers: Readers,
): Promise<[room: string, by: Person]> {
  readers.origin.checkChange(request);
  return await asking(request, visit, readers);
}
