/**
 * The devices of a person, as the person's identity key signs them: checked by the server so that
 * nobody leaves it rubbish, and by every client because the server is not trusted. See `docs/SEALED.md`.
 */
import { ChatError } from "../errors.ts";
import { limits } from "./limits.ts";
import { countChars, isFitForDisplay } from "./names.ts";

/** A browser in which somebody reads sealed messages. */
export interface Device {
  /** 16 random bytes, Base64url. */
  readonly id: string;
  /** Its public signature key, Ed25519, Base64. */
  readonly key: string;
  /** What its owner knows it by. */
  readonly name: string;
  /** Since when it is on the list, Unix milliseconds. */
  readonly at: number;
}

/** What the statement of a device list says. */
export interface DeviceList {
  readonly v: 1;
  /** Whose it is. */
  readonly person: string;
  /** The public identity key that signs it, Ed25519, Base64. */
  readonly identity: string;
  /** 1, 2, 3 …: a smaller one is out of date. */
  readonly version: number;
  readonly devices: readonly Device[];
  /** When it was made, Unix milliseconds. */
  readonly at: number;
}

/** A device list as it travels. */
export interface SignedDeviceList {
  /** JSON of a {@linkcode DeviceList}, byte for byte as it was signed. */
  readonly statement: string;
  /** Base64. */
  readonly signature: string;
}

/**
 * How many versions a list may be ahead of the newest one: so many a restore may have lost, and who
 * steals a cookie cannot count up to where no number follows. Clients demand it of another identity.
 */
export const maxVersionLeap = 1_000;

const context = "parley device list v1\0";
// 16, 32 and 64 bytes. The last sign has bits of nothing, which are zero: so the same bytes read alike.
const deviceId = /^[A-Za-z0-9_-]{21}[AQgw]$/;
const rawKey = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;
const rawSignature = /^[A-Za-z0-9+/]{85}[AQgw]==$/;
const utf8 = new TextEncoder();

/**
 * Points of small order, the sign left out, those that are not written in the least way included:
 * signatures of such a "key" can be had by anybody. Browsers do not agree on whether these are good.
 *
 * @see {@link https://eprint.iacr.org/2020/1244 | Taming the many EdDSAs, table 1}
 */
const smallOrder: ReadonlySet<string> = new Set([
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000000",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]);

/**
 * Reads a device list and checks its signature.
 *
 * Bounds: 1 to 10 devices, ids and keys none twice; names of 1 to 64 characters, not blank, without
 * what display names may not hold either: controls, all that is invisible or turns the direction of
 * writing.
 *
 * @throws {ChatError} `bad_request` when it is none, or not signed by the identity that it names.
 */
export async function readDeviceList(
  { statement, signature }: SignedDeviceList,
): Promise<DeviceList> {
  const list = parse(statement);
  if (!isDeviceList(list)) throw wrong("it is not of the form that this server knows");
  if (await isSigned(list.identity, { statement, signature })) return list;
  throw wrong("its identity has not signed it");
}

/** The bytes that are signed of a statement. */
export function signedBytes(statement: string): Uint8Array<ArrayBuffer> {
  return utf8.encode(context + statement);
}

/** Whether a string may be a device's id. */
export function isDeviceId(value: unknown): value is string {
  return typeof value === "string" && deviceId.test(value);
}

/** Whether a string has the form of a signature: 64 bytes, Base64. */
export function isSignature(value: unknown): value is string {
  return typeof value === "string" && rawSignature.test(value);
}

async function isSigned(
  identity: string,
  { statement, signature }: SignedDeviceList,
): Promise<boolean> {
  // What is no text is signed as something else than it reads.
  if (!isSignature(signature) || !statement.isWellFormed()) return false;
  try {
    const raw = Uint8Array.fromBase64(identity);
    const key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
    const bytes = Uint8Array.fromBase64(signature);
    return await crypto.subtle.verify("Ed25519", key, bytes, signedBytes(statement));
  } catch (error) {
    // Not all 32 bytes are a key, and where that shows is up to the platform.
    if (error instanceof DOMException && error.name !== "NotSupportedError") return false;
    throw error;
  }
}

function parse(statement: string): unknown {
  try {
    return JSON.parse(statement);
  } catch {
    throw wrong("it is no JSON");
  }
}

function isDeviceList(value: unknown): value is DeviceList {
  if (typeof value !== "object" || value === null) return false;
  const { v, person, identity, version, devices, at } = value as Record<string, unknown>;
  return v === 1 && typeof person === "string" && isKey(identity) && isCount(version) &&
    version > 0 && isCount(at) && Array.isArray(devices) && devices.length > 0 &&
    devices.length <= limits.devicesPerPerson && devices.every(isDevice) &&
    new Set(devices.map(({ id }) => id)).size === devices.length &&
    new Set(devices.map(({ key }) => key)).size === devices.length;
}

function isDevice(value: unknown): value is Device {
  if (typeof value !== "object" || value === null) return false;
  const { id, key, name, at } = value as Record<string, unknown>;
  return isDeviceId(id) && isKey(key) && isCount(at) && isName(name);
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value.trim() !== "" && isFitForDisplay(value) &&
    countChars(value) <= limits.deviceNameChars;
}

/** Whether a string may be a key: 32 bytes, Base64, of which nobody but who has it can sign by it. */
export function isKey(value: unknown): value is string {
  return typeof value === "string" && rawKey.test(value) && !isOfSmallOrder(value);
}

function isOfSmallOrder(key: string): boolean {
  const point = Uint8Array.fromBase64(key);
  point[31]! &= 0x7f;
  return smallOrder.has(point.toHex());
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function wrong(why: string): ChatError {
  return new ChatError("bad_request", `Cannot take this device list: ${why}`);
}
