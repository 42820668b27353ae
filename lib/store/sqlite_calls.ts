/**
 * What the SQLite store and its worker say to each other, as JSON: V8 writes and reads that faster
 * than it clones objects.
 */
import type { SqliteAccounts } from "./sqlite_accounts.ts";
import type { SqliteAudit } from "./sqlite_audit.ts";
import type { SqliteFiles } from "./sqlite_files.ts";
import type { SqliteFileOptions } from "./sqlite_file.ts";
import type { SqliteKeys } from "./sqlite_keys.ts";
import type { SqliteLog } from "./sqlite_log.ts";
import type { SqliteWebhooks } from "./sqlite_webhooks.ts";
import { unreadCounted } from "./rules.ts";

/** Drafts in one transaction: some milliseconds of the worker's time. */
const draftsAtOnce = 256;
/** Rows that one request asks for, about: an answer is one string, and V8 has none above 512 MB. */
const rowsAtOnce = 256;

/** A call that may take long by itself. */
const whole = () => rowsAtOnce;
const single = () => 1;

/** All that is called from outside; no two have a method of the same name. */
export type SqliteTarget =
  & SqliteLog
  & SqliteAccounts
  & SqliteAudit
  & SqliteWebhooks
  & SqliteFiles
  & SqliteKeys;

/**
 * The methods that are called from outside: whether each only reads, and how many rows a call
 * may read or write. Drafts are counted by themselves.
 */
export const sqliteMethods = {
  findRoom: { onlyReads: true, rowsOf: single },
  findDirect: { onlyReads: true, rowsOf: single },
  listDirect: { onlyReads: true, rowsOf: whole },
  listRooms: { onlyReads: true, rowsOf: whole },
  readEvents: { onlyReads: true, rowsOf: (_room, after, upTo) => Math.max(1, upTo - after) },
  readMessages: { onlyReads: true, rowsOf: (_room, { limit }) => limit },
  reach: { onlyReads: true, rowsOf: single },
  search: { onlyReads: true, rowsOf: (_room, { limit }) => limit },
  readMarks: { onlyReads: true, rowsOf: (_room, people) => people.length },
  unread: { onlyReads: true, rowsOf: (_person, rooms) => rooms.length * unreadCounted },
  findSubscriptions: { onlyReads: true, rowsOf: whole },
  subscribers: { onlyReads: true, rowsOf: whole },
  listeners: { onlyReads: true, rowsOf: whole },
  levels: { onlyReads: true, rowsOf: whole },
  findStandings: { onlyReads: true, rowsOf: (_room, people) => people.length },
  listMemberships: { onlyReads: true, rowsOf: (_room, _after, limit) => limit },
  roomsOf: { onlyReads: true, rowsOf: whole },
  listBans: { onlyReads: true, rowsOf: whole },
  listInvites: { onlyReads: true, rowsOf: whole },
  findInvite: { onlyReads: true, rowsOf: single },
  deletedBy: { onlyReads: true, rowsOf: single },
  findUser: { onlyReads: true, rowsOf: single },
  listUsers: { onlyReads: true, rowsOf: (_after, limit) => limit },
  findSession: { onlyReads: true, rowsOf: single },
  listSessions: { onlyReads: true, rowsOf: (_query, limit) => limit },
  listBots: { onlyReads: true, rowsOf: whole },
  findBot: { onlyReads: true, rowsOf: single },
  listDeeds: { onlyReads: true, rowsOf: (limit) => limit },
  listWebhooks: { onlyReads: true, rowsOf: single },
  activeWebhooks: { onlyReads: true, rowsOf: whole },
  hasWebhook: { onlyReads: true, rowsOf: single },
  findUpload: { onlyReads: true, rowsOf: single },
  findFile: { onlyReads: true, rowsOf: single },
  listFiles: { onlyReads: true, rowsOf: (_room, { limit }) => limit },
  blobBytes: { onlyReads: true, rowsOf: whole },
  unneededBlobs: { onlyReads: true, rowsOf: (limit) => limit },
  needsBlob: { onlyReads: true, rowsOf: single },
  findDeviceList: { onlyReads: true, rowsOf: single },
  packageStock: { onlyReads: true, rowsOf: single },
  findMail: { onlyReads: true, rowsOf: single },
  findArchive: { onlyReads: true, rowsOf: single },
  readArchive: { onlyReads: true, rowsOf: (_person, _room, _after, limit) => limit },
  createRoom: { onlyReads: false, rowsOf: single },
  openDirect: { onlyReads: false, rowsOf: single },
  changeRoom: { onlyReads: false, rowsOf: single },
  renameRoom: { onlyReads: false, rowsOf: single },
  deleteRoom: { onlyReads: false, rowsOf: whole },
  renewEpoch: { onlyReads: false, rowsOf: single },
  discardRoom: { onlyReads: false, rowsOf: single },
  append: { onlyReads: false, rowsOf: () => 0 },
  index: { onlyReads: false, rowsOf: whole },
  forget: { onlyReads: false, rowsOf: whole },
  markRead: { onlyReads: false, rowsOf: (_room, marks) => marks.length },
  addSubscription: { onlyReads: false, rowsOf: single },
  removeSubscription: { onlyReads: false, rowsOf: single },
  setLevel: { onlyReads: false, rowsOf: single },
  putMembership: { onlyReads: false, rowsOf: single },
  removeMembership: { onlyReads: false, rowsOf: single },
  handOver: { onlyReads: false, rowsOf: single },
  ban: { onlyReads: false, rowsOf: single },
  unban: { onlyReads: false, rowsOf: single },
  addInvite: { onlyReads: false, rowsOf: single },
  redeem: { onlyReads: false, rowsOf: single },
  revokeInvite: { onlyReads: false, rowsOf: whole },
  signIn: { onlyReads: false, rowsOf: single },
  suspend: { onlyReads: false, rowsOf: single },
  addSession: { onlyReads: false, rowsOf: single },
  touchSessions: { onlyReads: false, rowsOf: (ids) => ids.length },
  endSessions: { onlyReads: false, rowsOf: whole },
  addBot: { onlyReads: false, rowsOf: single },
  removeBot: { onlyReads: false, rowsOf: single },
  adopt: { onlyReads: false, rowsOf: whole },
  addDeed: { onlyReads: false, rowsOf: single },
  addWebhook: { onlyReads: false, rowsOf: single },
  noteDelivery: { onlyReads: false, rowsOf: single },
  removeWebhook: { onlyReads: false, rowsOf: single },
  beginUpload: { onlyReads: false, rowsOf: single },
  touchUpload: { onlyReads: false, rowsOf: single },
  finishUpload: { onlyReads: false, rowsOf: single },
  abandonUpload: { onlyReads: false, rowsOf: single },
  expireFiles: { onlyReads: false, rowsOf: whole },
  noteBlob: { onlyReads: false, rowsOf: single },
  forgetBlob: { onlyReads: false, rowsOf: single },
  putDeviceList: { onlyReads: false, rowsOf: whole },
  addPackages: { onlyReads: false, rowsOf: (_person, _device, packages) => packages.length + 1 },
  takePackages: { onlyReads: false, rowsOf: (_person, devices) => devices.length },
  putMail: { onlyReads: false, rowsOf: single },
  removeMail: { onlyReads: false, rowsOf: single },
  expireMail: { onlyReads: false, rowsOf: whole },
  putArchive: { onlyReads: false, rowsOf: single },
  removeArchive: { onlyReads: false, rowsOf: whole },
  addToArchive: { onlyReads: false, rowsOf: (_person, _room, entries) => entries.length },
} as const satisfies {
  [Method in keyof SqliteTarget]?: SqliteTarget[Method] extends (...args: infer Args) => unknown
    ? { onlyReads: boolean; rowsOf: (...args: Args) => number }
    : never;
};

