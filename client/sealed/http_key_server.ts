import type { SignedDeviceList } from "../../lib/wire/device_list.ts";
import type { Outside } from "../platform/outside.ts";
import { Refusal } from "../platform/refusal.ts";
import type { ArchivedBox, GivenPackage, KeyServer } from "./key_server.ts";

/** The server's `/api/keys`; see `docs/PROTOCOL.md`. */
export class HttpKeyServer implements KeyServer {
  readonly #ask: Outside["ask"];

  /** @param outside Only `ask` is used: it rejects with a `Refusal`. */
  constructor({ ask }: Pick<Outside, "ask">) {
    this.#ask = ask;
  }

  /** See {@linkcode KeyServer.findList}. */
  async findList(person: string): Promise<SignedDeviceList | undefined> {
    const { list } = await this.#read(`people/${encodeURIComponent(person)}`);
    if (list === undefined) return undefined;
    const { statement, signature } = object(list);
    return { statement: string(statement), signature: string(signature) };
  }

  /** See {@linkcode KeyServer.putList}. */
  async putList(
    { statement, signature }: SignedDeviceList,
    { reset }: { reset?: boolean } = {},
  ): Promise<void> {
    await this.#write("PUT", "list", { statement, signature, ...(reset && { reset }) });
  }

  /** See {@linkcode KeyServer.stock}. */
  async stock(device: string): Promise<{ count: number; hasLastResort: boolean }> {
    const { count, hasLastResort } = await this.#read(packagesOf(device));
    return { count: whole(count), hasLastResort: hasLastResort === true };
  }

  /** See {@linkcode KeyServer.addPackages}. */
  async addPackages(
    device: string,
    packages: readonly string[],
    lastResort?: string,
  ): Promise<void> {
    const body = { packages, ...(lastResort !== undefined && { lastResort }) };
    await this.#write("PUT", packagesOf(device), body);
  }

  /** See {@linkcode KeyServer.takePackages}. */
  async takePackages(person: string, devices: readonly string[]): Promise<GivenPackage[]> {
    const path = `people/${encodeURIComponent(person)}/packages`;
    const { packages } = object(await this.#write("POST", path, { devices }));
    return array(packages).map((given) => {
      const { device, package: box } = object(given);
      return { device: string(device), package: string(box) };
    });
  }

  /** See {@linkcode KeyServer.putMail}. */
  async putMail(box: string, body: string): Promise<void> {
    await this.#write("PUT", mailOf(box), { body });
  }

  /** See {@linkcode KeyServer.findMail}. */
  async findMail(box: string): Promise<string | undefined> {
    try {
      return string((await this.#read(mailOf(box))).body);
    } catch (error) {
      if (error instanceof Refusal && error.code === "not_found") return undefined;
      throw error;
    }
  }

  /** See {@linkcode KeyServer.removeMail}. */
  async removeMail(box: string): Promise<void> {
    await this.#write("DELETE", mailOf(box));
  }

  /** See {@linkcode KeyServer.findArchive}. */
  async findArchive(): Promise<{ header?: string; entries: number }> {
    const { header, entries } = await this.#read("archive");
    return { ...(header !== undefined && { header: string(header) }), entries: whole(entries) };
  }

  /** See {@linkcode KeyServer.putArchive}. */
  async putArchive(header: string): Promise<void> {
    await this.#write("PUT", "archive", { header });
  }

  /** See {@linkcode KeyServer.removeArchive}. */
  async removeArchive(): Promise<void> {
    await this.#write("DELETE", "archive");
  }

  /** See {@linkcode KeyServer.addEntries}. */
  async addEntries(
    archive: string,
    room: string,
    entries: readonly ArchivedBox[],
  ): Promise<void> {
    await this.#write("PUT", "archive/entries", { archive, room, entries });
  }

  /** See {@linkcode KeyServer.readEntries}. */
  async readEntries(
    room: string,
    after: number,
    limit: number,
  ): Promise<{ entries: ArchivedBox[]; more: boolean }> {
    const query = new URLSearchParams({ room, after: String(after), limit: String(limit) });
    const { entries, more } = await this.#read(`archive/entries?${query}`);
    return {
      entries: array(entries).map((entry) => {
        const { number, box } = object(entry);
        return { number: whole(number), box: string(box) };
      }),
      more: more === true,
    };
  }

  async #read(path: string): Promise<Record<string, unknown>> {
    return object(await this.#ask("GET", `/api/keys/${path}`));
  }

  #write(method: string, path: string, body?: unknown): Promise<unknown> {
    return this.#ask(method, `/api/keys/${path}`, body);
  }
}

function packagesOf(device: string): string {
  return `devices/${encodeURIComponent(device)}/packages`;
}

function mailOf(box: string): string {
  return `mail/${encodeURIComponent(box)}`;
}

function object(value: unknown): Record<string, unknown> {
  if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  throw strange();
}

function array(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  throw strange();
}

function string(value: unknown): string {
  if (typeof value === "string") return value;
  throw strange();
}

function whole(value: unknown): number {
  if (Number.isSafeInteger(value)) return value as number;
  throw strange();
}

/** An answer that cannot be is as good as none. */
function strange(): Refusal {
  return new Refusal("offline", "Cannot use the server's answer: it is not of the form expected");
}
