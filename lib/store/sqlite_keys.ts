import { beginsAnew, isOtherArchive } from "./archive_meant.ts";
import { keptLimits } from "../wire/kept_limits.ts";
import type {
  ArchiveBounds,
  ArchiveEntry,
  ArchiveRefusal,
  PackageStock,
  StoredDeviceList,
  TakenPackage,
} from "./keys.ts";
import type { SqliteStatements } from "./sqlite_statements.ts";

interface ListRow extends Omit<StoredDeviceList, "devices"> {
  readonly devices: string;
}

interface PackageRow {
  readonly id: number;
  readonly package: string;
  readonly last_resort: 0 | 1;
}

interface ArchiveRow {
  readonly id: number;
  readonly header: string;
  readonly entries: number;
  readonly chars: number;
}

/** Entries of an archive that was removed that are deleted at once: some milliseconds. */
const clearedAtOnce = 50;
/** Boxes that are emptied at once because of their age. */
const expiredAtOnce = 200;

/** Keys and boxes in a database: the methods of `Keys` without the promises. */
export class SqliteKeys {
  readonly #statements: SqliteStatements;
  #hasLeftovers: boolean;

  constructor(statements: SqliteStatements) {
    this.#statements = statements;
    this.#hasLeftovers = this.#removedArchive() !== undefined;
  }

  /** Whether something may be left of archives that were removed; see {@linkcode clear}. */
  get hasLeftovers(): boolean {
    return this.#hasLeftovers;
  }

  findDeviceList(person: string): StoredDeviceList | undefined {
    const sql = "select statement, signature, identity, version, devices from device_lists " +
      "where person = ?";
    const row = this.#statements.find<ListRow>(sql, person);
    return row && { ...row, devices: JSON.parse(row.devices) };
  }

  putDeviceList(person: string, list: StoredDeviceList, after: number): boolean {
    const { statement, signature, identity, version, devices } = list;
    const before = this.findDeviceList(person);
    if ((before?.version ?? 0) !== after) return false;
    const sql = "insert or replace into device_lists " +
      "(person, statement, signature, identity, version, devices) values (?, ?, ?, ?, ?, ?)";
    const ids = JSON.stringify(devices);
    this.#statements.run(sql, person, statement, signature, identity, version, ids);
    const drop = "delete from key_packages where person = ? " +
      "and device not in (select value from json_each(?))";
    this.#statements.run(drop, person, before?.identity === identity ? ids : "[]");
    return true;
  }

  packageStock(person: string, device: string): PackageStock {
    const sql = "select count(*) filter (where last_resort = 0) as count, " +
      "max(last_resort) as last from key_packages where person = ? and device = ?";
    const row = this.#statements.find<{ count: number; last: 0 | 1 | null }>(sql, person, device)!;
    return { count: row.count, hasLastResort: row.last === 1 };
  }

