import type { Device } from "../../lib/wire/device_list.ts";
import { limits } from "../../lib/wire/limits.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Archive } from "./archive.ts";
import { linkKeys, newLinkBytes, readLinkCode, writeLinkCode } from "./link_code.ts";
import type { LinkKeys } from "./link_code.ts";
import { deviceName, handedPeopleBytes, openAsk, sealAnswer } from "./link_mail.ts";
import type { LinkAnswer, LinkAsk } from "./link_mail.ts";
import { Newcomer } from "./newcomer.ts";
import type { NewcomerParts } from "./newcomer.ts";
import type { OwnDevice } from "./own_device.ts";
import type { OwnList, Self } from "./own_list.ts";
import type { People } from "./people.ts";
import type { Linking } from "./seal_account.ts";
import type { Vault } from "./vault.ts";

/** What {@linkcode DeviceLinking} needs. */
export interface LinkingParts extends NewcomerParts {
  /** What this browser is called as a device, as long as its owner says nothing. */
  readonly name: string;
  readonly vault: Vault;
  readonly people: Pick<People, "handOn" | "takeOver">;
  readonly own: Pick<OwnList, "adopt">;
  readonly archive: Pick<Archive, "key" | "take">;
  /** This browser as a device, once it is one. */
  device(): OwnDevice | undefined;
  /** Puts other devices on one's own list; as they are where the change gives nothing. */
  change(change: (devices: readonly Device[]) => readonly Device[] | undefined): Promise<void>;
  /** This browser has become a device. */
  became(self: Self): Promise<void>;
}

/** What a device of one's own has answered, until the list was checked. */
interface KeptAnswer extends Omit<LinkAnswer, "identity"> {
  /** Id of this one. */
  readonly device: string;
}

const answerKey = ["link_answer"] as const;

/**
 * Linking a browser to the devices of its owner by a code: for the one that asks, and for the device
 * that lets it in.
 */
export class DeviceLinking {
  readonly #parts: LinkingParts;
  readonly #newcomers = new Set<Newcomer>();
  /** Keys of devices that were looked at, by their mailboxes. */
  readonly #looked = new Map<string, string>();

  constructor(parts: LinkingParts) {
    this.#parts = parts;
  }

  /** This browser asks to be linked; see `SealAccount.beginLinking`. */
  begin(): Linking {
    const bytes = newLinkBytes();
    const newcomer = new Newcomer(this.#parts, bytes);
    const done = this.#beLinked(newcomer);
    this.#newcomers.add(newcomer);
    done.catch(() => {
      // Whoever shows the code hears of it as well.
    }).finally(() => this.#newcomers.delete(newcomer));
    return {
      code: writeLinkCode(bytes),
      done,
      leftMs: () => newcomer.leftMs(),
      cancel: () => newcomer.cancel(),
    };
  }

  /**
   * What the browser is called that shows `code`.
   *
   * @throws {Refusal} `bad_code` when it cannot be one, `no_such_code` when nobody asks with it.
   */
  async look(code: string): Promise<string> {
    const { keys, ask } = await this.#findAsk(code);
    this.#looked.set(keys.askBox, ask.key);
    return ask.name;
  }

  /**
   * Links the browser that shows `code`; gives what it is called.
   *
   * @param own This browser as a device.
   * @throws {Refusal} As `look()` does; also `no_such_code` when it is another one than was looked at,
   * and `quota`.
   */
  async link(code: string, own: OwnDevice): Promise<string> {
    const { server, people, clock, archive } = this.#parts;
    const { keys, ask: { device: id, key, name } } = await this.#findAsk(code);
    // Whoever has read the code over somebody's shoulder could ask in its place.
    if ((this.#looked.get(keys.askBox) ?? key) !== key) {
      throw new Refusal("no_such_code", "Another device asks with this code by now");
    }
    await this.#parts.change((devices) => {
      const there = devices.find((device) => device.id === id || device.key === key);
      // It was put there before, and the answer did not get through.
      if (there?.id === id && there.key === key) return undefined;
      if (there !== undefined) throw new Refusal("no_such_code", "This device is another one");
      if (devices.length >= limits.devicesPerPerson) {
        throw new Refusal("quota", `There are ${limits.devicesPerPerson} devices already`);
      }
      return [...devices, { id, key, name, at: clock.now() }];
    });
    const answer = await sealAnswer(keys, {
      identity: own.identityKeys.secretKey.toBase64(),
      ...(archive.key && { archive: archive.key }),
      people: await people.handOn(handedPeopleBytes),
    });
    // From a try before, or from somebody who does not know the code.
    await server.removeMail(keys.answerBox);
    await server.putMail(keys.answerBox, answer);
    await server.removeMail(keys.askBox);
    return name;
  }

  /** Takes what came with the answer, once this browser is on a list of the identity in it. */
  async takeAnswer(self: Self): Promise<void> {
    const { vault, people, archive } = this.#parts;
    const answer = await vault.get<KeptAnswer>(answerKey);
    if (answer === undefined || answer.device !== self.device.id) return;
    await people.takeOver(answer.people);
    if (answer.archive) await archive.take(answer.archive);
    await vault.write([{ key: answerKey }]);
  }

  /** Cancels what waits to be linked. */
  close(): void {
    for (const newcomer of this.#newcomers) newcomer.cancel();
  }

  /** What the browser asks that shows a code. */
  async #findAsk(code: string): Promise<{ keys: LinkKeys; ask: LinkAsk }> {
    const bytes = readLinkCode(code);
    if (bytes === undefined) throw new Refusal("bad_code", "This cannot be a code");
    const keys = await linkKeys(bytes);
    const box = await this.#parts.server.findMail(keys.askBox);
    const ask = box === undefined ? undefined : await openAsk(keys, box);
    if (ask === undefined) throw new Refusal("no_such_code", "Nobody asks with this code");
    return { keys, ask };
  }

  async #beLinked(newcomer: Newcomer): Promise<void> {
    if (this.#parts.device() !== undefined) {
      throw new Refusal("forbidden", "This browser is a device");
    }
    const { vault, own, name } = this.#parts;
    const { kept, answer } = await newcomer.ask(deviceName(name));
    const { identity: identitySecret, people, archive } = answer;
    const value: KeptAnswer = { device: kept.id, people, ...(archive && { archive }) };
    await vault.write([{ key: answerKey, value }]);
    await newcomer.leave();
    const self = await own.adopt({ ...kept, identitySecret });
    await this.takeAnswer(self);
    await this.#parts.became(self);
  }
}
