import { keptLimits } from "../wire/kept_limits.ts";
import type { Person, Role } from "../wire/messages.ts";
import type { Ban, Invite, Membership, Redemption, Standing } from "./memberships.ts";
import type { BanRow, InviteRow, MembershipRow } from "./membership_rows.ts";
import { banOf, inviteOf, isGood, joined, membershipOf, personOf } from "./membership_rows.ts";
import type { SqliteStatements } from "./sqlite_statements.ts";

const invitesOf = "select invites.*, rooms.name as room_name from invites " +
  "join rooms on rooms.id = invites.room";

/**
 * Memberships, bans and invites in a database: the methods of `Memberships` without the promises,
 * rooms by their numbers.
 */
export class SqliteMemberships {
  readonly #statements: SqliteStatements;

  constructor(statements: SqliteStatements) {
    this.#statements = statements;
  }

  find(room: number, people: readonly string[]): [string, Standing][] {
    return people.flatMap((person) => {
      const standing = this.#standing(room, person);
      return standing.membership || standing.ban ? [[person, standing]] : [];
    });
  }

  list(room: number, after: string, limit: number): Membership[] {
    const sql = "select * from memberships where room = ? and person > ? order by person limit ?";
    return this.#statements.all<MembershipRow>(sql, room, after, limit).map(membershipOf);
  }

  roomsOf(person: string): string[] {
    const sql = "select rooms.name from memberships join rooms on rooms.id = room " +
      "where person = ? and not stranger";
    return this.#statements.all<{ name: string }>(sql, person).map(({ name }) => name);
  }

  put(room: number, membership: Membership): void {
    const { person: { id, name, kind }, role, since, mutedUntil, invite, isStranger } = membership;
    if (isStranger && mutedUntil === undefined) {
      const sql = "delete from memberships where room = ? and person = ? and stranger";
      this.#statements.run(sql, room, id);
      return;
    }
    const belongs = "role = excluded.role, invite = excluded.invite, stranger = 0, " +
      "since = case when stranger then excluded.since else since end, ";
    const sql = "insert into memberships " +
      "(room, person, name, kind, role, since, muted_until, invite, stranger) " +
      "values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do update set " +
      (isStranger ? "" : belongs) +
      "name = excluded.name, muted_until = excluded.muted_until where role <> 'owner'";
    const stranger = isStranger ? 1 : 0;
    this.#statements
      .run(sql, room, id, name, kind, role, since, mutedUntil ?? null, invite ?? null, stranger);
  }

  remove(room: number, person: string): boolean {
    const sql = "delete from memberships where room = ? and person = ?";
    return this.#statements.run(sql, room, person) > 0;
  }

  handOver(room: number, to: string): boolean {
    const heir = this.#membership(room, to);
    if (!heir || heir.isStranger || heir.person.kind === "bot") return false;
    const old = "update memberships set role = 'moderator' where room = ? and role = 'owner'";
    this.#statements.run(old, room);
    const next = "update memberships set role = 'owner', muted_until = null " +
      "where room = ? and person = ?";
    this.#statements.run(next, room, to);
    return true;
  }

  ban(room: number, { person, at, until, by }: Ban): void {
    this.remove(room, person.id);
    const sql = "insert or replace into bans (room, person, name, kind, at, until, by) " +
      "values (?, ?, ?, ?, ?, ?, ?)";
    this.#statements.run(sql, room, person.id, person.name, person.kind, at, until ?? null, by);
  }

  unban(room: number, person: string): boolean {
    const sql = "delete from bans where room = ? and person = ?";
    return this.#statements.run(sql, room, person) > 0;
  }

  listBans(room: number): Ban[] {
    const sql = "select * from bans where room = ? order by person limit ?";
    return this.#statements.all<BanRow>(sql, room, keptLimits.bansListed).map(banOf);
  }

  addInvite(room: number, invite: Invite, hash: string): boolean {
    const count = "select count(*) as count from invites where room = ?";
    const { count: kept } = this.#statements.find<{ count: number }>(count, room)!;
    if (kept >= keptLimits.invitesPerRoom) return false;
    const sql = "insert into invites (id, room, hash, role, label, by, at, expires, max_uses, " +
      "uses, guest_name) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    const { id, role, label, by, at, expires, maxUses, uses, guestName } = invite;
    const bounds = [expires ?? null, maxUses ?? null, uses, guestName ?? null];
    this.#statements.run(sql, id, room, hash, role, label, by, at, ...bounds);
    return true;
  }

