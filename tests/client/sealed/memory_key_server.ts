import { ChatError } from "../../../lib/errors.ts";
import { readDeviceList } from "../../../lib/wire/device_list.ts";
import type { DeviceList, SignedDeviceList } from "../../../lib/wire/device_list.ts";
import { keptLimits } from "../../../lib/wire/kept_limits.ts";
import { limits } from "../../../lib/wire/limits.ts";
import type { Clock } from "../../../lib/clock.ts";
import { Refusal } from "../../../client/platform/refusal.ts";
import type { ArchivedBox, GivenPackage, KeyServer } from "../../../client/sealed/key_server.ts";

/** What the server keeps of one person. */
class Keeping {
  list: (DeviceList & { readonly signed: SignedDeviceList }) | undefined;
  /** One-time key packages of each device, the oldest first. */
  readonly packages = new Map<string, string[]>();
  readonly lastResorts = new Map<string, string>();
  readonly mail = new Map<string, { readonly body: string; readonly at: number }>();
  header: string | undefined;
  readonly archive = new Map<string, Map<number, string>>();
}

/** Entries of an archive. */
export interface Page {
  readonly entries: ArchivedBox[];
  readonly more: boolean;
}

/** Where a server may lie: each is given the truth, and what it gives is told. */
export interface Lies {
  list?: (person: string, truth: SignedDeviceList | undefined) => SignedDeviceList | undefined;
  packages?: (person: string, truth: GivenPackage[]) => GivenPackage[];
  /** What is kept in place of what was put into a mailbox. */
  mail?: (body: string, box: string) => string;
  archive?: (header: string | undefined) => string | undefined;
  page?: (truth: Page) => Page;
}

