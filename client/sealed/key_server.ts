import type { SignedDeviceList } from "../../lib/wire/device_list.ts";

/** A key package of a device. Not trusted. */
export interface GivenPackage {
  readonly device: string;
  /** Base64. */
  readonly package: string;
}

/** An entry of an archive, as the server keeps it. */
export interface ArchivedBox {
  /** Tells it from the others of its room; chosen by the client. */
  readonly number: number;
  readonly box: string;
}

/**
 * What the server does for sealed messages: it keeps and hands out; nothing that comes from it is
 * trusted. Methods reject with a `Refusal`: `offline`, or a code of the protocol.
 */
export interface KeyServer {
  /** Newest device list of somebody, as the server says. */
  findList(person: string): Promise<SignedDeviceList | undefined>;
  putList(list: SignedDeviceList, options?: { reset?: boolean }): Promise<void>;
  stock(device: string): Promise<{ count: number; hasLastResort: boolean }>;
  addPackages(device: string, packages: readonly string[], lastResort?: string): Promise<void>;
  /** Takes key packages of devices; those that have none are missing. */
  takePackages(person: string, devices: readonly string[]): Promise<GivenPackage[]>;
  putMail(box: string, body: string): Promise<void>;
  findMail(box: string): Promise<string | undefined>;
  removeMail(box: string): Promise<void>;
  findArchive(): Promise<{ header?: string; entries: number }>;
  /** Entries stay where the header before has the same id, and are gone otherwise. */
  putArchive(header: string): Promise<void>;
  removeArchive(): Promise<void>;
  /** Adds to the archive of this id; `conflict` where there is none, or another one. */
  addEntries(archive: string, room: string, entries: readonly ArchivedBox[]): Promise<void>;
  readEntries(
    room: string,
    after: number,
    limit: number,
  ): Promise<{ entries: ArchivedBox[]; more: boolean }>;
}
