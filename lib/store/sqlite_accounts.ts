import { keptLimits } from "../wire/kept_limits.ts";
import type { Role } from "../wire/messages.ts";
import type { Bot, Profile, Session, SessionMark, SessionQuery, User } from "./accounts.ts";
import type { SqliteStatements, SqliteValue } from "./sqlite_statements.ts";

type UserRow =
  & Pick<User, "id" | "issuer" | "subject" | "name" | "at" | "seen">
  & Nulls<"email" | "picture", string>
  & Nulls<"suspended", number>
  & { readonly first: 0 | 1 };

type SessionRow =
  & Pick<Session, "id" | "user" | "at" | "seen" | "agent" | "address">
  & Nulls<"sid", string>;

interface BotRow {
  readonly id: string;
  readonly room: string;
  readonly name: string;
  readonly hook: 0 | 1;
  readonly by: string;
  readonly at: number;
}

type Nulls<Key extends string, T> = { readonly [K in Key]: T | null };

const botsOf = "select bots.*, rooms.name as room from bots join rooms on rooms.id = bots.room";

/** What each part of a {@linkcode SessionQuery} asks of a row. */
const sessionConditions: { readonly [Part in keyof Required<SessionQuery>]: string } = {
  id: "sessions.id = ?",
  user: "user = ?",
  issuer: "issuer = ?",
  subject: "subject = ?",
  sid: "sid = ?",
  hasSid: "(sid is not null) = ?",
  seenBefore: "sessions.seen < ?",
  begunBefore: "sessions.at < ?",
};

/** Users, sessions and bots in a database: the methods of `Accounts` without the promises. */
export class SqliteAccounts {
  readonly #statements: SqliteStatements;

  constructor(statements: SqliteStatements) {
    this.#statements = statements;
  }

