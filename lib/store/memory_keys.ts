import type {
  ArchiveBounds,
  ArchiveEntry,
  ArchiveRefusal,
  Keys,
  PackageStock,
  StoredDeviceList,
  TakenPackage,
} from "./keys.ts";
import { SqliteKeys } from "./sqlite_keys.ts";
import type { SqliteStatements } from "./sqlite_statements.ts";

/** Keys and boxes that last as long as the process. */
export class MemoryKeys implements Keys {
  readonly #tables: SqliteKeys;

  /** @param statements Of a database without a file. */
  constructor(statements: SqliteStatements) {
    this.#tables = new SqliteKeys(statements);
  }

  async findList(person: string): Promise<StoredDeviceList | undefined> {
    return await this.#tables.findDeviceList(person);
  }

  async putList(person: string, list: StoredDeviceList, after: number): Promise<boolean> {
    return await this.#tables.putDeviceList(person, list, after);
  }

  async stock(person: string, device: string): Promise<PackageStock> {
    return await this.#tables.packageStock(person, device);
  }

  async addPackages(
    person: string,
    device: string,
    packages: readonly string[],
    lastResort?: string,
  ): Promise<number | undefined> {
    return await this.#tables.addPackages(person, device, packages, lastResort);
  }

  async takePackages(person: string, devices: readonly string[]): Promise<TakenPackage[]> {
    return await this.#tables.takePackages(person, devices);
  }

  async putMail(person: string, box: string, body: string, at: number): Promise<boolean> {
    return await this.#tables.putMail(person, box, body, at);
  }

  async findMail(person: string, box: string, since: number): Promise<string | undefined> {
    return await this.#tables.findMail(person, box, since);
  }

  async removeMail(person: string, box: string): Promise<void> {
    return await this.#tables.removeMail(person, box);
  }

  async expireMail(before: number): Promise<boolean> {
    return await this.#tables.expireMail(before);
  }

  async findArchive(person: string): Promise<{ header?: string; entries: number }> {
    return await this.#tables.findArchive(person);
  }

  async putArchive(person: string, header: string): Promise<void> {
    await this.#tables.putArchive(person, header);
    this.#clear();
  }

  async removeArchive(person: string): Promise<void> {
    await this.#tables.removeArchive(person);
    this.#clear();
  }

  async addEntries(
    person: string,
    room: string,
    entries: readonly ArchiveEntry[],
    bounds: ArchiveBounds,
  ): Promise<ArchiveRefusal | undefined> {
    return await this.#tables.addToArchive(person, room, entries, bounds);
  }

  async readEntries(
    person: string,
    room: string,
    after: number,
    limit: number,
  ): Promise<ArchiveEntry[]> {
    return await this.#tables.readArchive(person, room, after, limit);
  }

  /** Forgets all that is of somebody. */
  drop(person: string): void {
    this.#tables.dropOf(person);
    this.#clear();
  }

  #clear(): void {
    while (this.#tables.hasLeftovers) this.#tables.clear();
  }
}
