import { keptLimits } from "../wire/kept_limits.ts";
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
import { adopt } from "./postgres_adoption.ts";
import type { PostgresSql } from "./postgres_connections.ts";
import type { PostgresPool } from "./postgres_pool.ts";
import { lockRoom } from "./postgres_rooms.ts";
import { aside, type Turns } from "./turns.ts";

type UserRow =
  & Pick<User, "id" | "issuer" | "subject" | "name" | "at" | "seen">
  & Nulls<"email" | "picture", string>
  & Nulls<"suspended", number>
  & { readonly first: boolean };

type SessionRow =
  & Pick<Session, "id" | "at" | "seen" | "agent" | "address">
  & Nulls<"sid", string>
  & { readonly person: string };

interface BotRow {
  readonly id: string;
  readonly room: string;
  readonly name: string;
  readonly hook: boolean;
  readonly by: string;
  readonly at: number;
}

type Nulls<Key extends string, T> = { readonly [K in Key]: T | null };

/** Users, sessions and bots, in PostgreSQL. */
export class PostgresAccounts implements Accounts {
  readonly #pool: PostgresPool;
  readonly #turns: Turns;

  constructor(pool: PostgresPool, turns: Turns) {
    this.#pool = pool;
    this.#turns = turns;
  }

  signIn(profile: Profile, id: string, at: number): Promise<User> {
    const { issuer, subject, name, email = null, picture = null } = profile;
    return this.#pool.transaction(async (sql) => {
      // One after the other, so that one only is the first.
      await sql`select pg_advisory_xact_lock(hashtextextended('sign in', 0))`;
      const [row] = await sql<UserRow[]>`
        insert into users (id, issuer, subject, name, email, picture, at, seen, first)
        values (${id}, ${issuer}, ${subject}, ${name}, ${email}, ${picture}, ${at}, ${at},
          not exists (select from users))
        on conflict (issuer, subject) do update set name = excluded.name, email = excluded.email,
          picture = excluded.picture, seen = excluded.seen
        returning *`;
      return userOf(row!);
    });
  }

  async findUser(id: string): Promise<User | undefined> {
    const [row] = await this.#pool.read((sql) =>
      sql<UserRow[]>`select * from users where id = ${id}`
    );
    return row && userOf(row);
  }

  async listUsers(after: string, limit: number): Promise<User[]> {
    const rows = await this.#pool.read((sql) =>
      sql<UserRow[]>`select * from users where id > ${after} order by id limit ${limit}`
    );
    return rows.map(userOf);
  }

  async suspend(user: string, since?: number): Promise<boolean> {
    const { count } = await this.#pool.write(
      (sql) => sql`update users set suspended = ${since ?? null} where id = ${user}`,
      true,
    );
    return count > 0;
  }

  addSession(
    { id, user, at, seen, agent, address, sid }: Session,
    hash: string,
  ): Promise<string[]> {
    return this.#pool.transaction(async (sql) => {
      await sql`select pg_advisory_xact_lock(hashtextextended(${`sessions:${user}`}, 0))`;
      await sql`
        insert into sessions (hash, id, person, at, seen, agent, address, sid)
        values (${hash}, ${id}, ${user}, ${at}, ${seen}, ${agent}, ${address}, ${sid ?? null})`;
      const gone = await sql<{ id: string }[]>`
        delete from sessions where hash in (
          select hash from sessions where person = ${user}
          order by seen desc, at desc offset ${keptLimits.sessionsPerUser})
        returning id`;
      return gone.map(({ id }) => id);
    });
  }

  async findSession(hash: string): Promise<{ session: Session; user: User } | undefined> {
    const [row] = await this.#pool.read((sql) =>
      sql<{ session: SessionRow; owner: UserRow }[]>`
        select to_json(sessions) as session, to_json(users) as owner
        from sessions join users on users.id = person where hash = ${hash}`
    );
    return row && { session: sessionOf(row.session), user: userOf(row.owner) };
  }

  async touchSessions(ids: readonly string[], seen: number): Promise<void> {
    await this.#pool.write((sql) =>
      sql`
        update sessions set seen = greatest(sessions.seen, ${seen})
        from (select id from sessions where id = any(${[
        ...ids,
      ]}::text[]) order by id for update) as used
        where sessions.id = used.id`, true);
  }

  async listSessions(query: SessionQuery, limit: number, after?: SessionMark): Promise<Session[]> {
    const rows = await this.#pool.read((sql) =>
      sql<SessionRow[]>`
        select sessions.* from sessions join users on users.id = person
        where ${conditionsOf(sql, query)} ${
        after ? sql`and (-sessions.seen, sessions.id) > (${-after.seen}, ${after.id})` : sql``
      }
        order by sessions.seen desc, sessions.id limit ${limit}`
    );
    return rows.map(sessionOf);
  }

  async endSessions(query: SessionQuery): Promise<string[]> {
    const rows = await this.#pool.write((sql) =>
      sql<{ id: string }[]>`
        delete from sessions using users where users.id = person and ${conditionsOf(sql, query)}
        returning sessions.id`
    );
    return rows.map(({ id }) => id);
  }

  addBot(
    { person, room, isHook, by, at }: Bot,
    role: Exclude<Role, "owner">,
    hash: string,
  ): Promise<boolean> {
    const { id, name, kind } = person;
    return this.#change(room, async (sql) => {
      const row = await lockRoom(sql, room);
      if (row?.name !== room) return false;
      const { count } = await sql`
        insert into bots (id, room, name, hook, by, at, hash)
        select ${id}, ${row.id}, ${name}, ${isHook}, ${by}, ${at}, ${hash}
        where (select count(*) from bots where room = ${row.id}) < ${keptLimits.botsPerRoom}`;
      if (count === 0) return false;
      await sql`
        insert into memberships (room, person, name, kind, role, since)
        values (${row.id}, ${id}, ${name}, ${kind}, ${role}, ${at})`;
      return true;
    });
  }

  async listBots(room: string): Promise<Bot[]> {
    const rows = await this.#turns.take(
      "read",
      [aside(room)],
      () =>
        this.#pool.read((sql) =>
          sql<BotRow[]>`
          ${botsOf(sql)} where rooms.name = ${room} order by bots.at desc, bots.id`
        ),
    );
    return rows.map(botOf);
  }

  async findBot(hash: string): Promise<Bot | undefined> {
    const [row] = await this.#pool.read((sql) =>
      sql<BotRow[]>`${botsOf(sql)} where hash = ${hash} and rooms.name is not null`
    );
    return row && botOf(row);
  }

  removeBot(room: string, id: string): Promise<boolean> {
    return this.#change(room, async (sql) => {
      const [row] = await sql<{ room: number }[]>`
        delete from bots using rooms where rooms.id = room and bots.id = ${id}
          and rooms.name = ${room}
        returning room`;
      if (!row) return false;
      await sql`delete from memberships where room = ${row.room} and person = ${id}`;
      return true;
    });
  }

  adopt(guest: string, to: Person): Promise<Adoption> {
    return this.#pool.transaction((sql) => adopt(sql, guest, to));
  }

  #change<T>(room: string, work: (sql: PostgresSql) => Promise<T>): Promise<T> {
    return this.#turns.take("change", [aside(room)], () => this.#pool.transaction(work));
  }
}