  signIn(profile: Profile, id: string, at: number): User {
    const { issuer, subject, name, email = null, picture = null } = profile;
    const sql = "insert into users (id, issuer, subject, name, email, picture, at, seen, first) " +
      "values (?, ?, ?, ?, ?, ?, ?, ?, not exists (select 1 from users)) " +
      "on conflict (issuer, subject) do update set name = excluded.name, " +
      "email = excluded.email, picture = excluded.picture, seen = excluded.seen";
    this.#statements.run(sql, id, issuer, subject, name, email, picture, at, at);
    const find = "select * from users where issuer = ? and subject = ?";
    return userOf(this.#statements.find<UserRow>(find, issuer, subject)!);
  }

  findUser(id: string): User | undefined {
    const row = this.#statements.find<UserRow>("select * from users where id = ?", id);
    return row && userOf(row);
  }

  listUsers(after: string, limit: number): User[] {
    const sql = "select * from users where id > ? order by id limit ?";
    return this.#statements.all<UserRow>(sql, after, limit).map(userOf);
  }

  suspend(user: string, since?: number | null): boolean {
    const sql = "update users set suspended = ? where id = ?";
    return this.#statements.run(sql, since ?? null, user) > 0;
  }

  addSession({ id, user, at, seen, agent, address, sid }: Session, hash: string): string[] {
    const sql = "insert into sessions (hash, id, user, at, seen, agent, address, sid) " +
      "values (?, ?, ?, ?, ?, ?, ?, ?)";
    this.#statements.run(sql, hash, id, user, at, seen, agent, address, sid ?? null);
    const old = "delete from sessions where hash in (select hash from sessions " +
      "where user = ? order by seen desc, at desc limit -1 offset ?) returning id";
    return this.#statements.all<{ id: string }>(old, user, keptLimits.sessionsPerUser)
      .map(({ id }) => id);
  }

  findSession(hash: string): { session: Session; user: User } | undefined {
    const sql = "select * from sessions where hash = ?";
    const row = this.#statements.find<SessionRow>(sql, hash);
    return row && { session: sessionOf(row), user: this.findUser(row.user)! };
  }

  touchSessions(ids: readonly string[], seen: number): void {
    const sql = "update sessions set seen = max(seen, ?) " +
      "where id in (select value from json_each(?))";
    this.#statements.run(sql, seen, JSON.stringify(ids));
  }

  listSessions(query: SessionQuery, limit: number, after?: SessionMark | null): Session[] {
    const [conditions, values] = conditionsOf(query);
    const behind = after ? "(-sessions.seen, sessions.id) > (?, ?)" : "true";
    const mark = after ? [-after.seen, after.id] : [];
    const sql = "select sessions.* from sessions join users on users.id = user " +
      `where ${conditions} and ${behind} order by sessions.seen desc, sessions.id limit ?`;
    return this.#statements.all<SessionRow>(sql, ...values, ...mark, limit).map(sessionOf);
  }

  endSessions(query: SessionQuery): string[] {
    const [conditions, values] = conditionsOf(query);
    const sql = "delete from sessions where hash in (select hash from sessions " +
      `join users on users.id = user where ${conditions}) returning id`;
    return this.#statements.all<{ id: string }>(sql, ...values).map(({ id }) => id);
  }

  addBot({ person, room, isHook, by, at }: Bot, role: Role, hash: string): boolean {
    const count = "select count(bots.id) as count from rooms left join bots on room = rooms.id " +
      "where rooms.name = ? group by rooms.id";
    const found = this.#statements.find<{ count: number }>(count, room);
    if (!found || found.count >= keptLimits.botsPerRoom) return false;
    const sql = "insert into bots (id, room, name, hook, by, at, hash) " +
      "values (?, (select id from rooms where name = ?), ?, ?, ?, ?, ?)";
    this.#statements.run(sql, person.id, room, person.name, isHook ? 1 : 0, by, at, hash);
    const member = "insert into memberships (room, person, name, kind, role, since) " +
      "values ((select id from rooms where name = ?), ?, ?, ?, ?, ?)";
    this.#statements.run(member, room, person.id, person.name, person.kind, role, at);
    return true;
  }

  listBots(room: string): Bot[] {
    const sql = `${botsOf} where rooms.name = ? order by bots.at desc, bots.id`;
    return this.#statements.all<BotRow>(sql, room).map(botOf);
  }

  findBot(hash: string): Bot | undefined {
    const row = this.#statements.find<BotRow>(`${botsOf} where hash = ?`, hash);
    return row && botOf(row);
  }

  removeBot(room: string, id: string): boolean {
    const inRoom = "room = (select id from rooms where name = ?)";
    if (this.#statements.run(`delete from bots where id = ? and ${inRoom}`, id, room) === 0) {
      return false;
    }
    this.#statements.run(`delete from memberships where person = ? and ${inRoom}`, id, room);
    return true;
  }
}

function conditionsOf(query: SessionQuery): [sql: string, values: SqliteValue[]] {
  const parts = (Object.keys(sessionConditions) as (keyof SessionQuery)[])
    .filter((part) => query[part] !== undefined);
  const sql = parts.map((part) => sessionConditions[part]).join(" and ");
  return [sql || "true", parts.map((part) => valueOf(query[part]!))];
}

/** As the database has it, which knows no booleans. */
function valueOf(asked: string | number | boolean): SqliteValue {
  return typeof asked === "boolean" ? Number(asked) : asked;
}

function userOf({ email, picture, first, suspended, ...user }: UserRow): User {
  return {
    ...user,
    ...(email !== null && { email }),
    ...(picture !== null && { picture }),
    isFirst: first === 1,
    ...(suspended !== null && { suspended }),
  };
}

function sessionOf({ id, user, at, seen, agent, address, sid }: SessionRow): Session {
  return { id, user, at, seen, agent, address, ...(sid !== null && { sid }) };
}

function botOf({ id, room, name, hook, by, at }: BotRow): Bot {
  return { person: { id, name, kind: "bot" }, room, isHook: hook === 1, by, at };
}
