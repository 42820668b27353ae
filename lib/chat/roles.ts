import type { Right } from "../wire/commands.ts";
import type { Role } from "../wire/messages.ts";
import { ranks } from "../wire/ranks.ts";

/** What somebody may do in a room, or to it. */
export type RoomRight =
  /** What commands ask for. */
  | Right
  /** See who belongs to it, and who is kept out. */
  | "see_members"
  /** Say what it is about. */
  | "set_topic"
  /** Mute, remove and ban those of a lower role; let them in again. */
  | "moderate"
  /** Make invites for lower roles, see them all, and end them. */
  | "invite"
  /** Choose its name, who may find it and come in; close it for writing; delete it. */
  | "configure"
  /** Have programs told of all that happens in it, see which, and end that. */
  | "webhooks"
  /** Give people another role than the owner's. */
  | "set_roles"
  /** Make bots and end them. */
  | "manage_bots"
  /** Make somebody else its owner. */
  | "hand_over";

/** The one table of permissions: which role has which right. What it does not name is denied. */
const rights: Readonly<Record<Role, ReadonlySet<RoomRight>>> = {
  owner: new Set([
    "read",
    "write",
    "delete_others",
    "see_members",
    "set_topic",
    "moderate",
    "invite",
    "configure",
    "webhooks",
    "set_roles",
    "manage_bots",
    "hand_over",
  ]),
  moderator: new Set([
    "read",
    "write",
    "delete_others",
    "see_members",
    "set_topic",
    "moderate",
    "invite",
  ]),
  member: new Set(["read", "write"]),
  reader: new Set(["read"]),
};

/** Tells whether somebody with `role` may do what `right` names. */
export function can(role: Role, right: RoomRight): boolean {
  return rights[role].has(right);
}

/** Tells whether `role` is higher than `other`: only then may one act on somebody who has that. */
export function outranks(role: Role, other: Role): boolean {
  return ranks.indexOf(role) > ranks.indexOf(other);
}