/** The server's part in memory, with its rules, for any number of people; a test can make it lie. */
export class MemoryKeyServer {
  /** Whether nobody can reach it. */
  isOffline = false;
  /** Boxes that an archive may hold. */
  maxBoxes = Infinity;
  readonly lies: Lies = {};
  /** Methods that were called, in their order. */
  readonly calls: string[] = [];
  /** Runs before each call; what it throws, the caller gets. */
  before: (method: keyof KeyServer, person: string) => void | Promise<void> = () => {};
  /** Runs after each call has taken effect; what it throws, the caller gets for an answer. */
  after: (method: keyof KeyServer, person: string) => void | Promise<void> = () => {};
  readonly #clock: Clock;
  readonly #people = new Map<string, Keeping>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The server as it stands to somebody who is signed in. */
  as(person: string): KeyServer {
    const own = this.of(person);
    const run = async <T>(method: keyof KeyServer, work: () => T | Promise<T>): Promise<T> => {
      await this.before(method, person);
      if (this.isOffline) throw new Refusal("offline", "Cannot reach the server");
      this.calls.push(method);
      const answer = await work();
      await this.after(method, person);
      return structuredClone(answer);
    };
    return {
      findList: (of) =>
        run("findList", () => {
          const truth = this.of(of).list?.signed;
          return this.lies.list ? this.lies.list(of, truth) : truth;
        }),
      putList: (list, options) => run("putList", () => this.#putList(person, list, options)),
      stock: (device) =>
        run("stock", () => ({
          count: own.packages.get(device)?.length ?? 0,
          hasLastResort: own.lastResorts.has(device),
        })),
      addPackages: (device, packages, lastResort) =>
        run("addPackages", () => {
          if (!own.list?.devices.some(({ id }) => id === device)) throw refusal("not_found");
          const boxes = [...packages, ...(lastResort === undefined ? [] : [lastResort])];
          if (boxes.some((box) => box.length > keptLimits.packageChars)) {
            throw refusal("bad_request");
          }
          if (JSON.stringify(boxes).length > limits.frameBytes) throw refusal("too_large");
          const stock = [...new Set([...own.packages.get(device) ?? [], ...packages])];
          own.packages.set(device, stock.slice(0, keptLimits.packagesPerDevice));
          if (lastResort !== undefined) own.lastResorts.set(device, lastResort);
        }),
      takePackages: (of, devices) => run("takePackages", () => this.#takePackages(of, devices)),
      putMail: (box, body) =>
        run("putMail", () => {
          this.#expireMail(own);
          if (body.length > keptLimits.mailChars) throw refusal("bad_request");
          if (own.mail.has(box)) throw refusal("conflict");
          if (own.mail.size >= keptLimits.mailPerPerson) throw refusal("conflict");
          const kept = this.lies.mail ? this.lies.mail(body, box) : body;
          own.mail.set(box, { body: kept, at: this.#clock.now() });
        }),
      findMail: (box) =>
        run("findMail", () => {
          this.#expireMail(own);
          return own.mail.get(box)?.body;
        }),
      removeMail: (box) => run("removeMail", () => void own.mail.delete(box)),
      findArchive: () =>
        run("findArchive", () => {
          const header = this.lies.archive ? this.lies.archive(own.header) : own.header;
          const entries = [...own.archive.values()].reduce((sum, { size }) => sum + size, 0);
          return { ...(header !== undefined && { header }), entries };
        }),
      putArchive: (header) =>
        run("putArchive", () => {
          if (header.length > keptLimits.archiveHeaderChars) throw refusal("bad_request");
          if (own.header !== undefined && JSON.parse(own.header).id !== JSON.parse(header).id) {
            own.archive.clear();
          }
          own.header = header;
        }),
      removeArchive: () =>
        run("removeArchive", () => {
          own.header = undefined;
          own.archive.clear();
        }),
      addEntries: (archive, room, entries) =>
        run("addEntries", () => {
          if (own.header === undefined || JSON.parse(own.header).id !== archive) {
            throw refusal("conflict");
          }
          if (entries.length > keptLimits.archiveEntriesAtOnce) throw refusal("bad_request");
          if (JSON.stringify({ archive, room, entries }).length > limits.frameBytes) {
            throw refusal("too_large");
          }
          const boxes = own.archive.get(room) ?? new Map<number, string>();
          const count = [...own.archive.values()]
            .reduce((sum, all) => sum + [...all.values()].filter((box) => box !== "").length, 0);
          const more = entries.filter(({ number, box }) => box !== "" && !boxes.has(number)).length;
          if (more > 0 && count + more > this.maxBoxes) throw refusal("quota");
          own.archive.set(room, boxes);
          for (const { number, box } of entries) {
            if (!boxes.has(number) || box === "") boxes.set(number, box);
          }
        }),
      readEntries: (room, after, limit) =>
        run("readEntries", () => {
          const boxes = [...own.archive.get(room) ?? []].filter(([number]) => number > after)
            .sort(([a], [b]) => a - b)
            .map(([number, box]) => ({ number, box }));
          const truth = { entries: boxes.slice(0, limit), more: boxes.length > limit };
          return this.lies.page ? this.lies.page(truth) : truth;
        }),
    };
  }

  /** What is kept of somebody, to look at and to change behind their back. */
  of(person: string): Keeping {
    const keeping = this.#people.get(person) ?? new Keeping();
    this.#people.set(person, keeping);
    return keeping;
  }

  async #putList(
    person: string,
    signed: SignedDeviceList,
    { reset = false }: { reset?: boolean } = {},
  ): Promise<void> {
    const list = await readDeviceList(signed).catch((error) => {
      throw error instanceof ChatError ? refusal(error.code) : error;
    });
    if (list.person !== person) throw refusal("bad_request");
    const own = this.of(person);
    if (list.version <= (own.list?.version ?? 0)) throw refusal("conflict");
    if (own.list && own.list.identity !== list.identity && !reset) throw refusal("conflict");
    own.list = { ...list, signed };
    for (const packages of [own.packages, own.lastResorts]) {
      for (const id of packages.keys()) {
        if (!list.devices.some((device) => device.id === id)) packages.delete(id);
      }
    }
  }

  #takePackages(person: string, devices: readonly string[]): GivenPackage[] {
    const { packages, lastResorts } = this.of(person);
    const given = devices.flatMap((device) => {
      const box = packages.get(device)?.shift() ?? lastResorts.get(device);
      return box === undefined ? [] : [{ device, package: box }];
    });
    return this.lies.packages ? this.lies.packages(person, given) : given;
  }

  #expireMail({ mail }: Keeping): void {
    for (const [box, { at }] of mail) {
      if (at < this.#clock.now() - limits.mailMs) mail.delete(box);
    }
  }
}

function refusal(code: string): Refusal {
  return new Refusal(code, `Cannot do this: ${code}`);
}
