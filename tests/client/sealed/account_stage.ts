import { assert } from "@std/assert";
import { readDeviceList } from "../../../lib/wire/device_list.ts";
import type { DeviceList, SignedDeviceList } from "../../../lib/wire/device_list.ts";
import { Refusal } from "../../../client/platform/refusal.ts";
import { Account } from "../../../client/sealed/account.ts";
import { Archive } from "../../../client/sealed/archive.ts";
import type { ArchivedMessage } from "../../../client/sealed/archive_entry.ts";
import type { MakePackage } from "../../../client/sealed/package_stock.ts";
import { People } from "../../../client/sealed/people.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { WatchedCryptography } from "../../support/watched_cryptography.ts";
import { MemoryHistory } from "./memory_history.ts";
import { MemoryKeyServer } from "./memory_key_server.ts";
import { SharedVault } from "./memory_vault.ts";

/** A browser profile of Ada's, with one tab. */
export interface BrowserTab {
  readonly account: Account;
  readonly people: People;
  readonly history: MemoryHistory;
  readonly shared: SharedVault;
}

/** One server, and the browsers of people who use it. */
export class AccountStage implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly server = new MemoryKeyServer(this.clock);
  readonly #accounts: Account[] = [];
  readonly #cryptography = new WatchedCryptography();
  #packages = 0;

  /** A browser that has not asked for anything; another tab of it where `shared` is given. */
  prepare(
    name: string,
    {
      person = "ada",
      shared = new SharedVault(),
      history = new MemoryHistory(),
      makePackage = this.makePackage,
    } = {},
  ): BrowserTab {
    const parts = { vault: shared.open(), server: this.server.as(person), clock: this.clock };
    const people = new People(parts);
    const account = new Account({
      ...parts,
      person,
      name,
      people,
      history,
      makePackage,
      cost: { memory: 8, passes: 1 },
    });
    this.#accounts.push(account);
    return { account, people, history, shared };
  }

  /** A browser that has found out how it stands. */
  async open(name: string, options: Parameters<this["prepare"]>[1] = {}): Promise<BrowserTab> {
    const tab = this.prepare(name, options);
    await tab.account.open();
    return tab;
  }

  /** What the archive holds of a room, by the key that a browser has. */
  async readArchive({ shared }: BrowserTab, room: string): Promise<ArchivedMessage[]> {
    const parts = { vault: shared.open(), server: this.server.as("ada"), clock: this.clock };
    const archive = new Archive({ ...parts, history: new MemoryHistory() });
    await archive.load();
    try {
      return await archive.read(room);
    } finally {
      archive.close();
    }
  }

  /** Opens a second browser and links it by the first. */
  async link(first: BrowserTab, name: string): Promise<BrowserTab> {
    const second = await this.open(name);
    await this.linkAgain(first, second);
    return second;
  }

  /** Links a browser that is open and is no device (any more) by the first. */
  async linkAgain(first: BrowserTab, second: BrowserTab): Promise<void> {
    const linking = second.account.beginLinking();
    await this.mail();
    await first.account.link(linking.code);
    await this.turn(linking.done);
  }

  /** Resolves when there is something in a mailbox of Ada's. */
  async mail(): Promise<void> {
    while (this.server.of("ada").mail.size === 0) await aTurn();
  }

  /**
   * Turns the clock to the next timer, again and again, until something has come about. What looks
   * every hour is left alone: when it is next, something else is under way.
   */
  async turn<T>(what: Promise<T>): Promise<T> {
    let isDone = false;
    const done = () => isDone = true;
    what.then(done, done);
    while (!isDone) {
      await aTurn();
      const restMs = (this.clock.nextAtMs ?? Infinity) - this.clock.now();
      if (!isDone && restMs <= 60_000) this.clock.advance(restMs);
    }
    return await what;
  }

  /** Resolves when this is so; what is under way goes on meanwhile. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await aTurn();
  }

  /** Ada's list on the server, as it is. */
  get list(): DeviceList & { readonly signed: SignedDeviceList } {
    return this.server.of("ada").list!;
  }

  /** Names of the devices on it. */
  get names(): string[] {
    return this.list.devices.map(({ name }) => name);
  }

  /** A key package that is none, but can be told from others. */
  readonly makePackage: MakePackage = (device, { isLastResort }) => {
    const ref = `${isLastResort ? "last" : "once"}${++this.#packages}`;
    const publicPackage = btoa(`${ref} of ${device.id}`);
    return Promise.resolve({ ref, publicPackage, privatePackage: { secret: ref } });
  };

  async [Symbol.asyncDispose](): Promise<void> {
    for (const account of this.#accounts) account.close();
    await this.#cryptography.atRest();
    this.#cryptography[Symbol.dispose]();
  }
}

/** The code of the refusal with which this rejects. */
export async function refused(what: Promise<unknown>): Promise<string> {
  try {
    await what;
  } catch (error) {
    assert(error instanceof Refusal, String(error));
    return error.code;
  }
  return "not refused";
}

/** Whether what the server has is well signed. */
export async function isGood(stage: AccountStage): Promise<boolean> {
  return (await readDeviceList(stage.server.of("ada").list!.signed)).person === "ada";
}

/** Lets everything go on that does not wait for the clock. */
export function aTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
