/** Deeds as rows, which are the same in SQLite and in PostgreSQL. */
import type { KeptDeed } from "./audit.ts";

/** A row of `deeds`. */
export type DeedRow =
  & Omit<KeptDeed, "room" | "target" | "detail">
  & { readonly [Key in "room" | "target" | "detail"]: string | null };

/** The deed that a row is. */
export function deedOf({ room, target, detail, ...deed }: DeedRow): KeptDeed {
  return {
    ...deed,
    ...(room !== null && { room }),
    ...(target !== null && { target }),
    ...(detail !== null && { detail }),
  };
}
