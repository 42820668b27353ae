/** Bounds on what people keep on the server to seal messages: the page has no need of them. */
export const keyLimits = Object.freeze({
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
