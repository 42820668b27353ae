import { readDeviceList, signedBytes } from "../../lib/wire/device_list.ts";
import type { DeviceList, SignedDeviceList } from "../../lib/wire/device_list.ts";
import { sign } from "./ed25519.ts";

/** Ten devices with long names take less; the server could send anything. */
const maxStatementChars = 16_384;

/** Signs a device list by the identity key, whose seed is given. */
export async function signList(
  list: DeviceList,
  identitySecret: Uint8Array<ArrayBuffer>,
): Promise<SignedDeviceList> {
  const statement = JSON.stringify(list);
  return { statement, signature: await sign(identitySecret, signedBytes(statement)) };
}

/** Reads a list as the server gave it; `undefined` unless it is of this person and well signed. */
export async function readListOf(
  person: string,
  signed: SignedDeviceList,
): Promise<DeviceList | undefined> {
  try {
    if (signed.statement.length > maxStatementChars) return undefined;
    const list = await readDeviceList(signed);
    return list.person === person ? list : undefined;
  } catch {
    return undefined;
  }
}