  listInvites(room: number): Invite[] {
    const sql = `${invitesOf} where room = ? order by at desc, invites.id`;
    return this.#statements.all<InviteRow>(sql, room).map(inviteOf);
  }

  findInvite(hash: string): Invite | undefined {
    const row = this.#invite(hash);
    return row && inviteOf(row);
  }

  redeem(hash: string, person: Person, nowMs: number): Redemption {
    const row = this.#invite(hash);
    if (!row || !isGood(row, nowMs)) return "refused";
    const { membership, ban } = this.#standing(row.room, person.id);
    if (ban && (ban.until ?? Infinity) > nowMs) return "banned";
    if (membership && !membership.isStranger) return { membership, isNew: false };
    this.#statements.run("update invites set uses = uses + 1 where id = ?", row.id);
    const { role, id: invite } = row;
    this.put(row.room, { person, role, since: nowMs, mutedUntil: membership?.mutedUntil, invite });
    return { membership: this.#membership(row.room, person.id)!, isNew: true };
  }

  revokeInvite(
    room: number,
    id: string,
    { at, removed }: { at: number; removed: readonly Role[] },
  ): Person[] | undefined {
    const sql = "update invites set revoked = coalesce(revoked, ?) where room = ? and id = ?";
    if (this.#statements.run(sql, at, room, id) === 0) return undefined;
    const came = "select * from memberships where room = ? and invite = ? " +
      "and role in (select value from json_each(?))";
    const gone = this.#statements.all<MembershipRow>(came, room, id, JSON.stringify(removed))
      .map(personOf);
    for (const person of gone) this.remove(room, person.id);
    return gone;
  }

  /**
   * Gives the memberships of `guest` to `person`, {@linkcode joined} with theirs, and the bans too: of
   * two the longer. Direct rooms stay the guest's.
   */
  adopt(guest: string, person: Person): void {
    const roomsOf = "select room from memberships where person = ? " +
      "and room not in (select room from direct_rooms)";
    for (const { room } of this.#statements.all<{ room: number }>(roomsOf, guest)) {
      const theirs = this.#membership(room, guest)!;
      const own = this.#membership(room, person.id);
      this.remove(room, guest);
      this.remove(room, person.id);
      this.put(room, { ...joined(theirs, own), person });
    }
    const bans = `insert into bans (room, person, name, kind, at, until, by)
      select room, ?1, ?2, ?3, at, until, by from bans where person = ?4
        and room not in (select room from memberships where person = ?1 and role = 'owner')
      on conflict do update set name = excluded.name, kind = excluded.kind, at = excluded.at,
        until = excluded.until, by = excluded.by
      where bans.until is not null and (excluded.until is null or excluded.until > bans.until)`;
    this.#statements.run(bans, person.id, person.name, person.kind, guest);
  }

  /**
   * Whether anybody belongs to a room besides its owner, is muted or kept out, may come by an invite, is
   * told by a webhook, or has sent it a file that is there or on its way.
   */
  isUsed(room: number): boolean {
    const sql = `select exists (select 1 from memberships where room = ?1 and role <> 'owner')
      or exists (select 1 from bans where room = ?1)
      or exists (select 1 from invites where room = ?1)
      or exists (select 1 from webhooks where room = ?1)
      or exists (select 1 from uploads where room = ?1)
      or exists (select 1 from files where room = ?1) as used`;
    return this.#statements.find<{ used: number }>(sql, room)!.used === 1;
  }

  #standing(room: number, person: string): Standing {
    const membership = this.#membership(room, person);
    const ban = this.#ban(room, person);
    return { ...(membership && { membership }), ...(ban && { ban }) };
  }

  #membership(room: number, person: string): Membership | undefined {
    const sql = "select * from memberships where room = ? and person = ?";
    const row = this.#statements.find<MembershipRow>(sql, room, person);
    return row && membershipOf(row);
  }

  #ban(room: number, person: string): Ban | undefined {
    const sql = "select * from bans where room = ? and person = ?";
    const row = this.#statements.find<BanRow>(sql, room, person);
    return row && banOf(row);
  }

  #invite(hash: string): InviteRow | undefined {
    return this.#statements.find<InviteRow>(`${invitesOf} where hash = ?`, hash);
  }
}
