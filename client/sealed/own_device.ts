import { newId } from "./random_id.ts";
import { makeCredential } from "./credential.ts";
import { makeKeyPair } from "./ed25519.ts";
import type { KeyPair } from "./ed25519.ts";

/** This browser as a device: all that it needs to be a leaf. */
export interface OwnDevice {
  readonly person: string;
  /** 16 random bytes, Base64url. */
  readonly id: string;
  /** What its owner knows it by. */
  readonly name: string;
  /** Since when it is on the list, Unix milliseconds. */
  readonly at: number;
  /** The person's public identity key, Base64. */
  readonly identity: string;
  /** Identity bytes of its basic credential in MLS, certificate included. */
  readonly credential: Uint8Array<ArrayBuffer>;
  /** Its signature keys. */
  readonly keys: KeyPair;
  /** The person's identity keys. */
  readonly identityKeys: KeyPair;
}

/** What is kept of a device; JSON. */
export interface KeptDevice {
  readonly person: string;
  readonly id: string;
  readonly name: string;
  readonly at: number;
  /** Seed of its signature key, Base64. */
  readonly secret: string;
  /** Seed of the identity key, Base64. */
  readonly identitySecret: string;
}

/** A device that nobody knows yet, of an identity: a new one unless its seed is given. */
export function newDevice(
  fields: Pick<KeptDevice, "person" | "name" | "at"> & Partial<KeptDevice>,
): KeptDevice {
  return { id: newId(), secret: newSecret(), identitySecret: newSecret(), ...fields };
}

/** Works out what follows from what is kept. */
export async function openDevice(kept: KeptDevice): Promise<OwnDevice> {
  const { person, id, name, at } = kept;
  const keys = await makeKeyPair(Uint8Array.fromBase64(kept.secret));
  const identityKeys = await makeKeyPair(Uint8Array.fromBase64(kept.identitySecret));
  const identity = identityKeys.publicKey.toBase64();
  const credential = await makeCredential({ person, device: id, identity }, {
    publicKey: keys.publicKey,
    identitySecret: identityKeys.secretKey,
  });
  return { person, id, name, at, identity, credential, keys, identityKeys };
}

function newSecret(): string {
  return crypto.getRandomValues(new Uint8Array(32)).toBase64();
}
