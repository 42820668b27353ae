import { beginsAnew, isOtherArchive } from "./archive_meant.ts";
import { keptLimits } from "../wire/kept_limits.ts";
import type {
  ArchiveBounds,
  ArchiveEntry,
  ArchiveRefusal,
  Keys,
  PackageStock,
  StoredDeviceList,
  TakenPackage,
} from "./keys.ts";
import type { PostgresSql } from "./postgres_connections.ts";
import type { PostgresPool } from "./postgres_pool.ts";
import type { Access, Turns } from "./turns.ts";

interface ArchiveRow {
  readonly id: number;
  readonly header: string;
  readonly entries: number;
  readonly chars: number;
}

/** Entries of an archive that was removed that are deleted at once. */
const clearedAtOnce = 500;
/** Boxes that are emptied at once because of their age. */
const expiredAtOnce = 200;

/** Keys and boxes, in PostgreSQL. */
export class PostgresKeys implements Keys {
  readonly #pool: PostgresPool;
  readonly #turns: Turns;
  readonly #onLeftovers: () => void;

  /** @param onLeftovers Called when there is something for {@linkcode clearArchives} to do. */
  constructor(pool: PostgresPool, turns: Turns, onLeftovers: () => void) {
    this.#pool = pool;
    this.#turns = turns;
    this.#onLeftovers = onLeftovers;
  }

  findList(person: string): Promise<StoredDeviceList | undefined> {
    return this.#read(person, (sql) => findList(sql, person));
  }

