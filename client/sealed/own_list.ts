import type { Clock } from "../../lib/clock.ts";
import type { Device, DeviceList, SignedDeviceList } from "../../lib/wire/device_list.ts";
import { maxVersionLeap } from "../../lib/wire/device_list.ts";
import { limits } from "../../lib/wire/limits.ts";
import { Refusal } from "../platform/refusal.ts";
import type { KeyServer } from "./key_server.ts";
import { newDevice, openDevice } from "./own_device.ts";
import type { KeptDevice, OwnDevice } from "./own_device.ts";
import { readListOf, signList } from "./signed_list.ts";
import type { Vault } from "./vault.ts";

/** What this browser is, as far as is known here. */
export interface Self {
  readonly device: KeptDevice;
  /** Newest device list that its identity signed. */
  readonly list: SignedDeviceList;
  /** Of the newest list seen, whoever signed it. */
  readonly version: number;
  /** Why it is a device no longer. */
  readonly end?: { readonly kind: "removed" } | { readonly kind: "replaced"; readonly at: number };
}

/** What the server says of oneself that cannot be true. */
export type OwnAlarm = "own_list" | "rollback";

/** What asking the server brought. */
export interface Checked {
  readonly self?: Self;
  /** The server's list, where this browser is no device and never was. */
  readonly others?: DeviceList;
  readonly alarm?: OwnAlarm;
}

/** What {@linkcode OwnList} needs. */
export interface OwnListParts {
  readonly person: string;
  readonly vault: Vault;
  readonly server: KeyServer;
  readonly clock: Clock;
}

const selfKey = ["self"] as const;
/** A device that is being put on the list: the answer may get lost. */
const nextKey = ["self_next"] as const;
const lock = "self";
/** Changes of a list that meet a faster one before one gives up. */
const maxTries = 5;

/** Topic of the vault on which tabs tell each other that {@linkcode Self} has changed. */
export const selfTopic = "self";

/** One's own device list: what this browser knows of it, and what it may sign. */
export class OwnList {
  readonly #parts: OwnListParts;
  #isClosed = false;

  constructor(parts: OwnListParts) {
    this.#parts = parts;
  }

  /** Nothing is kept from now on. */
  close(): void {
    this.#isClosed = true;
  }

  /** What is known without asking the server. */
  find(): Promise<Self | undefined> {
    return this.#parts.vault.get<Self>(selfKey);
  }

  /** The list that {@linkcode find} gave, opened. */
  async read(self: Self): Promise<DeviceList> {
    const list = await readListOf(this.#parts.person, self.list);
    if (list === undefined) throw new Error("Cannot read one's own device list: it is damaged");
    return list;
  }

  /**
   * Asks the server for the newest list, and takes it if it can be. To a server that has an older one
   * than is known here, or none, the one known here is put again. Where nobody has a list yet, this
   * browser becomes the first device.
   *
   * @param name What it is called then.
   * @throws {Refusal} when the server does not answer.
   */
  async check(name: string): Promise<Checked> {
    const before = await this.find();
    const signed = await this.#parts.server.findList(this.#parts.person);
    return await this.#parts.vault.exclusively(lock, async () => {
      const self = await this.find();
      // Another tab was faster; what the server said before that says nothing.
      if (self !== undefined && before === undefined) return { self };
      if (self !== undefined) return await this.#judge(self, signed, before?.version);
      if (signed !== undefined) return await this.#meet(signed);
      try {
        return { self: await this.#become(await this.#next() ?? this.#first(name)) };
      } catch (error) {
        if (!(error instanceof Refusal && error.code === "conflict")) throw error;
        // Another browser was faster.
        const theirs = await this.#parts.server.findList(this.#parts.person);
        return theirs === undefined ? { alarm: "own_list" } : await this.#meet(theirs);
      }
    });
  }

  /**
   * Signs a list with other devices, on top of the newest one.
   *
   * @param change Gives them; `undefined` when it is right as it is. It may be called again.
   * @throws {Refusal} `forbidden` when this browser is no device; what the server says.
   */
  change(change: (devices: readonly Device[]) => readonly Device[] | undefined): Promise<void> {
    const { person, server, vault } = this.#parts;
    return vault.exclusively(lock, () =>
      again(async () => {
        const before = await this.find();
        if (before === undefined) throw new Refusal("forbidden", "This browser is no device");
        await this.#judge(before, await server.findList(person), before.version);
        const self = (await this.find())!;
        if (self.end) throw new Refusal("forbidden", "This browser is no device any more");
        const list = await this.read(self);
        const devices = change(list.devices);
        if (devices === undefined) return;
        const device = await openDevice(self.device);
        const signed = await this.#sign(device, { version: list.version + 1, devices });
        await server.putList(signed);
        await this.#follow(self, signed, { ...list, version: list.version + 1, devices });
      }));
  }

  /**
   * Makes this browser a device of an identity whose seed is in `kept`: on top of the list, or, where
   * that is of another identity, in place of it. Where there are 10 devices, the oldest has to go.
   *
   * @throws {Refusal} what the server says.
   */
  become(kept: KeptDevice): Promise<Self> {
    return this.#parts.vault.exclusively(lock, () => again(() => this.#become(kept)));
  }

  /**
   * Takes the list on which another device has put this one.
   *
   * @throws {Refusal} `damaged` when the server's list is of another identity, or does not name it.
   */
  adopt(kept: KeptDevice): Promise<Self> {
    const { person, server, vault } = this.#parts;
    return vault.exclusively(lock, async () => {
      // If the server is away now, it is found on the list later.
      await vault.write([{ key: nextKey, value: kept }]);
      const signed = await server.findList(person);
      const list = signed && await readListOf(person, signed);
      if (!signed || !list || !isOn(list, await openDevice(kept))) {
        throw new Refusal("damaged", "The server's device list does not name this browser");
      }
      return await this.#keep({ device: kept, list: signed, version: list.version });
    });
  }

