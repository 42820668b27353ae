import { limits } from "../../lib/wire/limits.ts";
import { countChars } from "../../lib/wire/names.ts";
import { hyphenate, readRoomName } from "../platform/room_address.ts";

/** What is typed as the name of a new room: the name it makes, or why it makes none. */
export type TypedName =
  | { readonly kind: "name"; readonly name: string }
  /** `unfinished`: one more letter makes it a name. */
  | { readonly kind: "empty" | "unfinished" | "too_long" | "unfit" };

/** Reads what is typed as a room's name. */
export function readTypedName(typed: string): TypedName {
  const name = readRoomName(typed);
  if (name !== undefined) return { kind: "name", name };
  const chars = countChars(hyphenate(typed).normalize("NFC"));
  if (chars === 0) return { kind: "empty" };
  if (chars > limits.roomNameChars) return { kind: "too_long" };
  return { kind: readRoomName(`${typed}a`) === undefined ? "unfit" : "unfinished" };
}

/** Whether one may go into a room that is not there yet, which makes it. */
export type Admission = "open" | "refused" | "signed_out" | "unreachable";

/**
 * Asks whether one may go into a room, there or not.
 *
 * @param probe Asks by plain HTTP; gives the status.
 */
export async function askAdmission(
  name: string,
  probe: (path: string) => Promise<number>,
): Promise<Admission> {
  const status = await probe(`/api/rooms/${encodeURIComponent(name)}`).catch(() => 0);
  if (status === 200) return "open";
  if (status === 401) return "signed_out";
  return status === 403 || status === 404 ? "refused" : "unreachable";
}
