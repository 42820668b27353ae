import type { Role } from "./messages.ts";

/** All roles, the lowest first. */
export const ranks: readonly Role[] = ["reader", "member", "moderator", "owner"];

/** What can be given; a room is owned by one, who hands it over. */
export const givenRoles = ["reader", "member", "moderator"] as const;
