/**
 * The columns beside the room on a wide screen: what the server writes into the chat page and the
 * browser's side changes there. The choice is kept in a cookie, so that nothing moves after the
 * first paint.
 */

/** Name of the cookie, which the browser's side sets; absent while both are shown. */
export const columnsCookie = "parley_columns";

/** Which columns are shown where there is room for them. */
export interface Columns {
  /** One's rooms, at the start. */
  readonly rooms: boolean;
  /** What the room is and who is there, at the end. */
  readonly details: boolean;
}

/** Reads the cookie's value, which names what is hidden; what we do not know is shown. */
export function readColumns(value: string | undefined): Columns {
  const hidden = new Set((value ?? "").split("-"));
  return { rooms: !hidden.has("rooms"), details: !hidden.has("details") };
}

/** The cookie's value; empty where nothing is hidden. */
export function columnsValue({ rooms, details }: Columns): string {
  return [...(rooms ? [] : ["rooms"]), ...(details ? [] : ["details"])].join("-");
}
