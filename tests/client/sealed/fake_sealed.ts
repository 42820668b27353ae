/** Sealed messages without any sealing, for what shows them: a test sets signals, and reads what was asked for. */
import { signal } from "@preact/signals";
import { Refusal } from "../../../client/platform/refusal.ts";
import type {
  ArchiveState,
  Linking,
  Progress,
  SealAccount,
  Standing,
} from "../../../client/sealed/seal_account.ts";
import type { Alarm, Readiness, SealedRoom, Trust } from "../../../client/sealed/sealed_room.ts";
import type { Device } from "../../../lib/wire/device_list.ts";
import type { Person } from "../../../lib/wire/messages.ts";

/** 2026-11-21, 10:00 UTC. */
const at = Date.UTC(2026, 10, 21, 10);

/** A device, told apart by its name. */
export function device(name: string): Device {
  const id = name.replaceAll(/[^A-Za-z0-9]/g, "").padEnd(22, "x").slice(0, 22);
  return { id, key: `${"A".repeat(43)}=`, name, at };
}

/** A phrase as an account makes them. */
export const phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow";

/** What was asked for, and what the next of it comes to. */
class Calls {
  /** Name and arguments of each call, oldest first. */
  readonly calls: string[] = [];
  /** Code with which the next call is refused. */
  refusal: string | undefined;
  #holds: PromiseWithResolvers<void> | undefined;

  /** Has calls wait until {@linkcode release}. */
  hold(): void {
    this.#holds = Promise.withResolvers();
  }

  release(): void {
    this.#holds?.resolve();
    this.#holds = undefined;
  }

  protected async called(name: string, ...args: unknown[]): Promise<void> {
    this.calls.push([name, ...args.map((arg) => JSON.stringify(arg))].join(" "));
    await this.#holds?.promise;
    const code = this.refusal;
    this.refusal = undefined;
    if (code !== undefined) throw new Refusal(code, `Refused with ${code}`);
  }
}

/** See the module's words. */
export class FakeSealAccount extends Calls implements SealAccount {
  readonly standing = signal<Standing>({ kind: "ready" });
  readonly devices = signal([
    { ...device("Firefox on Linux"), isThis: true },
    { ...device("Safari on iPhone"), isThis: false },
  ]);
  readonly archive = signal<ArchiveState>({ kind: "off", isThere: false });
  readonly alarms = signal<readonly ("own_list" | "rollback")[]>([]);
  /** Of the last that began; a test ends it. */
  linking: PromiseWithResolvers<void> | undefined;
  /** For how long its code is still good. */
  leftMs = 600_000;
  /** Entries of the archive that cannot be read; nothing where not all of it came. */
  unreadable: number | undefined = 0;
  /** Called by what takes long. */
  progressed: Progress = () => {};

  dismissAlarms(): void {
    this.calls.push("dismissAlarms");
    this.alarms.value = [];
  }

  beginLinking(): Linking {
    this.calls.push("beginLinking");
    const linking = Promise.withResolvers<void>();
    this.linking = linking;
    return {
      code: "7K3M-QX9D-52HA-B0TE-RW6N-V4CY-8G",
      done: linking.promise,
      leftMs: () => this.leftMs,
      cancel: () => linking.reject(new Refusal("cancelled", "Cancelled")),
    };
  }

  /** The code of the linking is over. */
  expire(): void {
    this.linking?.reject(new Refusal("expired", "Expired"));
  }

  async look(code: string): Promise<string> {
    await this.called("look", code);
    return "Chrome on Windows";
  }

  async link(code: string): Promise<string> {
    await this.called("link", code);
    return "Chrome on Windows";
  }

  async removeDevice(id: string): Promise<void> {
    await this.called("removeDevice", id);
    this.devices.value = this.devices.value.filter((device) => device.id !== id);
  }

  async rename(name: string): Promise<void> {
    await this.called("rename", name);
    this.devices.value = this.devices.value.map((it) => it.isThis ? { ...it, name } : it);
  }

  async startOver(): Promise<void> {
    await this.called("startOver");
    this.devices.value = this.devices.value.filter(({ isThis }) => isThis);
    this.standing.value = { kind: "ready" };
  }

  newPhrase(): Promise<string> {
    return Promise.resolve(phrase);
  }

  unknownWords(words: readonly string[]): Promise<readonly string[]> {
    return Promise.resolve(words.filter((word) => !phrase.split(" ").includes(word)));
  }

  async startArchive(phrase: string, progressed: Progress): Promise<void> {
    this.progressed = progressed;
    await this.called("startArchive", phrase);
    this.archive.value = { kind: "on", entries: 1_204 };
  }

  async stopArchive(): Promise<void> {
    await this.called("stopArchive");
    this.archive.value = { kind: "off", isThere: false };
  }

  async recover(phrase: string, progressed: Progress): Promise<number | undefined> {
    this.progressed = progressed;
    await this.called("recover", phrase);
    this.archive.value = { kind: "on", entries: 1_204 };
    this.standing.value = { kind: "ready" };
    return this.unreadable;
  }

  async signOut(): Promise<void> {
    await this.called("signOut");
  }

  close(): void {}
}

/** See the module's words. */
export class FakeSealedRoom extends Calls implements SealedRoom {
  readonly name = "direct";
  readonly peer: Person;
  readonly readiness = signal<Readiness>("ready");
  readonly trust = signal<Trust>({ kind: "first_use" });
  readonly alarms = signal<readonly Alarm[]>([]);
  readonly devices;
  readonly tellsRead = signal(false);
  readonly tellsTyping = signal(false);
  readonly readByPeer = signal<number | undefined>(undefined);
  /** Undefined while the other has no identity. */
  number: string | undefined = "049381552709184463027715908842116037559201648837429905136620";

  constructor(peer = "Bob") {
    super();
    this.peer = { id: "bob", name: peer, kind: "user" };
    this.devices = signal([
      { ...device("Chrome on Android"), person: "bob" },
      { ...device("Firefox on Linux"), person: "ada" },
      { ...device("Safari on iPhone"), person: "ada" },
    ]);
  }

  async tell(what: { read?: boolean; typing?: boolean }): Promise<void> {
    await this.called("tell", what);
    this.tellsRead.value = what.read ?? this.tellsRead.value;
    this.tellsTyping.value = what.typing ?? this.tellsTyping.value;
  }

  safetyNumber(): Promise<string | undefined> {
    return Promise.resolve(this.number);
  }

  async setVerified(number: string | undefined): Promise<void> {
    await this.called("setVerified", number ?? "");
    this.trust.value = number !== undefined ? { kind: "verified", at } : { kind: "first_use" };
  }

  async acceptIdentity(): Promise<void> {
    await this.called("acceptIdentity");
    this.trust.value = { kind: "first_use" };
    this.readiness.value = "ready";
  }

  dismissAlarms(): void {
    this.calls.push("dismissAlarms");
    this.alarms.value = [];
  }
}
