import { keptLimits } from "../wire/kept_limits.ts";
import type { Person } from "../wire/messages.ts";
import type { NotificationLevel } from "../wire/notification_levels.ts";
import type { SqliteStatements } from "./sqlite_statements.ts";
import type { Listener, OwnedSubscription, Subscription } from "./subscriptions.ts";

/** A row that tells who listens, and how. */
type ListenerRow = Person & { readonly level: NotificationLevel };

/** Subscriptions and levels in a database: the methods of `Subscriptions` without the promises. */
export class SqliteSubscriptions {
  readonly #statements: SqliteStatements;

  constructor(statements: SqliteStatements) {
    this.#statements = statements;
  }

  add({ id, name, kind }: Person, { endpoint, p256dh, auth }: Subscription): boolean {
    this.#statements.run("delete from subscriptions where endpoint = ?", endpoint);
    const old = "delete from subscriptions where id in (select id from subscriptions " +
      "where person = ? order by id desc limit -1 offset ?)";
    this.#statements.run(old, id, keptLimits.subscriptionsPerPerson - 1);
    // Where one has made way, there is room.
    if (this.#count() >= keptLimits.subscriptions) return false;
    const sql = "insert into subscriptions (endpoint, p256dh, auth, person, name, kind) " +
      "values (?, ?, ?, ?, ?, ?)";
    this.#statements.run(sql, endpoint, p256dh, auth, id, name, kind);
    return true;
  }

  remove(endpoint: string, person: string | null = null): void {
    const sql = "delete from subscriptions where endpoint = ? and person = coalesce(?, person)";
    this.#statements.run(sql, endpoint, person);
  }

  find(people: readonly string[]): OwnedSubscription[] {
    const sql = "select person, endpoint, p256dh, auth from subscriptions " +
      "where person in (select value from json_each(?))";
    return this.#statements.all<OwnedSubscription>(sql, JSON.stringify(people));
  }

  people(): string[] {
    const sql = "select distinct person from subscriptions";
    return this.#statements.all<{ person: string }>(sql).map(({ person }) => person);
  }

  /** Those with a level in a room, by its number. */
  listeners(room: number): Listener[] {
    // With "max", SQLite gives the other columns of the row that holds it.
    const sql = `
      select people.person as id, name, kind,
        coalesce(level, case when direct.room is null then 'mentions' else 'all' end) as level
      from (select person, name, kind, max(id) from subscriptions group by person) as people
      left join levels on levels.room = ? and levels.person = people.person
      left join read_marks on read_marks.room = ? and read_marks.person = people.person
      left join direct_rooms as direct
        on direct.room = ? and people.person in (direct.one, direct.other)
      where level is not null or read_marks.seq is not null or direct.room is not null`;
    return this.#statements.all<ListenerRow>(sql, room, room, room)
      .map(({ level, ...person }) => ({ person, level }));
  }

  setLevel(room: number, person: string, level: NotificationLevel): void {
    const sql = "insert into levels (room, person, level) values (?, ?, ?) " +
      "on conflict do update set level = excluded.level";
    this.#statements.run(sql, room, person, level);
  }

  levels(person: string): Record<string, NotificationLevel> {
    const sql = "select name, level from levels join rooms on rooms.id = room where person = ?";
    const rows = this.#statements.all<{ name: string; level: NotificationLevel }>(sql, person);
    return Object.fromEntries(rows.map(({ name, level }) => [name, level]));
  }

  /** Gives what `guest` subscribed to and chose to somebody, whose own choices stay. */
  adopt(guest: string, { id, name, kind }: Person): void {
    const owner = "update subscriptions set person = ?, name = ?, kind = ? where person = ?";
    this.#statements.run(owner, id, name, kind, guest);
    const levels = "update or ignore levels set person = ? " +
      "where person = ? and room not in (select room from direct_rooms)";
    this.#statements.run(levels, id, guest);
    this.#statements.run("delete from levels where person = ?", guest);
  }

  #count(): number {
    const sql = "select count(*) as count from subscriptions";
    return this.#statements.find<{ count: number }>(sql)!.count;
  }
}
