import type { Role } from "./messages.ts";

/** All roles, the lowest first. */
export const ranks: readonly Role[] = ["reader", "member", "moderator", "owner"];