  putList(person: string, list: StoredDeviceList, after: number): Promise<boolean> {
    const { statement, signature, identity, version } = list;
    const devices = [...list.devices];
    return this.#change(person, async (sql) => {
      await lockKeys(sql, person);
      const before = await findList(sql, person);
      if ((before?.version ?? 0) !== after) return false;
      await sql`
        insert into device_lists (person, statement, signature, identity, version, devices)
        values (${person}, ${statement}, ${signature}, ${identity}, ${version}, ${devices}::text[])
        on conflict (person) do update set statement = excluded.statement,
          signature = excluded.signature, identity = excluded.identity,
          version = excluded.version, devices = excluded.devices`;
      const kept = before?.identity === identity ? devices : [];
      await sql`
        delete from key_packages where person = ${person} and device <> all(${kept}::text[])`;
      return true;
    });
  }

  stock(person: string, device: string): Promise<PackageStock> {
    return this.#read(person, (sql) => stock(sql, person, device));
  }

  addPackages(
    person: string,
    device: string,
    packages: readonly string[],
    lastResort?: string,
  ): Promise<number | undefined> {
    return this.#change(person, async (sql) => {
      await lockKeys(sql, person);
      const list = await findList(sql, person);
      if (!list?.devices.includes(device)) return undefined;
      const { count: kept } = await stock(sql, person, device);
      const { count: added } = await sql`
        insert into key_packages (person, device, last_resort, package)
        select ${person}, ${device}, false, d.package from (
          select package, min(n) as n from unnest(${[...packages]}::text[])
            with ordinality as d (package, n)
          where not exists (select from key_packages as known where known.person = ${person}
            and known.device = ${device} and not last_resort and known.package = d.package)
          group by package
        ) as d order by n limit ${Math.max(0, keptLimits.packagesPerDevice - kept)}`;
      if (lastResort !== undefined) {
        await sql`
          delete from key_packages
          where person = ${person} and device = ${device} and last_resort`;
        await sql`
          insert into key_packages (person, device, last_resort, package)
          values (${person}, ${device}, true, ${lastResort})`;
      }
      return kept + added;
    });
  }

  takePackages(person: string, devices: readonly string[]): Promise<TakenPackage[]> {
    return this.#change(person, async (sql) => {
      await lockKeys(sql, person);
      const rows = await sql<(TakenPackage & { id: number; last_resort: boolean })[]>`
        select d.device, found.id, found.package, found.last_resort
        from (
          select device, min(n) as n from unnest(${[...devices]}::text[])
            with ordinality as d (device, n) group by device
        ) as d
        cross join lateral (
          select id, package, last_resort from key_packages
          where person = ${person} and key_packages.device = d.device
          order by last_resort, id limit 1
        ) as found
        order by n`;
      const used = rows.filter(({ last_resort }) => !last_resort).map(({ id }) => id);
      await sql`delete from key_packages where id = any(${used}::bigint[])`;
      return rows.map((row) => ({ device: row.device, package: row.package }));
    });
  }

  putMail(person: string, box: string, body: string, at: number): Promise<boolean> {
    return this.#change(person, async (sql) => {
      await lockKeys(sql, person);
      const { count } = await sql`
        insert into mail (person, box, body, at) select ${person}, ${box}, ${body}, ${at}
        where (select count(*) from mail where person = ${person}) < ${keptLimits.mailPerPerson}
        on conflict do nothing`;
      return count > 0;
    });
  }

  async findMail(person: string, box: string, since: number): Promise<string | undefined> {
    const [row] = await this.#read(person, (sql) =>
      sql<{ body: string }[]>`
        select body from mail where person = ${person} and box = ${box} and at >= ${since}`);
    return row?.body;
  }

  async removeMail(person: string, box: string): Promise<void> {
    await this.#write(
      person,
      (sql) => sql`delete from mail where person = ${person} and box = ${box}`,
    );
  }

  async expireMail(before: number): Promise<boolean> {
    const { count } = await this.#pool.write(
      (sql) =>
        sql`delete from mail where (person, box) in
          (select person, box from mail where at < ${before} limit ${expiredAtOnce})`,
      true,
    );
    return count === expiredAtOnce;
  }

  async findArchive(person: string): Promise<{ header?: string; entries: number }> {
    const [row] = await this.#read(
      person,
      (sql) => sql<ArchiveRow[]>`select * from archives where person = ${person}`,
    );
    return row ? { header: row.header, entries: row.entries } : { entries: 0 };
  }

  async putArchive(person: string, header: string): Promise<void> {
    const isAnother = await this.#change(person, async (sql) => {
      await lockKeys(sql, person);
      const [before] = await sql<{ header: string }[]>`
        select header from archives where person = ${person} for update`;
      const isAnother = before !== undefined && beginsAnew(header, before.header);
      if (isAnother) await dropArchive(sql, person);
      await sql`
        insert into archives (person, header, entries, chars) values (${person}, ${header}, 0, 0)
        on conflict (person) do update set header = excluded.header`;
      return isAnother;
    });
    if (isAnother) this.#onLeftovers();
  }

  async removeArchive(person: string): Promise<void> {
    await this.#write(person, (sql) => dropArchive(sql, person));
    this.#onLeftovers();
  }

  addEntries(
    person: string,
    room: string,
    entries: readonly ArchiveEntry[],
    bounds: ArchiveBounds,
  ): Promise<ArchiveRefusal | undefined> {
    return this.#change(person, (sql) => addEntries(sql, { person, room, entries, bounds }));
  }

  async readEntries(
    person: string,
    room: string,
    after: number,
    limit: number,
  ): Promise<ArchiveEntry[]> {
    const rows = await this.#read(person, (sql) =>
      sql<ArchiveEntry[]>`
        select number, box from archive_entries
        where archive = (select id from archives where person = ${person})
          and room = ${room} and number > ${after} order by number limit ${limit}`);
    return [...rows];
  }

  #read<T>(person: string, work: (sql: PostgresSql) => Promise<T>): Promise<T> {
    return this.#take("read", person, () => this.#pool.read(work));
  }

  /** Changes something by one statement, which may be done twice. */
  #write<T>(person: string, work: (sql: PostgresSql) => Promise<T>): Promise<T> {
    return this.#take("change", person, () => this.#pool.write(work, true));
  }

  #change<T>(person: string, work: (sql: PostgresSql) => Promise<T>): Promise<T> {
    return this.#take("change", person, () => this.#pool.transaction(work));
  }

  #take<T>(access: Access, person: string, work: () => Promise<T>): Promise<T> {
    return this.#turns.take(access, [`keys:${person}`], work);
  }
}

