/**
 * Bounds on everything a stranger can send; how much is kept for one is in `kept_limits.ts`.
 * Characters are Unicode code points. `docs/PROTOCOL.md` names them, from "Begin" to "Codes".
 */
export const limits = Object.freeze({
  /** UTF-8 bytes of one frame from a client; more closes the socket with 1009. */
  frameBytes: 65_536,
  /** JSON objects in one frame from a client; more refuses the frame whole. */
  frameObjects: 512,
  /** Malformed frames in a row that close the socket with 1008. */
  malformedFrames: 10,
  /** Commands beyond the rate within 10 s; more closes the socket with 1008. */
  excessCommands: 1_000,
  textChars: 8_000,
  roomNameChars: 64,
  displayNameChars: 32,
  refChars: 64,
  emojiChars: 16,
  /** Different emoji on one message. */
  emojiPerMessage: 50,
  /** Reactions on one message, of all people and emoji. */
  reactionsPerMessage: 1_000,
  filesPerMessage: 10,
  fileIdChars: 64,
  /** UTF-8 bytes of a file's name, as most file systems bound it. */
  fileNameBytes: 255,
  /** Characters that say what is to be seen on a picture. */
  altChars: 1_000,
  /** Messages on one page of history: at most, and when nothing is asked for. */
  historyMessages: 200,
  historyMessagesByDefault: 50,
  /** Characters of a search, and messages that one finds: at most, and when nothing is asked for. */
  searchChars: 500,
  searchResults: 200,
  searchResultsByDefault: 50,
  /** Events that a resume replays; who missed more starts afresh. */
  resumeEvents: 1_000,
  /** People named in `welcome` and `presence`; the rest are only counted. */
  membersListed: 200,
  /** About so many bytes may wait for a slow reader; more closes the socket with 4000. */
  unsentBytes: 1_048_576,
  /** Sockets that one identity may hold at once in one room. */
  socketsPerIdentity: 20,
  topicChars: 200,
  /** Base64 signs of a sealed entry. */
  boxChars: 60_000,
  /** Files of a sealed entry: each file of a message, and the smaller picture of each. */
  filesPerBox: 20,
  devicesPerPerson: 10,
  deviceNameChars: 64,
  /** How long something stays in a mailbox, milliseconds. */
  mailMs: 600_000,
  inviteLabelChars: 100,
  /** Characters of an address that the server posts to: a subscription's or a webhook's. */
  endpointChars: 1_024,
  /** Characters of a message that a push carries. */
  pushTextChars: 300,
  /** Milliseconds in which one `typing` of a person counts. */
  typingIntervalMs: 2_000,
  /** Milliseconds for which a person whose last socket left still counts as present. */
  absenceMs: 5_000,
  /** Seconds without a sign of life after which a socket is closed; a ping goes out halfway. */
  idleTimeoutSeconds: 35,
});