/** The name of such a method. */
export type SqliteMethod = keyof typeof sqliteMethods;

/** One call of a method. */
export interface SqliteCall<Method extends SqliteMethod = SqliteMethod> {
  readonly method: Method;
  readonly args: Parameters<SqliteTarget[Method]>;
}

/** What the worker is sent: first how to open, then batches of calls, at last the wish to close. */
export type SqliteRequest =
  | { readonly open: SqliteFileOptions }
  | { readonly calls: readonly SqliteCall[] }
  /** One step of what may wait. */
  | { readonly tidy: true }
  | { readonly close: true };

/**
 * What became of one call: its result, which is absent where it is `undefined`; the words of a
 * `SqliteMistake`; or why the database could not do it.
 */
export type SqliteAnswer =
  | { readonly value?: unknown }
  | { readonly mistake: string }
  | { readonly failure: string };

/** The worker answers every request once, in order. */
export type SqliteResponse =
  | {
    readonly answers: readonly SqliteAnswer[];
    /** Whether there is something to tidy. */
    readonly isUntidy: boolean;
    /**
     * Whether something was written and kept: only that shows that the database takes writes. Of
     * tidying, whether it came to anything.
     */
    readonly didWrite: boolean;
    /** Why tidying failed, where nobody else would come to tell of it. */
    readonly untidied?: string;
  }
  /** It could not be opened, closed or answered; `isOperators` when the words say how to mend that. */
  | { readonly failure: string; readonly isOperators: boolean };

/** How many drafts a call carries. */
export function draftsIn({ method, args }: SqliteCall): number {
  return method === "append" ? (args as Parameters<SqliteLog["append"]>)[1].length : 0;
}

/**
 * How many of the calls that wait make up the next request, the first ones: at least one, and more
 * until there are 256 drafts, or 256 rows of what else they read and write.
 *
 * Where many more drafts wait, because the disk is slow, an eighth of them.
 */
export function countAtOnce(waiting: readonly SqliteCall[]): number {
  const maxDrafts = Math.max(
    draftsAtOnce,
    waiting.reduce((sum, call) => sum + draftsIn(call), 0) / 8,
  );
  let [count, drafts, rows] = [0, 0, 0];
  while (count < waiting.length && drafts < maxDrafts && rows < rowsAtOnce) {
    const call = waiting[count++]!;
    drafts += draftsIn(call);
    rows += rowsOf(call);
  }
  return count;
}

function rowsOf({ method, args }: SqliteCall): number {
  const rowsOf = sqliteMethods[method].rowsOf as (...args: SqliteCall["args"]) => number;
  return rowsOf(...args);
}
