import type { Device, DeviceList, SignedDeviceList } from "../../lib/wire/device_list.ts";
import { signedBytes } from "../../lib/wire/device_list.ts";

/** A device of a new key; nobody has the other half of it. */
export function device(fields: Partial<Device> = {}): Device {
  const id = randomBytes(16).toBase64({ alphabet: "base64url", omitPadding: true });
  return { id, key: randomBytes(32).toBase64(), name: "Phone", at: 1_000, ...fields };
}

/** Somebody's identity key. */
export class KeyOwner {
  private constructor(readonly identity: string, readonly key: CryptoKey) {}

  static async make(): Promise<KeyOwner> {
    const pair = await crypto.subtle.generateKey("Ed25519", true, ["sign", "verify"]);
    const { privateKey, publicKey } = pair as CryptoKeyPair;
    const raw = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
    return new KeyOwner(raw.toBase64(), privateKey);
  }

  /** Signs a statement, whatever it says. */
  async sign(statement: string): Promise<SignedDeviceList> {
    const signature = await crypto.subtle.sign("Ed25519", this.key, signedBytes(statement));
    return { statement, signature: new Uint8Array(signature).toBase64() };
  }

  /** Signs a device list of one device, unless `fields` says otherwise. */
  list(person: string, fields: Partial<DeviceList> = {}): Promise<SignedDeviceList> {
    const { identity } = this;
    const list = { v: 1, person, identity, version: 1, devices: [device()], at: 2_000, ...fields };
    return this.sign(JSON.stringify(list));
  }
}

function randomBytes(count: number): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(count));
}
