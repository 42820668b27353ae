import type { Clock } from "../../lib/clock.ts";
import type { Device, SignedDeviceList } from "../../lib/wire/device_list.ts";
import { maxVersionLeap } from "../../lib/wire/device_list.ts";
import { Refusal } from "../platform/refusal.ts";
import type { KeyServer } from "./key_server.ts";
import type { Trust } from "./sealed_room.ts";
import { readListOf } from "./signed_list.ts";
import type { Vault } from "./vault.ts";

/** What is known of somebody else's identity and devices. */
export interface KnownPerson {
  readonly person: string;
  /** The public identity key that counts, Base64. */
  readonly identity: string;
  /** Of the newest list that this identity signed; empty until one was seen here. */
  readonly devices: readonly Device[];
  readonly trust: Trust;
  /**
   * The identity that the server names since, where the one that counts was verified: nothing may be
   * sealed until it is accepted.
   */
  readonly newIdentity?: string;
}

/** What asking the server for somebody's list brought. */
export interface Refreshed {
  /** As it is now; absent when nothing is known of them. */
  readonly known?: KnownPerson;
  /** The server gave a list that cannot be, or an older one; it was not taken. */
  readonly alarm?: "false_list";
}

/** What one device tells another of somebody. */
export interface HandedPerson {
  readonly person: string;
  readonly identity: string;
  /** Of the newest list that was seen. */
  readonly version: number;
  /** Unix milliseconds; absent where it was not verified. */
  readonly verifiedAt?: number;
}

/** What is kept of somebody. */
interface Pin {
  readonly identity: string;
  /** Of the newest list seen, whoever signed it: none that is older is ever taken. */
  readonly version: number;
  /** The newest that `identity` signed, of which there may be none yet. */
  readonly list?: SignedDeviceList;
  readonly verifiedAt?: number;
  readonly changed?: { readonly at: number; readonly wasVerified: boolean };
  /** Another identity that waits to be accepted. */
  readonly next?: { readonly identity: string; readonly list: SignedDeviceList };
}

/** What {@linkcode People} needs. */
export interface PeopleParts {
  readonly vault: Vault;
  readonly server: KeyServer;
  readonly clock: Clock;
}

const utf8 = new TextEncoder();

/**
 * Who the others are: the identity of each as it was first seen, and their newest device list. Nothing
 * that the server says replaces what was verified before its owner has accepted it.
 */
export class People {
  readonly #parts: PeopleParts;

  constructor(parts: PeopleParts) {
    this.#parts = parts;
  }

  /** What is known, without asking the server. */
  async known(person: string): Promise<KnownPerson | undefined> {
    return await this.#show(person, await this.#find(person));
  }

