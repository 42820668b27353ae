import type { Person, Role } from "../wire/messages.ts";
import type {
  Accounts,
  Adoption,
  Bot,
  Profile,
  Session,
  SessionMark,
  SessionQuery,
  User,
} from "./accounts.ts";
import { SqliteAccounts } from "./sqlite_accounts.ts";
import type { SqliteStatements } from "./sqlite_statements.ts";

/** What {@linkcode MemoryAccounts} is made of. */
export interface MemoryAccountsOptions {
  /** Of a database without a file. */
  statements: SqliteStatements;
  /** Does all that {@linkcode Accounts.adopt} does. */
  adopt: (guest: string, to: Person) => Adoption;
}

/** Users, sessions and bots that last as long as the process. */
export class MemoryAccounts implements Accounts {
  readonly #tables: SqliteAccounts;
  readonly #adopt: MemoryAccountsOptions["adopt"];

  constructor({ statements, adopt }: MemoryAccountsOptions) {
    this.#tables = new SqliteAccounts(statements);
    this.#adopt = adopt;
  }

  async signIn(profile: Profile, id: string, at: number): Promise<User> {
    return await this.#tables.signIn(profile, id, at);
  }

  async findUser(id: string): Promise<User | undefined> {
    return await this.#tables.findUser(id);
  }

  async listUsers(after: string, limit: number): Promise<User[]> {
    return await this.#tables.listUsers(after, limit);
  }

  async suspend(user: string, since?: number): Promise<boolean> {
    return await this.#tables.suspend(user, since);
  }

  async addSession(session: Session, hash: string): Promise<string[]> {
    return await this.#tables.addSession(session, hash);
  }

  async findSession(hash: string): Promise<{ session: Session; user: User } | undefined> {
    return await this.#tables.findSession(hash);
  }

  async touchSessions(ids: readonly string[], seen: number): Promise<void> {
    await this.#tables.touchSessions(ids, seen);
  }

  async listSessions(query: SessionQuery, limit: number, after?: SessionMark): Promise<Session[]> {
    return await this.#tables.listSessions(query, limit, after);
  }

  async endSessions(query: SessionQuery): Promise<string[]> {
    return await this.#tables.endSessions(query);
  }

  async addBot(bot: Bot, role: Exclude<Role, "owner">, hash: string): Promise<boolean> {
    return await this.#tables.addBot(bot, role, hash);
  }

  async listBots(room: string): Promise<Bot[]> {
    return await this.#tables.listBots(room);
  }

  async findBot(hash: string): Promise<Bot | undefined> {
    return await this.#tables.findBot(hash);
  }

  async removeBot(room: string, id: string): Promise<boolean> {
    return await this.#tables.removeBot(room, id);
  }

  adopt(guest: string, to: Person): Promise<Adoption> {
    return Promise.resolve(this.#adopt(guest, to));
  }
}
