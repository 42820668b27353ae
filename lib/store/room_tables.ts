/** All that a database keeps of a room besides its log and its files, in tables with a column `room`. */
export const tablesOfRooms = [
  "direct_rooms",
  "read_marks",
  "levels",
  "memberships",
  "bans",
  "invites",
  "bots",
  "aliases",
  "webhooks",
  "uploads",
] as const;
