/**
 * What people need to seal messages for each other: public keys, and boxes that only they can open;
 * `tests/store/keys_contract.ts` holds every store to it.
 */
import type { SignedDeviceList } from "../wire/device_list.ts";

/** A device list, and what the store has to know of it. */
export interface StoredDeviceList extends SignedDeviceList {
  readonly identity: string;
  readonly version: number;
  /** Ids of the devices on it. */
  readonly devices: readonly string[];
}

/** How many key packages a device has left. */
export interface PackageStock {
  /** One-time ones. */
  readonly count: number;
  readonly hasLastResort: boolean;
}

/** A key package that was taken. */
export interface TakenPackage {
  readonly device: string;
  /** Base64. */
  readonly package: string;
}

/** An entry of an archive: what only its owner can read. */
export interface ArchiveEntry {
  /** Tells it from the others of its room; chosen by its owner. */
  readonly number: number;
  /** Base64; empty where what was there is to be gone for good. */
  readonly box: string;
}

/** Which archive is meant, and what it may hold. */
export interface ArchiveBounds {
  /** The `id` that its header names, a JSON object; whichever is there unless given. */
  readonly archive?: string;
  /** Signs of all boxes together. */
  readonly chars: number;
  /** Entries, empty ones too. */
  readonly entries: number;
}

/** Why an archive did not take entries. */
export type ArchiveRefusal = "no_archive" | "other_archive" | "full";

/** Keeps keys and boxes. Order and failure are as `Store` promises; nothing here opens a box. */
export interface Keys {
  /** The newest device list of somebody. */
  findList(person: string): Promise<StoredDeviceList | undefined>;

  /**
   * Keeps a device list in place of the one before; key packages of devices that are not on it are
   * gone, and all where the identity is another: they bear a certificate of the one before.
   * Its own version is whatever the caller has found right.
   *
   * @param after Version of the one before, 0 when there is to be none.
   * @returns `false`, with nothing changed, when that is not the newest.
   */
  putList(person: string, list: StoredDeviceList, after: number): Promise<boolean>;

  /** What a device has left; nothing where it is on no list. */
  stock(person: string, device: string): Promise<PackageStock>;

  /**
   * Adds one-time key packages up to 100, none twice, and replaces the last resort if one is given.
   *
   * @returns How many there are then; `undefined`, with nothing changed, when the device is not on the
   * person's list.
   */
  addPackages(
    person: string,
    device: string,
    packages: readonly string[],
    lastResort?: string,
  ): Promise<number | undefined>;

  /**
   * Takes a key package of each of these devices, the oldest first: a one-time one is gone from then
   * on, the last resort stays. Devices that have none are left out.
   */
  takePackages(person: string, devices: readonly string[]): Promise<TakenPackage[]>;

  /**
   * Keeps something in a mailbox of somebody.
   *
   * @param at Unix milliseconds.
   * @returns `false`, with nothing changed, when there is something, or the person has 10 already.
   */
  putMail(person: string, box: string, body: string, at: number): Promise<boolean>;

  /** What is in a mailbox, unless it came before `since`, Unix milliseconds. */
  findMail(person: string, box: string, since: number): Promise<string | undefined>;

  /** Empties a mailbox. */
  removeMail(person: string, box: string): Promise<void>;

  /**
   * Forgets some of what came into any mailbox before `before`, Unix milliseconds.
   *
   * @returns Whether there may be more.
   */
  expireMail(before: number): Promise<boolean>;

  /** The header of somebody's archive, where there is one, and how many entries it has. */
  findArchive(person: string): Promise<{ readonly header?: string; readonly entries: number }>;

  /**
   * Keeps the header; where there was none, the archive begins. Where the one before is JSON that names
   * another `id`, the archive begins anew, and what was in that one is forgotten in the same step: its
   * entries are sealed by another key.
   */
  putArchive(person: string, header: string): Promise<void>;

  /** Forgets an archive with its entries. */
  removeArchive(person: string): Promise<void>;

  /**
   * Keeps entries of a room; those that are there stay as they are, but for empty ones, which take
   * the place of what is there and stay for good. A full archive takes what makes it no larger.
   *
   * @returns Why not, then nothing is changed.
   */
  addEntries(
    person: string,
    room: string,
    entries: readonly ArchiveEntry[],
    bounds: ArchiveBounds,
  ): Promise<ArchiveRefusal | undefined>;

  /** Entries of a room behind the number `after`, in the order of their numbers. */
  readEntries(person: string, room: string, after: number, limit: number): Promise<ArchiveEntry[]>;
}