  /**
   * Asks the server for the newest list, and takes it if it can be.
   *
   * @throws {Refusal} when the server does not answer.
   */
  async refresh(person: string): Promise<Refreshed> {
    const before = await this.#find(person);
    const signed = await this.#parts.server.findList(person);
    const list = signed && await readListOf(person, signed);
    const isFalse = list === undefined
      ? signed !== undefined || before !== undefined
      : list.version < (before?.version ?? 0);
    if (list === undefined || signed === undefined || isFalse) {
      return this.#refreshed(person, { isFalse });
    }
    return await this.#parts.vault.exclusively(lock, async () => {
      const pin = await this.#find(person);
      const { identity, version } = list;
      // After a false one of the greatest version no true one could come.
      const isOther = pin !== undefined && identity !== (pin.next?.identity ?? pin.identity);
      if (isOther && version > pin.version + maxVersionLeap) {
        return this.#refreshed(person, { isFalse: true });
      }
      if (pin === undefined) {
        await this.#keep(person, { identity, version, list: signed });
        return this.#refreshed(person);
      }
      // Another tab has seen a newer one meanwhile.
      if (version < pin.version) return this.#refreshed(person);
      if (version === pin.version) {
        const same = pin.next?.list ?? pin.list;
        // Another device has handed on who they are, and seen this list itself.
        if (same === undefined && identity === pin.identity) {
          await this.#keep(person, { ...pin, list: signed });
        } else if (same === undefined) {
          await this.#keep(person, this.#followed(pin, { identity, version, list: signed }));
        } else if (same?.statement !== signed.statement) {
          return this.#refreshed(person, { isFalse: true });
        }
        return this.#refreshed(person);
      }
      await this.#keep(person, this.#followed(pin, { identity, version, list: signed }));
      return this.#refreshed(person);
    });
  }

  /**
   * One has compared the safety number of this identity, and it is right. A new one is accepted by that.
   *
   * @throws {Refusal} `conflict` when it is another by now.
   */
  async verify(person: string, identity: string): Promise<void> {
    await this.#change(
      person,
      identity,
      (pin) => ({ ...pin, verifiedAt: this.#parts.clock.now() }),
    );
  }

  /** Takes that back; not while another identity waits to be accepted, which would let it in. */
  async unverify(person: string): Promise<void> {
    await this.#parts.vault.exclusively(lock, async () => {
      const pin = await this.#find(person);
      if (pin === undefined || pin.next !== undefined) return;
      const { verifiedAt: _, ...rest } = pin;
      await this.#keep(person, rest);
    });
  }

  /**
   * One accepts that the identity is another one now; it is not verified by that.
   *
   * @throws {Refusal} `conflict` when it is yet another by now.
   */
  async accept(person: string, identity: string): Promise<void> {
    await this.#change(person, identity, (pin) => pin);
  }

  /** Calls `changed` when another tab has changed something; gives a function that stops it. */
  watch(changed: () => void): () => void {
    return this.#parts.vault.listen(topic, changed);
  }

  /** What another device of one's own should know, the verified first, as far as `maxBytes` of JSON go. */
  async handOn(maxBytes: number): Promise<HandedPerson[]> {
    const pins = await this.#parts.vault.list<Pin>([topic]);
    const all = pins.map(({ key, value: { identity, version, verifiedAt } }) => ({
      person: String(key[1]),
      identity,
      version,
      ...(verifiedAt !== undefined && { verifiedAt }),
    })).sort((a, b) => (b.verifiedAt ?? 0) - (a.verifiedAt ?? 0));
    let bytes = 2;
    return all.filter((handed) =>
      (bytes += utf8.encode(JSON.stringify(handed)).length + 1) <= maxBytes
    );
  }

  /** Takes what another device of one's own knows; what is verified here stays. */
  async takeOver(handed: readonly HandedPerson[]): Promise<void> {
    await this.#parts.vault.exclusively(lock, async () => {
      for (const { person, ...pin } of handed) {
        const here = await this.#find(person);
        if (here === undefined) await this.#keep(person, pin);
        if (here === undefined || here.verifiedAt !== undefined || !pin.verifiedAt) continue;
        const version = Math.max(here.version, pin.version);
        await this.#keep(
          person,
          here.identity === pin.identity
            ? { ...without(here), verifiedAt: pin.verifiedAt }
            : { ...pin, version },
        );
      }
    });
  }

  /** What follows from a newer list. */
  #followed(pin: Pin, newer: { identity: string; version: number; list: SignedDeviceList }): Pin {
    const { version, identity, list } = newer;
    if (identity === pin.identity) {
      // What waited to be accepted is over: the identity that was verified is back.
      const { next: _, ...rest } = pin;
      const changed = pin.verifiedAt === undefined ? pin.changed : undefined;
      return { ...without(rest), version, list, ...(changed && { changed }) };
    }
    const isKnown = identity === pin.next?.identity;
    const changed = isKnown ? pin.changed! : {
      at: this.#parts.clock.now(),
      wasVerified: pin.verifiedAt !== undefined,
    };
    if (pin.verifiedAt === undefined) return { identity, version, list, changed };
    return { ...pin, version, changed, next: { identity, list } };
  }

  async #change(person: string, identity: string, change: (pin: Pin) => Pin): Promise<void> {
    await this.#parts.vault.exclusively(lock, async () => {
      const pin = await this.#find(person);
      if (pin === undefined || identity !== (pin.next?.identity ?? pin.identity)) {
        throw new Refusal("conflict", "Cannot do this: their identity is another one by now");
      }
      await this.#keep(person, change(accepted(pin)));
    });
  }

  #find(person: string): Promise<Pin | undefined> {
    return this.#parts.vault.get<Pin>([topic, person]);
  }

  async #keep(person: string, pin: Pin): Promise<void> {
    await this.#parts.vault.write([{ key: [topic, person], value: pin }]);
    this.#parts.vault.tell(topic);
  }

  async #refreshed(person: string, { isFalse = false } = {}): Promise<Refreshed> {
    const known = await this.known(person);
    return {
      ...(known && { known }),
      ...(isFalse && { alarm: "false_list" as const }),
    };
  }

  async #show(person: string, pin: Pin | undefined): Promise<KnownPerson | undefined> {
    if (pin === undefined) return undefined;
    const list = pin.list && await readListOf(person, pin.list);
    return {
      person,
      identity: pin.identity,
      devices: list?.devices ?? [],
      trust: trustOf(pin),
      ...(pin.next && { newIdentity: pin.next.identity }),
    };
  }
}

const topic = "people";
const lock = "people";

function trustOf({ changed, verifiedAt }: Pin): Trust {
  if (changed !== undefined) return { kind: "changed", ...changed };
  return verifiedAt === undefined ? { kind: "first_use" } : { kind: "verified", at: verifiedAt };
}

/** With the identity that waited, or without the notice that it is another one. */
function accepted(pin: Pin): Pin {
  if (pin.next === undefined) return without(pin);
  return { ...pin.next, version: pin.version };
}

function without({ changed: _, ...pin }: Pin): Pin {
  return pin;
}
