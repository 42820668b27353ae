import { keptLimits } from "../wire/kept_limits.ts";
import type { Person, Role } from "../wire/messages.ts";
import type { Ban, Invite, Membership, Memberships, Redemption, Standing } from "./memberships.ts";
import type { BanRow, InviteRow, MembershipRow, PersonRow } from "./membership_rows.ts";
import { banOf, inviteOf, isGood, joined, membershipOf, personOf } from "./membership_rows.ts";
import type { PostgresSql } from "./postgres_connections.ts";
import type { PostgresPool } from "./postgres_pool.ts";
import { lockRoom } from "./postgres_rooms.ts";
import { aside, type Turns } from "./turns.ts";

/** Memberships, bans and invites, in PostgreSQL. */
export class PostgresMemberships implements Memberships {
  readonly #pool: PostgresPool;
  readonly #turns: Turns;

  constructor(pool: PostgresPool, turns: Turns) {
    this.#pool = pool;
    this.#turns = turns;
  }

  async find(room: string, people: readonly string[]): Promise<ReadonlyMap<string, Standing>> {
    const ids = [...people];
    const rows = await this.#read(
      room,
      (sql) =>
        sql<{ id: string; membership: MembershipRow | null; ban: BanRow | null }[]>`
        select d.id, to_json(memberships) as membership, to_json(bans) as ban
        from unnest(${ids}::text[]) with ordinality as d (id, n)
        cross join (select room_id(${room}) as id) as here
        left join memberships on memberships.room = here.id and memberships.person = d.id
        left join bans on bans.room = here.id and bans.person = d.id
        where memberships.person is not null or bans.person is not null order by n`,
    );
    return new Map(rows.map(({ id, membership, ban }) => [id, {
      ...(membership && { membership: membershipOf(membership) }),
      ...(ban && { ban: banOf(ban) }),
    }]));
  }

  async list(room: string, after: string, limit: number): Promise<Membership[]> {
    const rows = await this.#read(room, (sql) =>
      sql<MembershipRow[]>`
        select * from memberships where room = room_id(${room}) and person > ${after}
        order by person limit ${limit}`);
    return rows.map(membershipOf);
  }

  async roomsOf(person: string): Promise<string[]> {
    const rows = await this.#pool.read((sql) =>
      sql<{ name: string }[]>`
        select rooms.name from memberships join rooms on rooms.id = room
        where person = ${person} and not stranger and rooms.name is not null`
    );
    return rows.map(({ name }) => name);
  }

  put(room: string, membership: Membership): Promise<boolean> {
    return this.#change(room, async (sql) => {
      const [row] = await sql<{ id: number }[]>`select room_id(${room}) as id`;
      if (row!.id === null) return false;
      await putMembership(sql, row!.id, membership);
      return true;
    });
  }

  remove(room: string, person: string): Promise<boolean> {
    return this.#write(room, async (sql) => {
      const { count } = await sql`
        delete from memberships where room = room_id(${room}) and person = ${person}`;
      return count > 0;
    });
  }

  handOver(room: string, to: string): Promise<boolean> {
    return this.#change(room, async (sql) => {
      // Of two who are made the owner at once, one is it in the end.
      const row = await lockRoom(sql, room);
      if (!row) return false;
      const [heir] = await sql`
        select from memberships where room = ${row.id} and person = ${to} and kind <> 'bot'
          and not stranger for update`;
      if (!heir) return false;
      await sql`
        update memberships set role = 'moderator' where room = ${row.id} and role = 'owner'`;
      await sql`
        update memberships set role = 'owner', muted_until = null
        where room = ${row.id} and person = ${to}`;
      return true;
    });
  }

  async ban(
    room: string,
    { person: { id, name, kind }, at, until, by }: Ban,
  ): Promise<void> {
    await this.#change(room, async (sql) => {
      await sql`delete from memberships where room = room_id(${room}) and person = ${id}`;
      await sql`
        insert into bans (room, person, name, kind, at, until, by)
        select rooms.id, ${id}, ${name}, ${kind}, ${at}, ${until ?? null}, ${by}
        from rooms where rooms.id = room_id(${room})
        on conflict (room, person) do update set name = excluded.name, kind = excluded.kind,
          at = excluded.at, until = excluded.until, by = excluded.by`;
    });
  }

  unban(room: string, person: string): Promise<boolean> {
    return this.#write(room, async (sql) => {
      const { count } = await sql`
        delete from bans where room = room_id(${room}) and person = ${person}`;
      return count > 0;
    });
  }

  async listBans(room: string): Promise<Ban[]> {
    const rows = await this.#read(room, (sql) =>
      sql<BanRow[]>`
        select * from bans where room = room_id(${room}) order by person limit ${keptLimits.bansListed}`);
    return rows.map(banOf);
  }

  addInvite(invite: Invite, hash: string): Promise<boolean> {
    const { id, role, label, by, at, uses } = invite;
    const { expires = null, maxUses = null, guestName = null } = invite;
    return this.#change(invite.room, async (sql) => {
      const room = await lockRoom(sql, invite.room);
      if (!room) return false;
      const { count } = await sql`
        insert into invites
          (id, room, hash, role, label, by, at, expires, max_uses, uses, guest_name)
        select ${id}, ${room.id}, ${hash}, ${role}, ${label}, ${by}, ${at}, ${expires}, ${maxUses},
          ${uses}, ${guestName}
        where (select count(*) from invites where room = ${room.id}) < ${keptLimits.invitesPerRoom}`;
      return count > 0;
    });
  }

  async listInvites(room: string): Promise<Invite[]> {
    const rows = await this.#read(room, (sql) =>
      sql<InviteRow[]>`
        ${invitesOf(sql)} where room = room_id(${room}) order by invites.at desc, invites.id`);
    return rows.map(inviteOf);
  }

  async findInvite(hash: string): Promise<Invite | undefined> {
    const [row] = await this.#pool.read((sql) =>
      sql<InviteRow[]>`${invitesOf(sql)} where hash = ${hash} and rooms.name is not null`
    );
    return row && inviteOf(row);
  }

  redeem(hash: string, person: Person, nowMs: number): Promise<Redemption> {
    return this.#pool.transaction((sql) => redeem(sql, hash, person, nowMs));
  }

  revokeInvite(
    room: string,
    id: string,
    { at, removed }: { at: number; removed: readonly Role[] },
  ): Promise<Person[] | undefined> {
    return this.#change(room, async (sql) => {
      const { count } = await sql`
        update invites set revoked = coalesce(revoked, ${at})
        where room = room_id(${room}) and id = ${id}`;
      if (count === 0) return undefined;
      const gone = await sql<PersonRow[]>`
        delete from memberships where room = room_id(${room}) and invite = ${id}
          and role = any(${[...removed]}::text[])
        returning person, name, kind`;
      return gone.map(personOf);
    });
  }

  #read<T>(room: string, work: (sql: PostgresSql) => Promise<T>): Promise<T> {
    return this.#turns.take("read", [aside(room)], () => this.#pool.read(work));
  }

  /** Changes something by one statement. */
  #write<T>(room: string, work: (sql: PostgresSql) => Promise<T>): Promise<T> {
    return this.#turns.take("change", [aside(room)], () => this.#pool.write(work));
  }

  #change<T>(room: string, work: (sql: PostgresSql) => Promise<T>): Promise<T> {
    return this.#turns.take("change", [aside(room)], () => this.#pool.transaction(work));
  }
}

