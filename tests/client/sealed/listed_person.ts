import type { SignedDeviceList } from "../../../lib/wire/device_list.ts";
import { newDevice, openDevice } from "../../../client/sealed/own_device.ts";
import type { KeptDevice, OwnDevice } from "../../../client/sealed/own_device.ts";
import { listed } from "../../../client/sealed/own_list.ts";
import { signList } from "../../../client/sealed/signed_list.ts";

/** Somebody whose lists a test signs by hand. */
export class ListedPerson {
  /** Their first device. */
  readonly device: OwnDevice;
  readonly #kept: KeptDevice;

  private constructor(kept: KeptDevice, device: OwnDevice) {
    this.#kept = kept;
    this.device = device;
  }

  /** With an identity of their own. */
  static async make(person: string): Promise<ListedPerson> {
    const kept = newDevice({ person, name: "Laptop", at: 1 });
    return new ListedPerson(kept, await openDevice(kept));
  }

  get person(): string {
    return this.device.person;
  }

  get identity(): string {
    return this.device.identity;
  }

  /** One more device of the same identity. */
  addDevice(name: string): Promise<OwnDevice> {
    const { person, identitySecret } = this.#kept;
    return openDevice(newDevice({ person, name, at: 2, identitySecret }));
  }

  /** A list as they would sign it. */
  list(
    version: number,
    devices: readonly OwnDevice[] = [this.device],
    person = this.person,
  ): Promise<SignedDeviceList> {
    const list = { v: 1, person, identity: this.identity, version, at: version } as const;
    return signList(
      { ...list, devices: devices.map(listed) },
      this.device.identityKeys.secretKey,
    );
  }
}
