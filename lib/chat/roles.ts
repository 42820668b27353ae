import type { Right } from "../wire/commands.ts";
import type { Role } from "../wire/messages.ts";

/** The one table of permissions: which role has which right. What it does not name is denied. */
const rights: Readonly<Record<Role, ReadonlySet<Right>>> = {
  owner: new Set(["read", "write", "delete_others"]),
  moderator: new Set(["read", "write", "delete_others"]),
  member: new Set(["read", "write"]),
  reader: new Set(["read"]),
};

/** Tells whether somebody with `role` may do what `right` names. */
export function can(role: Role, right: Right): boolean {
  return rights[role].has(right);
}