function botsOf(sql: PostgresSql): ReturnType<PostgresSql> {
  return sql`
    select bots.id, bots.name, hook, by, bots.at, rooms.name as room
    from bots join rooms on rooms.id = bots.room`;
}

/** What a query asks of a row of sessions and its user's. */
function conditionsOf(sql: PostgresSql, query: SessionQuery): ReturnType<PostgresSql> {
  const { id, user, issuer, subject, sid, hasSid, seenBefore, begunBefore } = query;
  return sql`true
    ${id === undefined ? sql`` : sql`and sessions.id = ${id}`}
    ${user === undefined ? sql`` : sql`and person = ${user}`}
    ${issuer === undefined ? sql`` : sql`and issuer = ${issuer}`}
    ${subject === undefined ? sql`` : sql`and subject = ${subject}`}
    ${sid === undefined ? sql`` : sql`and sid = ${sid}`}
    ${hasSid === undefined ? sql`` : sql`and (sid is not null) = ${hasSid}`}
    ${seenBefore === undefined ? sql`` : sql`and sessions.seen < ${seenBefore}`}
    ${begunBefore === undefined ? sql`` : sql`and sessions.at < ${begunBefore}`}`;
}

function userOf({ id, issuer, subject, name, at, seen, ...row }: UserRow): User {
  const { email, picture, first: isFirst, suspended } = row;
  return {
    id,
    issuer,
    subject,
    name,
    at,
    seen,
    ...(email !== null && { email }),
    ...(picture !== null && { picture }),
    isFirst,
    ...(suspended !== null && { suspended }),
  };
}

function sessionOf({ id, person: user, at, seen, agent, address, sid }: SessionRow): Session {
  return { id, user, at, seen, agent, address, ...(sid !== null && { sid }) };
}

function botOf({ id, room, name, hook: isHook, by, at }: BotRow): Bot {
  return { person: { id, name, kind: "bot" }, room, isHook, by, at };
}
