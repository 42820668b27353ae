import { keptLimits } from "../wire/kept_limits.ts";
import type { Person } from "../wire/messages.ts";
import type { NotificationLevel } from "../wire/notification_levels.ts";
import type { PostgresSql } from "./postgres_connections.ts";
import type { PostgresPool } from "./postgres_pool.ts";
import type { Listener, OwnedSubscription, Subscription, Subscriptions } from "./subscriptions.ts";
import { aside, type Turns } from "./turns.ts";

/** A row that tells who listens, and how. */
type ListenerRow = Person & { readonly level: NotificationLevel };

/** Subscriptions and levels, in PostgreSQL. */
export class PostgresSubscriptions implements Subscriptions {
  readonly #pool: PostgresPool;
  readonly #turns: Turns;

  constructor(pool: PostgresPool, turns: Turns) {
    this.#pool = pool;
    this.#turns = turns;
  }

  add(
    { id, name, kind }: Person,
    { endpoint, p256dh, auth }: Subscription,
  ): Promise<boolean> {
    return this.#pool.transaction(async (sql) => {
      // One after the other, for there is a bound to all of them.
      await sql`select pg_advisory_xact_lock(hashtextextended('subscriptions', 0))`;
      await sql`delete from subscriptions where endpoint = ${endpoint}`;
      await sql`
        delete from subscriptions where id in (
          select id from subscriptions where person = ${id}
          order by id desc offset ${keptLimits.subscriptionsPerPerson - 1})`;
      // Where one has made way, there is room.
      const { count } = await sql`
        insert into subscriptions (endpoint, p256dh, auth, person, name, kind)
        select ${endpoint}, ${p256dh}, ${auth}, ${id}, ${name}, ${kind}
        where (select count(*) from subscriptions) < ${keptLimits.subscriptions}`;
      return count > 0;
    });
  }

  async remove(endpoint: string, person?: string): Promise<void> {
    await this.#pool.write((sql) =>
      sql`
        delete from subscriptions
        where endpoint = ${endpoint} and person = coalesce(${person ?? null}, person)`, true);
  }

  async find(people: readonly string[]): Promise<OwnedSubscription[]> {
    const rows = await this.#pool.read((sql) =>
      sql<OwnedSubscription[]>`
        select person, endpoint, p256dh, auth from subscriptions
        where person = any(${[...people]}::text[])`
    );
    return [...rows];
  }

  async people(): Promise<string[]> {
    const rows = await this.#pool.read((sql) =>
      sql<{ person: string }[]>`select distinct person from subscriptions`
    );
    return rows.map(({ person }) => person);
  }

  async listeners(room: string): Promise<Listener[]> {
    const rows = await this.#turns.take(
      "read",
      [aside(room)],
      () =>
        this.#pool.read((sql) =>
          sql<ListenerRow[]>`
          select people.person as id, name, kind, coalesce(level,
            case when direct.room is null then 'mentions' else 'all' end) as level
          from (
            select distinct on (person) person, name, kind from subscriptions
            order by person, id desc
          ) as people
          cross join (select room_id(${room}) as id) as here
          left join levels on levels.room = here.id and levels.person = people.person
          left join read_marks on read_marks.room = here.id and read_marks.person = people.person
          left join direct_rooms as direct
            on direct.room = here.id and people.person in (direct.one, direct.other)
          where level is not null or read_marks.seq is not null or direct.room is not null`
        ),
    );
    return rows.map(({ level, ...person }) => ({ person, level }));
  }

  setLevel(room: string, person: string, level: NotificationLevel): Promise<boolean> {
    return this.#turns.take("change", [aside(room)], async () => {
      const { count } = await this.#pool.write((sql) =>
        sql`
          insert into levels (room, person, level)
          select rooms.id, ${person}, ${level} from rooms where rooms.id = room_id(${room})
          on conflict (room, person) do update set level = excluded.level`, true);
      return count > 0;
    });
  }

  async levels(person: string): Promise<Record<string, NotificationLevel>> {
    const rows = await this.#pool.read((sql) =>
      sql<{ name: string; level: NotificationLevel }[]>`
        select rooms.name, level from levels join rooms on rooms.id = room
        where person = ${person} and rooms.name is not null`
    );
    return Object.fromEntries(rows.map(({ name, level }) => [name, level]));
  }
}

/** Gives what `guest` subscribed to and chose to somebody, whose own choices stay. */
export async function adoptSubscriptions(
  sql: PostgresSql,
  guest: string,
  { id, name, kind }: Person,
): Promise<void> {
  await sql`
    update subscriptions set person = ${id}, name = ${name}, kind = ${kind}
    where person = ${guest}`;
  await sql`
    with gone as (delete from levels where person = ${guest} returning room, level)
    insert into levels (room, person, level) select room, ${id}, level from gone
    where room not in (select room from direct_rooms)
    on conflict do nothing`;
}