/**
 * Removes some of what is left of archives that were removed, in a transaction.
 *
 * @returns Whether there may be more.
 */
export async function clearArchives(sql: PostgresSql): Promise<boolean> {
  const [row] = await sql<{ id: number }[]>`
    select id from archives where person is null order by id limit 1 for update skip locked`;
  if (!row) return false;
  const { count } = await sql`
    delete from archive_entries where archive = ${row.id} and (room, number) in (
      select room, number from archive_entries where archive = ${row.id} limit ${clearedAtOnce})`;
  if (count < clearedAtOnce) await sql`delete from archives where id = ${row.id}`;
  return true;
}

/** Forgets all that is of somebody. */
export async function dropKeys(sql: PostgresSql, person: string): Promise<void> {
  await lockKeys(sql, person);
  await dropArchive(sql, person);
  await sql`delete from device_lists where person = ${person}`;
  await sql`delete from key_packages where person = ${person}`;
  await sql`delete from mail where person = ${person}`;
}

/** Of what is somebody's, only one at a time decides what is to be there. */
async function lockKeys(sql: PostgresSql, person: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`keys:${person}`}, 0))`;
}

async function findList(
  sql: PostgresSql,
  person: string,
): Promise<StoredDeviceList | undefined> {
  const [row] = await sql<StoredDeviceList[]>`
    select statement, signature, identity, version, to_json(devices) as devices from device_lists
    where person = ${person}`;
  return row;
}

async function stock(sql: PostgresSql, person: string, device: string): Promise<PackageStock> {
  const [row] = await sql<{ count: number; last: boolean | null }[]>`
    select count(*) filter (where not last_resort) as count, bool_or(last_resort) as last
    from key_packages where person = ${person} and device = ${device}`;
  return { count: row!.count, hasLastResort: row!.last === true };
}

async function dropArchive(sql: PostgresSql, person: string): Promise<void> {
  await sql`update archives set person = null, header = '' where person = ${person}`;
}

async function addEntries(
  sql: PostgresSql,
  { person, room, entries, bounds }: {
    person: string;
    room: string;
    entries: readonly ArchiveEntry[];
    bounds: ArchiveBounds;
  },
): Promise<ArchiveRefusal | undefined> {
  const [archive] = await sql<ArchiveRow[]>`
    select * from archives where person = ${person} for update`;
  if (!archive) return "no_archive";
  if (isOtherArchive(archive.header, bounds)) return "other_archive";
  const known = await sql<{ number: number; chars: number }[]>`
    select number, length(box) as chars from archive_entries
    where archive = ${archive.id} and room = ${room}
      and number = any(${entries.map(({ number }) => number)}::bigint[])`;
  const kept = new Map(known.map(({ number, chars }) => [number, chars]));
  // All is counted before anything is written: what is refused changes nothing.
  const changed = new Map<number, string>();
  let [count, chars] = [0, archive.chars];
  for (const { number, box } of entries) {
    const before = changed.get(number)?.length ?? kept.get(number);
    if (before !== undefined && (before === 0 || box !== "")) continue;
    if (before === undefined) count++;
    chars += box.length - (before ?? 0);
    changed.set(number, box);
  }
  const hasMore = chars > bounds.chars && chars > archive.chars ||
    count > 0 && archive.entries + count > bounds.entries;
  if (hasMore) return "full";
  await sql`
    insert into archive_entries (archive, room, number, box)
    select ${archive.id}::bigint, ${room}, d.*
    from unnest(${[...changed.keys()]}::bigint[], ${[...changed.values()]}::text[]) as d
    on conflict (archive, room, number) do update set box = excluded.box`;
  await sql`
    update archives set entries = entries + ${count}, chars = ${chars} where id = ${archive.id}`;
  return undefined;
}
