import { Alarm } from "../alarm.ts";
import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Accounts, Session, SessionQuery, User } from "../store/accounts.ts";
import { hashToken, makeToken } from "../token.ts";
import { keptLimits } from "../wire/kept_limits.ts";

/** What {@linkcode Sessions} are made of. */
export interface SessionsOptions {
  accounts: Accounts;
  clock: Clock;
  log: Log;
  /** Ids of the sessions whose sockets are open: these are in use. */
  inUse: () => readonly string[];
  /** Sessions, by their ids, are no more. */
  ended: (ids: readonly string[]) => void;
}

/** What is known of the browser that a session begins in. */
export type SessionPlace = Pick<Session, "agent" | "address" | "sid">;

/** A session, and whose it is. */
export interface LiveSession {
  readonly session: Session;
  readonly user: User;
}

/** How long a session lasts without use, and at most, in milliseconds. */
export const idleMs = 12 * 3_600_000;
export const longestMs = 30 * 24 * 3_600_000;
/** Nobody guesses 256 bits. */
const tokenBytes = 32;
const idBytes = 9;
/** A use is noted when the last one is so long ago, in milliseconds. */
const noteMs = 5 * 60_000;
/** How often sessions are looked through, in milliseconds. */
const lookMs = 5 * 60_000;
/** What a browser calls itself, cut. */
const agentChars = 300;

/**
 * Where users are signed in. The browser holds a token, the server its hash. A session ends after 12
 * hours without use, after 30 days at most, and as soon as its user or an administrator says so.
 */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #alarm: Alarm;
  #looking: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(options: SessionsOptions) {
    this.#options = options;
    this.#alarm = new Alarm(options.clock, () => {
      this.#looking = this.#look();
    });
  }

  /** Begins a session; gives its token, which nobody can be told again. */
  async begin(user: User, { agent, ...place }: SessionPlace): Promise<string> {
    const at = this.#options.clock.now();
    const [id, token] = [makeToken(idBytes), makeToken(tokenBytes)];
    const session = {
      ...place,
      id,
      user: user.id,
      at,
      seen: at,
      agent: agent.slice(0, agentChars),
    };
    const gone = await this.#options.accounts.addSession(session, await hashToken(token));
    if (gone.length > 0) this.#options.ended(gone);
    return token;
  }

  /** The session that a token stands for, while it lasts and its user may be here. */
  async find(token: string): Promise<LiveSession | undefined> {
    const { accounts, clock } = this.#options;
    const found = await accounts.findSession(await hashToken(token));
    const nowMs = clock.now();
    // Where nobody is signed in, nothing is looked through.
    if (found && !this.#isClosed) this.#alarm.wakeIn(lookMs);
    if (!found || found.user.suspended !== undefined || !lasts(found.session, nowMs)) {
      return undefined;
    }
    if (nowMs - found.session.seen > noteMs) {
      await accounts.touchSessions([found.session.id], nowMs);
    }
    return found;
  }

  /** Whether a session is still there. */
  async isLive(id: string): Promise<boolean> {
    const [session] = await this.#options.accounts.listSessions({ id }, 1);
    if (!session || !lasts(session, this.#options.clock.now())) return false;
    return (await this.#options.accounts.findUser(session.user))?.suspended === undefined;
  }

  /** The sessions of a user, those used last first. */
  async list(user: string): Promise<Session[]> {
    const found = await this.#options.accounts.listSessions({ user }, keptLimits.sessionsPerUser);
    return found.filter((session) => lasts(session, this.#options.clock.now()));
  }

  /** Ends sessions, and all that is open in them; gives their ids. */
  async end(query: SessionQuery): Promise<string[]> {
    const ids = await this.#options.accounts.endSessions(query);
    if (ids.length > 0) this.#options.ended(ids);
    return ids;
  }

  /**
   * Ends what is open in sessions that others on the same store may have ended.
   *
   * @param mayGoOn Asked before each session.
   */
  async recheck(mayGoOn = () => true): Promise<void> {
    for (const id of this.#options.inUse()) {
      if (!mayGoOn()) return;
      if (!await this.isLive(id)) this.#options.ended([id]);
    }
  }

  /** Looks through the sessions no more. */
  close(): Promise<void> {
    this.#isClosed = true;
    this.#alarm.cancel();
    return this.#looking;
  }

  /** Notes which are in use, then ends those that have lasted long enough. */
  async #look(): Promise<void> {
    const { accounts, clock, inUse, log } = this.#options;
    try {
      const nowMs = clock.now();
      await accounts.touchSessions(inUse(), nowMs);
      await this.end({ seenBefore: nowMs - idleMs });
      await this.end({ begunBefore: nowMs - longestMs });
      const [left] = await accounts.listSessions({}, 1);
      if (left && !this.#isClosed) this.#alarm.wakeIn(lookMs);
    } catch (error) {
      // The store has told of its own trouble, and another look comes.
      if (!this.#isClosed) this.#alarm.wakeIn(lookMs);
      if (error instanceof ChatError) return;
      log.error("could not look through the sessions", { error });
    }
  }
}

function lasts({ at, seen }: Session, nowMs: number): boolean {
  return nowMs - seen < idleMs && nowMs - at < longestMs;
}
