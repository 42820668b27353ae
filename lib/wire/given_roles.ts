/** The roles that can be given, the lowest first; a room is owned by one, who hands it over. */
export const givenRoles = ["reader", "member", "moderator"] as const;
