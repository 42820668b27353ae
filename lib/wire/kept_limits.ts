/** Bounds on how much is kept of everything. The page has no need of them, and need not load them. */
export const keptLimits = Object.freeze({
  /** Files of a room, and of a person in all rooms, whatever they weigh. */
  filesPerRoom: 100_000,
  filesPerPerson: 20_000,
  /** Uploads that one person may have begun and not ended. */
  uploadsPerPerson: 20,
  directRoomsPerPerson: 1_000,
  /** Invites of a room, revoked ones included; bans that are told of at once. */
  invitesPerRoom: 1_000,
  bansListed: 1_000,
  /** Browsers in which one user is signed in; beyond, the one used least recently is signed out. */
  sessionsPerUser: 50,
  botsPerRoom: 100,
  /** Webhooks of a room, and of all. */
  webhooksPerRoom: 10,
  webhooks: 1_000,
  /** Subscriptions to Web Push that are kept: of one person, and of all. */
  subscriptionsPerPerson: 10,
  subscriptions: 20_000,
  /** One-time key packages that are kept for a device, and Base64 signs of one. */
  packagesPerDevice: 100,
  packageChars: 4_000,
  /** Bytes of a request that brings key packages, or entries of an archive. */
  keysBodyBytes: 1_048_576,
  /** Mailboxes of one person that hold something, and signs that each may hold. */
  mailPerPerson: 10,
  mailChars: 16_384,
  /** Of a person's archive: signs of its header, entries at once and in all, and signs of all boxes. */
  archiveHeaderChars: 4_096,
  archiveEntriesAtOnce: 200,
  archiveEntries: 1_000_000,
  archiveChars: 268_435_456,
});
