import type { Person, Role } from "../wire/messages.ts";
import type { Ban, Invite, Membership, Memberships, Redemption, Standing } from "./memberships.ts";
import { SqliteMemberships } from "./sqlite_memberships.ts";
import type { SqliteStatements } from "./sqlite_statements.ts";

/** Memberships that last as long as the process. */
export class MemoryMemberships implements Memberships {
  readonly #statements: SqliteStatements;
  readonly #tables: SqliteMemberships;
  readonly #rooms = new Map<string, number>();
  #lastRoom = 0;

  /** @param statements Of a database without a file. */
  constructor(statements: SqliteStatements) {
    this.#statements = statements;
    this.#tables = new SqliteMemberships(statements);
  }

  /** A room was made, to which these belong. Gives its number. */
  made(name: string, memberships: readonly Membership[]): number {
    const id = ++this.#lastRoom;
    this.#rooms.set(name, id);
    this.#statements.run("insert into rooms (id, name, epoch) values (?, ?, '')", id, name);
    for (const membership of memberships) this.#tables.put(id, membership);
    return id;
  }

  /** As {@linkcode SqliteMemberships.isUsed}. */
  isUsed(name: string): boolean {
    return this.#tables.isUsed(this.#rooms.get(name)!);
  }

  /** A room is called something else; by its former names it is still found. */
  renamed(name: string, to: string): void {
    const id = this.#rooms.get(name)!;
    this.#rooms.set(to, id);
    this.#statements.run("update rooms set name = ? where id = ?", to, id);
  }

  /** A room is no more. */
  gone(name: string): void {
    const id = this.#rooms.get(name)!;
    for (const [called, room] of this.#rooms) if (room === id) this.#rooms.delete(called);
    for (const table of ["direct_rooms", "memberships", "bans", "invites", "bots", "webhooks"]) {
      this.#statements.run(`delete from ${table} where room = ?`, id);
    }
    this.#statements.run("delete from rooms where id = ?", id);
  }

  find(room: string, people: readonly string[]): Promise<ReadonlyMap<string, Standing>> {
    return this.#in(room, new Map(), (id) => new Map(this.#tables.find(id, people)));
  }

  list(room: string, after: string, limit: number): Promise<Membership[]> {
    return this.#in(room, [], (id) => this.#tables.list(id, after, limit));
  }

  roomsOf(person: string): Promise<string[]> {
    return Promise.resolve(this.#tables.roomsOf(person));
  }

  put(room: string, membership: Membership): Promise<boolean> {
    return this.#in(room, false, (id) => {
      this.#tables.put(id, membership);
      return true;
    });
  }

  remove(room: string, person: string): Promise<boolean> {
    return this.#in(room, false, (id) => this.#tables.remove(id, person));
  }

  handOver(room: string, to: string): Promise<boolean> {
    return this.#in(room, false, (id) => this.#tables.handOver(id, to));
  }

  ban(room: string, ban: Ban): Promise<void> {
    return this.#in(room, undefined, (id) => this.#tables.ban(id, ban));
  }

  unban(room: string, person: string): Promise<boolean> {
    return this.#in(room, false, (id) => this.#tables.unban(id, person));
  }

  listBans(room: string): Promise<Ban[]> {
    return this.#in(room, [], (id) => this.#tables.listBans(id));
  }

  addInvite(invite: Invite, hash: string): Promise<boolean> {
    return this.#in(invite.room, false, (id) => this.#tables.addInvite(id, invite, hash));
  }

  listInvites(room: string): Promise<Invite[]> {
    return this.#in(room, [], (id) => this.#tables.listInvites(id));
  }

  findInvite(hash: string): Promise<Invite | undefined> {
    return Promise.resolve(this.#tables.findInvite(hash));
  }

  redeem(hash: string, person: Person, nowMs: number): Promise<Redemption> {
    return Promise.resolve(this.#tables.redeem(hash, person, nowMs));
  }

  revokeInvite(
    room: string,
    id: string,
    revocation: { at: number; removed: readonly Role[] },
  ): Promise<Person[] | undefined> {
    return this.#in(room, undefined, (number) => this.#tables.revokeInvite(number, id, revocation));
  }

  /** As {@linkcode SqliteMemberships.adopt}; gives the names of the rooms where something changed. */
  adopt(guest: string, person: Person): string[] {
    const sql =
      "select name from rooms where id not in (select room from direct_rooms) and id in " +
      "(select room from memberships where person = ?1 union select room from bans where person = ?1)";
    const rooms = this.#statements.all<{ name: string }>(sql, guest).map(({ name }) => name);
    this.#tables.adopt(guest, person);
    return rooms;
  }

  #in<T>(room: string, otherwise: T, ask: (id: number) => T): Promise<T> {
    const id = this.#rooms.get(room);
    return Promise.resolve(id === undefined ? otherwise : ask(id));
  }
}