/** Keeps a membership, as `Memberships.put` does. */
export async function putMembership(
  sql: PostgresSql,
  room: number,
  { person: { id, name, kind }, role, since, mutedUntil, invite, isStranger }: Membership,
): Promise<void> {
  if (isStranger && mutedUntil === undefined) {
    await sql`delete from memberships where room = ${room} and person = ${id} and stranger`;
    return;
  }
  const belongs = sql`
    role = excluded.role, invite = excluded.invite, stranger = false,
    since = case when memberships.stranger then excluded.since else memberships.since end,`;
  await sql`
    insert into memberships (room, person, name, kind, role, since, muted_until, invite, stranger)
    values (${room}, ${id}, ${name}, ${kind}, ${role}, ${since}, ${mutedUntil ?? null},
      ${invite ?? null}, ${isStranger ?? false})
    on conflict (room, person) do update set ${isStranger ? sql`` : belongs}
      name = excluded.name, muted_until = excluded.muted_until
    where memberships.role <> 'owner'`;
}

/**
 * Gives the memberships of `guest` to `person`, {@linkcode joined} with theirs, and the bans too: of
 * two the longer. Direct rooms stay the guest's.
 */
export async function adoptMemberships(
  sql: PostgresSql,
  guest: string,
  person: Person,
): Promise<void> {
  const rows = await sql<(MembershipRow & { room: number })[]>`
    delete from memberships where person in (${guest}, ${person.id}) and room in (
      select room from memberships where person = ${guest}
        and room not in (select room from direct_rooms))
    returning *`;
  for (const row of rows.filter((row) => row.person === guest)) {
    const own = rows.find((other) => other.room === row.room && other.person === person.id);
    await putMembership(sql, row.room, {
      ...joined(membershipOf(row), own && membershipOf(own)),
      person,
    });
  }
  await sql`
    insert into bans (room, person, name, kind, at, until, by)
    select room, ${person.id}, ${person.name}, ${person.kind}, at, until, by from bans
    where person = ${guest} and room not in
      (select room from memberships where person = ${person.id} and role = 'owner')
    on conflict (room, person) do update set name = excluded.name, kind = excluded.kind,
      at = excluded.at, until = excluded.until, by = excluded.by
    where bans.until is not null and (excluded.until is null or excluded.until > bans.until)`;
}

async function redeem(
  sql: PostgresSql,
  hash: string,
  person: Person,
  nowMs: number,
): Promise<Redemption> {
  // Locked: of many who come at once, each sees how many came before.
  const [row] = await sql<InviteRow[]>`
    ${invitesOf(sql)} where hash = ${hash} and rooms.name is not null for update of invites`;
  if (!row || !isGood(row, nowMs)) return "refused";
  const [ban] = await sql<BanRow[]>`
    select * from bans where room = ${row.room} and person = ${person.id}`;
  if (ban && (ban.until ?? Infinity) > nowMs) return "banned";
  const find = () =>
    sql<MembershipRow[]>`
      select * from memberships where room = ${row.room} and person = ${person.id}`;
  const [there] = await find();
  const before = there && membershipOf(there);
  if (before && !before.isStranger) return { membership: before, isNew: false };
  await sql`update invites set uses = uses + 1 where id = ${row.id}`;
  const { role, id: invite } = row;
  const { mutedUntil } = before ?? {};
  await putMembership(sql, row.room, { person, role, since: nowMs, mutedUntil, invite });
  const [made] = await find();
  return { membership: membershipOf(made!), isNew: true };
}

function invitesOf(sql: PostgresSql): ReturnType<PostgresSql> {
  return sql`
    select invites.*, rooms.name as room_name from invites join rooms on rooms.id = invites.room`;
}
