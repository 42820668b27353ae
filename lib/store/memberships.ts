/**
 * Who belongs to rooms, who is kept out of them, and by which links people come;
 * `tests/store/memberships_contract.ts` holds every store to it.
 */
import type { Person, Role } from "../wire/messages.ts";

/**
 * Somebody who belongs to a room. In a public one, whoever comes may be there without; of such a stranger
 * no more is kept than that they are muted.
 */
export interface Membership {
  readonly person: Person;
  readonly role: Role;
  /** Since when, Unix milliseconds. */
  readonly since: number;
  /** Until when they may only read, Unix milliseconds. */
  readonly mutedUntil?: number;
  /** Id of the invite by which they came. */
  readonly invite?: string;
  /** They do not belong to the room: it says only until when they may only read. Their role is `member`. */
  readonly isStranger?: true;
}

/** Somebody who is kept out of a room. */
export interface Ban {
  readonly person: Person;
  /** Since when, Unix milliseconds. */
  readonly at: number;
  /** Until when, Unix milliseconds; for good unless given. */
  readonly until?: number;
  /** Id of whoever banned them. */
  readonly by: string;
}

/** How somebody stands in a room. A ban may have run out. */
export interface Standing {
  /** A stranger's as well. */
  readonly membership?: Membership;
  readonly ban?: Ban;
}

/** What an invite lets people do, and for how long. */
export interface Invite {
  /** By which it is told from others; no secret. */
  readonly id: string;
  readonly room: string;
  /** What those who come by it become. */
  readonly role: Role;
  /** What it is for, in the words of whoever made it. */
  readonly label: string;
  /** Id of whoever made it. */
  readonly by: string;
  /** When it was made, Unix milliseconds. */
  readonly at: number;
  /** Until when it is good, Unix milliseconds; for good unless given. */
  readonly expires?: number;
  /** How many may come by it; any number unless given. */
  readonly maxUses?: number;
  /** How many came by it. */
  readonly uses: number;
  /** The name that they get; their own choice unless given. */
  readonly guestName?: string;
  /** Since when it is good no more, Unix milliseconds. */
  readonly revoked?: number;
}

/** What became of the wish to come by an invite. */
export type Redemption =
  | { readonly membership: Membership; readonly isNew: boolean }
  /** No such invite, or good no more: whoever guesses is told no difference. */
  | "refused"
  | "banned";

/**
 * Keeps memberships, bans and invites.
 *
 * Order and failure are as `Store` promises. Where there is no such room, reading finds nothing and
 * changing changes nothing.
 */
export interface Memberships {
  /** How people stand in a room, by their ids; those of whom nothing is kept are left out. */
  find(room: string, people: readonly string[]): Promise<ReadonlyMap<string, Standing>>;

  /**
   * Those who belong to a room, and strangers who are or were muted there, by their ids.
   *
   * @param after Only ids behind this one.
   */
  list(room: string, after: string, limit: number): Promise<Membership[]>;

  /** Names of the rooms that somebody belongs to, in no particular order. */
  roomsOf(person: string): Promise<string[]>;

  /**
   * Keeps a membership; one of the same person makes way, but for `since`, and but for an owner's. A
   * stranger belongs to the room by it, since then. The mute of a stranger counts for whoever belongs to
   * the room by now, and changes nothing else of them; of a stranger without one nothing is kept.
   *
   * @returns `false` when there is no such room.
   */
  put(room: string, membership: Membership): Promise<boolean>;

  /** Ends a membership; tells whether there was one. */
  remove(room: string, person: string): Promise<boolean>;

  /**
   * Makes somebody who belongs to the room its owner, and the owner a moderator.
   *
   * @returns `false`, with nothing changed, when they do not belong to it, or are a bot.
   */
  handOver(room: string, to: string): Promise<boolean>;

  /** Keeps somebody out, and ends their membership. One ban makes way for the next. */
  ban(room: string, ban: Ban): Promise<void>;

  /** Lets somebody in again; tells whether they were kept out. */
  unban(room: string, person: string): Promise<boolean>;

  /** Those who are kept out of a room, by their ids, at most 1,000. */
  listBans(room: string): Promise<Ban[]>;

  /**
   * Keeps an invite.
   *
   * @param hash Of its secret, which is not kept.
   * @returns `false`, with nothing changed, when the room is not there or has 1,000 already.
   */
  addInvite(invite: Invite, hash: string): Promise<boolean>;

  /** The invites of a room, the newest first. */
  listInvites(room: string): Promise<Invite[]>;

  /** The invite whose secret has this hash, whether it is still good or not. */
  findInvite(hash: string): Promise<Invite | undefined>;

  /**
   * Lets somebody in by an invite, as one step: of many who come at once as many get in as may. Who
   * belongs to the room already stays what they are and uses nothing up; a stranger who is muted stays so.
   *
   * @param nowMs By which it is judged whether it is still good.
   */
  redeem(hash: string, person: Person, nowMs: number): Promise<Redemption>;

  /**
   * Ends an invite; it may be called twice.
   *
   * @param removed Roles: the memberships of those who came by it and have one of these end as well.
   * @returns The people whose memberships ended; `undefined` when the room has no such invite.
   */
  revokeInvite(
    room: string,
    id: string,
    revocation: { at: number; removed: readonly Role[] },
  ): Promise<Person[] | undefined>;
}
