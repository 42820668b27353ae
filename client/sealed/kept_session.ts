/** What is kept of the session of a direct room, and of what is on its way into its log. JSON. */
import type { Content } from "./content.ts";
import type { Member } from "./members.ts";
import { epochOf, epochsKept } from "./mls_group.ts";
import type { Group } from "./mls_group.ts";
import type { VaultKey } from "./vault.ts";

/** A change of the session that is on its way into the log. */
export interface PendingChange {
  readonly ref: string;
  readonly box: string;
  /** What the group is once that counts, Base64. */
  readonly group: string;
}

/** See the module's words. */
export interface KeptSession {
  /** Names the room's log, as the server does. */
  readonly epoch: string;
  /** The same as it is called here, where another log had that name; see `known_logs.ts`. */
  readonly log?: string;
  /** Newest entry that was taken in. */
  readonly processed: number;
  /** Entry that made the current session, 0 where there is none. */
  readonly current: number;
  /** The group, Base64, where this device is in it. */
  readonly group?: string;
  /** Since when it is not, Unix milliseconds. */
  readonly outSince?: number;
  /**
   * Since when something is there that seems to be of a later epoch of the group, so that this device
   * would have missed a change, and nothing of its own epoch has come; Unix milliseconds.
   */
  readonly behindSince?: number;
  /** A session that this device makes in place of `session`, until its entry is in the log. */
  readonly made?: PendingChange & { readonly session: number };
  /** Sessions that this device made since it heard another device in one, and when it made the last. */
  readonly fruitless?: { readonly count: number; readonly at: number };
  /** A change that this device makes to the group at `epoch`, likewise. */
  readonly change?: PendingChange & { readonly epoch: number };
  /** Newest epoch of which a device that is in no group has seen a commit: others of it have lost. */
  readonly passed?: number;
  /** Messages that this device sealed since it gave the group new secrets. */
  readonly sealed?: number;
  /** Devices whose coming was told. */
  readonly told: readonly Member[];
}

/** A message of one's own that is not in the log yet, or did not count there. */
export interface Outgoing {
  /** The page's key for it. */
  readonly ref: string;
  /** How often it was sealed anew. */
  readonly attempt: number;
  readonly content: Content;
  /** The log that it was sealed for, as it is called here. */
  readonly log: string;
  readonly session: number;
  readonly epoch: number;
  readonly box: string;
}

/** Something sealed, as the server takes it. */
export interface SealCommand {
  readonly type: "seal";
  readonly box: string;
  readonly ref: string;
  readonly files?: readonly string[];
  readonly quiet?: true;
}

/**
 * What the records begin with that tell which messages of one's own were deleted here, sealed, and are
 * still to be taken off the server; then comes the place.
 */
export function erasuresIn(room: string): VaultKey {
  return ["room", room, "erase"];
}

/** Where a message of one's own is kept until it is in the log. @param ref The page's key for it. */
export function outgoingKey(room: string, ref: string): VaultKey {
  return ["room", room, "out", ref];
}

/**
 * The session of a log of which nothing was read.
 *
 * @param before That of the log before, where the server begins another one: what was told of devices
 * and identities holds, so that those that come with it are news, and it gets no session sooner by it.
 */
export function newSession(epoch: string, before?: KeptSession): KeptSession {
  const { told = [], fruitless } = before ?? {};
  return { epoch, processed: 0, current: 0, told, ...(fruitless && { fruitless }) };
}

/** The log of a session, as it is called here. */
export function logOf({ epoch, log = epoch }: KeptSession): string {
  return log;
}

/** Whether what was sealed would still count. */
export function stillCounts(
  { log, session, epoch }: Outgoing,
  kept: KeptSession,
  group: Group,
): boolean {
  return log === logOf(kept) && session === kept.current && epoch >= epochOf(group) - epochsKept;
}

/** The key for the server: another one with each attempt, for the former may stand in the log for nothing. */
export function wireRefOf({ ref, attempt }: Outgoing): string {
  return attempt === 0 ? ref : `${ref}~${attempt}`;
}

/** The page's own key for what has this one in the log. */
export function pageRefOf(ref: string): string {
  return ref.replace(/~\d+$/, "");
}

/** What the server is sent of a message. */
export function commandOf(outgoing: Outgoing): SealCommand {
  const { box, content } = outgoing;
  const files = content.kind === "say"
    ? content.files?.flatMap(({ id, thumbnail }) => thumbnail ? [id, thumbnail.id] : [id])
    : undefined;
  return {
    type: "seal",
    box,
    ref: wireRefOf(outgoing),
    ...(files?.length && { files }),
    ...(content.kind !== "say" && { quiet: true }),
  };
}

/** What the server is sent of a change of the session. */
export function changeCommandOf({ ref, box }: PendingChange): SealCommand {
  return { type: "seal", box, ref, quiet: true };
}
