/**
 * What a leaf in MLS says of itself: whose it is, and that the identity key of that person has signed
 * its key. See `docs/SEALED.md`.
 */
import { isDeviceId, isKey, isSignature } from "../../lib/wire/device_list.ts";
import { isSignedBy, sign } from "./ed25519.ts";

/** Whose a leaf is, as the certificate says. */
export interface Certified {
  readonly person: string;
  /** Id of the device. */
  readonly device: string;
  /** The public identity key that signed it, Base64; whether it is the person's is for others to say. */
  readonly identity: string;
}

/** A credential is far smaller; the server could send anything. */
const maxBytes = 2_048;
const maxPersonChars = 256;
const utf8 = new TextEncoder();

/**
 * Makes the identity bytes of a device's credential.
 *
 * @param certified What they say.
 * @param keys.publicKey The device's own.
 * @param keys.identitySecret Seed of the identity key.
 */
export async function makeCredential(
  { person, device, identity }: Certified,
  keys: { publicKey: Uint8Array; identitySecret: Uint8Array<ArrayBuffer> },
): Promise<Uint8Array<ArrayBuffer>> {
  const signed = signedBytes(person, device, keys.publicKey);
  const signature = await sign(keys.identitySecret, signed);
  return utf8.encode(JSON.stringify({ person, device, identity, signature }));
}

/**
 * Reads a credential and checks its certificate.
 *
 * @param identityBytes Of a basic credential, not trusted.
 * @param signaturePublicKey The leaf's key.
 * @returns `undefined` when the identity that it names has not signed this; it never rejects.
 */
export async function verifyCredential(
  identityBytes: Uint8Array,
  signaturePublicKey: Uint8Array,
): Promise<Certified | undefined> {
  const said = readCredential(identityBytes);
  if (said === undefined || !isKey(signaturePublicKey.toBase64())) return undefined;
  const { person, device, identity, signature } = said;
  const signed = signedBytes(person, device, signaturePublicKey);
  return await isSignedBy(identity, signature, signed) ? { person, device, identity } : undefined;
}

function signedBytes(person: string, device: string, key: Uint8Array): Uint8Array<ArrayBuffer> {
  return utf8.encode(`parley device v1\0${person}\0${device}\0${key.toBase64()}`);
}

/** What a credential says, its certificate unchecked; `undefined` when it is none. */
export function readCredential(
  bytes: Uint8Array,
): Certified & { readonly signature: string } | undefined {
  if (bytes.length > maxBytes) return undefined;
  let value;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { person, device, identity, signature } = value;
  const isCredential = typeof person === "string" && person.length <= maxPersonChars &&
    !person.includes("\0") && isDeviceId(device) &&
    isKey(identity) && isSignature(signature);
  return isCredential ? { person, device, identity, signature } : undefined;
}