  async #become(kept: KeptDevice): Promise<Self> {
    const { person, server, vault } = this.#parts;
    await vault.write([{ key: nextKey, value: kept }]);
    const device = await openDevice(kept);
    const signed = await server.findList(person);
    const list = signed && await readListOf(person, signed);
    // An answer that was lost has come to this.
    if (signed && list && isOn(list, device)) {
      return await this.#keep({ device: kept, list: signed, version: list.version });
    }
    const self = await this.find();
    const isSame = list?.identity === device.identity;
    const others = isSame ? list.devices.toSorted((a, b) => b.at - a.at) : [];
    const version = Math.max(list?.version ?? 0, self?.version ?? 0) + 1;
    const next = await this.#sign(device, {
      version,
      devices: [...others.slice(0, limits.devicesPerPerson - 1).reverse(), listed(device)],
    });
    await server.putList(next, { reset: signed !== undefined && !isSame });
    return await this.#keep({ device: kept, list: next, version });
  }

  /** A device hears the newest list. */
  async #judge(
    self: Self,
    signed: SignedDeviceList | undefined,
    versionBefore = 0,
  ): Promise<Checked> {
    const list = signed && await readListOf(this.#parts.person, signed);
    if (signed && !list) return { self, alarm: "own_list" };
    if (!list || list.version < versionBefore) {
      await this.#putAgain(self, list);
      return { self, alarm: "rollback" };
    }
    if (list.version < self.version) return { self };
    const device = await openDevice(self.device);
    if (list.version === self.version) {
      if (signed.statement === self.list.statement) return { self };
      // As long as another identity is in place, its list is not kept.
      if (self.end?.kind === "replaced" && list.identity !== device.identity) return { self };
      return { self, alarm: list.identity === device.identity ? "rollback" : "own_list" };
    }
    const next = await this.#next();
    if (next !== undefined && isOn(list, await openDevice(next))) {
      // An answer that was lost has come to this.
      return { self: await this.#keep({ device: next, list: signed, version: list.version }) };
    }
    if (list.identity !== device.identity) {
      const { version, at } = list;
      // After a false one of the greatest version no true one could come.
      if (version > self.version + maxVersionLeap) return { self, alarm: "own_list" };
      return { self: await this.#keep({ ...self, version, end: { kind: "replaced", at } }) };
    }
    const ours = list.devices.find(({ id }) => id === device.id);
    if (ours !== undefined && !isOn(list, device)) return { self, alarm: "own_list" };
    return { self: await this.#follow(self, signed, list) };
  }

  /**
   * Gives a server that was restored what it has lost. One that says otherwise changes nothing. A list
   * of another identity goes only where it was signed earlier: who began anew since means it.
   */
  async #putAgain(self: Self, older: DeviceList | undefined): Promise<void> {
    const { identity, at } = await this.read(self);
    const reset = older !== undefined && older.identity !== identity;
    if (self.end?.kind === "replaced" || (reset && older.at >= at)) return;
    try {
      await this.#parts.server.putList(self.list, { reset });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }

  /** A browser that is no device hears the list. */
  async #meet(signed: SignedDeviceList): Promise<Checked> {
    const others = await readListOf(this.#parts.person, signed);
    if (others === undefined) return { alarm: "own_list" };
    const next = await this.#next();
    if (next === undefined || !isOn(others, await openDevice(next))) return { others };
    return { self: await this.#keep({ device: next, list: signed, version: others.version }) };
  }

  /** Keeps a list that our identity has signed. */
  async #follow(
    { device }: Self,
    signed: SignedDeviceList,
    { version, devices }: Pick<DeviceList, "version" | "devices">,
  ): Promise<Self> {
    const ours = devices.find(({ id }) => id === device.id);
    return await this.#keep({
      device: { ...device, ...(ours && { name: ours.name, at: ours.at }) },
      list: signed,
      version,
      ...(!ours && { end: { kind: "removed" } }),
    });
  }

  async #keep(self: Self): Promise<Self> {
    const { vault } = this.#parts;
    if (this.#isClosed) return self;
    await vault.write([{ key: selfKey, value: self }, { key: nextKey }]);
    vault.tell(selfTopic);
    return self;
  }

  #next(): Promise<KeptDevice | undefined> {
    return this.#parts.vault.get<KeptDevice>(nextKey);
  }

  #first(name: string): KeptDevice {
    return newDevice({ person: this.#parts.person, name, at: this.#parts.clock.now() });
  }

  #sign(
    { identity, identityKeys }: OwnDevice,
    fields: Pick<DeviceList, "version" | "devices">,
  ): Promise<SignedDeviceList> {
    const { person, clock } = this.#parts;
    const list: DeviceList = { v: 1, person, identity, ...fields, at: clock.now() };
    return signList(list, identityKeys.secretKey);
  }
}

/** A device as lists have it. */
export function listed({ id, keys, name, at }: OwnDevice): Device {
  return { id, key: keys.publicKey.toBase64(), name, at };
}

function isOn(list: DeviceList, device: OwnDevice): boolean {
  return list.identity === device.identity &&
    list.devices.some(({ id, key }) => id === device.id && key === listed(device).key);
}

/** Tries anew where somebody else has changed the list meanwhile. */
async function again<T>(task: () => Promise<T>): Promise<T> {
  for (let tries = 1;; tries++) {
    try {
      return await task();
    } catch (error) {
      const isConflict = error instanceof Refusal && error.code === "conflict";
      if (!isConflict || tries === maxTries) throw error;
    }
  }
}
