/**
 * Who signed in, where they are signed in, and which bots there are;
 * `tests/store/accounts_contract.ts` holds every store to it.
 */
import type { Person, Role } from "../wire/messages.ts";
import type { RoomRecord } from "./store.ts";

/** What a provider says of somebody. */
export interface Profile {
  /** The provider's address. */
  readonly issuer: string;
  /** By which that provider knows them, for good. */
  readonly subject: string;
  /** A display name. */
  readonly name: string;
  /** An address that the provider has verified. */
  readonly email?: string;
  /** Address of a picture. */
  readonly picture?: string;
}

/** Somebody who signed in once. */
export interface User extends Profile {
  readonly id: string;
  /** When they signed in first, Unix milliseconds. */
  readonly at: number;
  /** When they signed in last, Unix milliseconds. */
  readonly seen: number;
  /** Whether nobody signed in before them. */
  readonly isFirst: boolean;
  /** Since when they may not, Unix milliseconds. */
  readonly suspended?: number;
}

/** A browser in which somebody is signed in. */
export interface Session {
  /** By which it is told from others; no secret. */
  readonly id: string;
  /** Id of whoever it is. */
  readonly user: string;
  /** Since when, Unix milliseconds. */
  readonly at: number;
  /** When it was used last, Unix milliseconds. */
  readonly seen: number;
  /** What the browser calls itself. */
  readonly agent: string;
  /** The network address it began at. */
  readonly address: string;
  /** The provider's name for its own session. */
  readonly sid?: string;
}

/** Where a session stands in a list of those used last first. */
export type SessionMark = Pick<Session, "seen" | "id">;

/** Which sessions are meant: those to which all that is given applies. */
export interface SessionQuery {
  readonly id?: string;
  readonly user?: string;
  /** Of users of this provider. */
  readonly issuer?: string;
  /** The provider's users by their subject. */
  readonly subject?: string;
  readonly sid?: string;
  /** Whether there is a `sid`. */
  readonly hasSid?: boolean;
  /** Not used since, Unix milliseconds. */
  readonly seenBefore?: number;
  /** Begun before, Unix milliseconds. */
  readonly begunBefore?: number;
}

/** A program that may be in one room. */
export interface Bot {
  /** Of kind `bot`. */
  readonly person: Person;
  readonly room: string;
  /** Whether it may only say something, by a URL, and not listen. */
  readonly isHook: boolean;
  /** Id of whoever made it. */
  readonly by: string;
  /** When it was made, Unix milliseconds. */
  readonly at: number;
}

/** What changed when a guest became a user. */
export interface Adoption {
  /** Names of the rooms where what the guest had is the user's now. */
  readonly rooms: readonly string[];
  /** The direct rooms that were archived. */
  readonly archived: readonly RoomRecord[];
  /** Whether more of what was written is left. */
  readonly more: boolean;
}

/** Keeps users, sessions and bots. Order and failure are as `Store` promises. */
export interface Accounts {
  /**
   * Keeps what a provider says of somebody who signs in; makes the user where there is none.
   *
   * @param id Of a new one; who was there keeps theirs.
   * @param at Unix milliseconds.
   */
  signIn(profile: Profile, id: string, at: number): Promise<User>;

  findUser(id: string): Promise<User | undefined>;

  /**
   * Users by their ids.
   *
   * @param after Only ids behind this one.
   */
  listUsers(after: string, limit: number): Promise<User[]>;

  /**
   * Keeps a user out, or lets them in again.
   *
   * @param since Unix milliseconds; lets them in again unless given.
   * @returns `false` when there is no such user.
   */
  suspend(user: string, since?: number): Promise<boolean>;

  /**
   * Keeps a session of a user who is there.
   *
   * @returns Ids of those that made way: a user has 50 at most, those used last.
   */
  addSession(session: Session, hash: string): Promise<string[]>;

  /** The session whose token has this hash, and whose it is. */
  findSession(hash: string): Promise<{ session: Session; user: User } | undefined>;

  /** Notes that sessions, by their ids, were used at `seen`, Unix milliseconds. */
  touchSessions(ids: readonly string[], seen: number): Promise<void>;

  /**
   * Sessions, those used last first.
   *
   * @param after Only those behind this one in that order.
   */
  listSessions(query: SessionQuery, limit: number, after?: SessionMark): Promise<Session[]>;

  /** Ends sessions; gives their ids. */
  endSessions(query: SessionQuery): Promise<string[]>;

  /**
   * Keeps a bot, which belongs to its room from then on.
   *
   * @returns `false`, with nothing changed, when the room is not there or has 100 already.
   */
  addBot(bot: Bot, role: Exclude<Role, "owner">, hash: string): Promise<boolean>;

  /** The bots of a room, the newest first. */
  listBots(room: string): Promise<Bot[]>;

  /** The bot whose token has this hash. */
  findBot(hash: string): Promise<Bot | undefined>;

  /** Ends a bot and its membership; tells whether the room had it. */
  removeBot(room: string, id: string): Promise<boolean>;

  /**
   * Gives to `to` all that a guest had: memberships, bans, marks, levels, subscriptions, and a part of
   * what the guest wrote. Of two memberships the one of the higher role stays, with the longer mute, of
   * two marks the newer; a ban stays on both. Keys are not handed on: they are gone. So direct rooms stay
   * the guest's, with what was said in them. They are archived, for nobody is left to answer.
   */
  adopt(guest: string, to: Person): Promise<Adoption>;
}