  addPackages(
    person: string,
    device: string,
    packages: readonly string[],
    lastResort: string | null = null,
  ): number | undefined {
    if (!this.#isListed(person, device)) return undefined;
    let { count } = this.packageStock(person, device);
    const add = `insert into key_packages (person, device, last_resort, package)
      select ?1, ?2, 0, ?3 where not exists (select 1 from key_packages
        where person = ?1 and device = ?2 and last_resort = 0 and package = ?3)`;
    for (const one of packages) {
      if (count >= keptLimits.packagesPerDevice) break;
      count += this.#statements.run(add, person, device, one);
    }
    if (lastResort !== null) {
      const drop = "delete from key_packages where person = ? and device = ? and last_resort = 1";
      this.#statements.run(drop, person, device);
      const put = "insert into key_packages (person, device, last_resort, package) " +
        "values (?, ?, 1, ?)";
      this.#statements.run(put, person, device, lastResort);
    }
    return count;
  }

  takePackages(person: string, devices: readonly string[]): TakenPackage[] {
    return [...new Set(devices)].flatMap((device) => {
      const sql = "select id, package, last_resort from key_packages " +
        "where person = ? and device = ? order by last_resort, id limit 1";
      const row = this.#statements.find<PackageRow>(sql, person, device);
      if (!row) return [];
      if (row.last_resort === 0) {
        this.#statements.run("delete from key_packages where id = ?", row.id);
      }
      return [{ device, package: row.package }];
    });
  }

  putMail(person: string, box: string, body: string, at: number): boolean {
    const sql = `insert into mail (person, box, body, at) select ?1, ?2, ?3, ?4
      where (select count(*) from mail where person = ?1) < ?5 on conflict do nothing`;
    return this.#statements.run(sql, person, box, body, at, keptLimits.mailPerPerson) > 0;
  }

  findMail(person: string, box: string, since: number): string | undefined {
    const sql = "select body from mail where person = ? and box = ? and at >= ?";
    return this.#statements.find<{ body: string }>(sql, person, box, since)?.body;
  }

  removeMail(person: string, box: string): void {
    this.#statements.run("delete from mail where person = ? and box = ?", person, box);
  }

  expireMail(before: number): boolean {
    const sql = "delete from mail where (person, box) in " +
      "(select person, box from mail where at < ? limit ?)";
    return this.#statements.run(sql, before, expiredAtOnce) === expiredAtOnce;
  }

  findArchive(person: string): { header?: string; entries: number } {
    const row = this.#archive(person);
    return row ? { header: row.header, entries: row.entries } : { entries: 0 };
  }

  putArchive(person: string, header: string): void {
    const before = this.#archive(person);
    if (before && beginsAnew(header, before.header)) this.removeArchive(person);
    const sql = "insert into archives (person, header, entries, chars) values (?, ?, 0, 0) " +
      "on conflict do update set header = excluded.header";
    this.#statements.run(sql, person, header);
  }

  removeArchive(person: string): void {
    const sql = "update archives set person = null, header = '' where person = ?";
    if (this.#statements.run(sql, person) > 0) this.#hasLeftovers = true;
  }

  /** Removes some of what is left of archives that were removed. */
  clear(): void {
    const archive = this.#removedArchive();
    this.#hasLeftovers = archive !== undefined;
    if (archive === undefined) return;
    const some = `delete from archive_entries where (archive, room, number) in
      (select archive, room, number from archive_entries where archive = ? limit ?)`;
    if (this.#statements.run(some, archive, clearedAtOnce) === clearedAtOnce) return;
    this.#statements.run("delete from archives where id = ?", archive);
  }

  addToArchive(
    person: string,
    room: string,
    entries: readonly ArchiveEntry[],
    bounds: ArchiveBounds,
  ): ArchiveRefusal | undefined {
    const archive = this.#archive(person);
    if (!archive) return "no_archive";
    if (isOtherArchive(archive.header, bounds)) return "other_archive";
    // All is counted before anything is written: what is refused changes nothing.
    const find = "select box from archive_entries where archive = ? and room = ? and number = ?";
    const changed = new Map<number, string>();
    let [count, chars] = [0, archive.chars];
    for (const { number, box } of entries) {
      const before = changed.get(number) ??
        this.#statements.find<{ box: string }>(find, archive.id, room, number)?.box;
      if (before !== undefined && (before === "" || box !== "")) continue;
      if (before === undefined) count++;
      chars += box.length - (before?.length ?? 0);
      changed.set(number, box);
    }
    const hasMore = chars > bounds.chars && chars > archive.chars ||
      count > 0 && archive.entries + count > bounds.entries;
    if (hasMore) return "full";
    const put = "insert into archive_entries (archive, room, number, box) values (?, ?, ?, ?) " +
      "on conflict do update set box = excluded.box";
    for (const [number, box] of changed) this.#statements.run(put, archive.id, room, number, box);
    const sum = "update archives set entries = entries + ?, chars = ? where id = ?";
    this.#statements.run(sum, count, chars, archive.id);
    return undefined;
  }

  readArchive(person: string, room: string, after: number, limit: number): ArchiveEntry[] {
    const sql = "select number, box from archive_entries " +
      "where archive = (select id from archives where person = ?) " +
      "and room = ? and number > ? order by number limit ?";
    return this.#statements.all<ArchiveEntry>(sql, person, room, after, limit);
  }

  /** Forgets all that is of somebody. */
  dropOf(person: string): void {
    this.removeArchive(person);
    for (const table of ["device_lists", "key_packages", "mail"]) {
      this.#statements.run(`delete from ${table} where person = ?`, person);
    }
  }

  #isListed(person: string, device: string): boolean {
    const sql = "select 1 from device_lists join json_each(devices) where person = ? and value = ?";
    return this.#statements.find(sql, person, device) !== undefined;
  }

  /** The number of an archive of which something is left. */
  #removedArchive(): number | undefined {
    const sql = "select id from archives where person is null limit 1";
    return this.#statements.find<{ id: number }>(sql)?.id;
  }

  #archive(person: string): ArchiveRow | undefined {
    const sql = "select id, header, entries, chars from archives where person = ?";
    return this.#statements.find<ArchiveRow>(sql, person);
  }
}
