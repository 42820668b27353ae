/** How a vault seals what it keeps: AES-256-GCM, the record's key as additional data. */
import { VaultError } from "./vault_error.ts";
import type { VaultKey } from "./vault.ts";

/** A record as it lies in the database. */
export interface SealedRecord {
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly box: ArrayBuffer;
}

const algorithm = { name: "AES-GCM", length: 256 };
const nonceBytes = 12;
const utf8 = new TextEncoder();

/** Makes a key that cannot leave the browser. */
export function newVaultKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey(algorithm, false, ["encrypt", "decrypt"]);
}

/** Seals a value, which is JSON, as that of a record. */
export async function sealRecord(
  secret: CryptoKey,
  key: VaultKey,
  value: unknown,
): Promise<SealedRecord> {
  const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes));
  const parameters = { ...algorithm, iv: nonce, additionalData: utf8.encode(JSON.stringify(key)) };
  const plain = utf8.encode(JSON.stringify(value));
  return { nonce, box: await crypto.subtle.encrypt(parameters, secret, plain) };
}

/**
 * Opens the value of a record.
 *
 * @throws {VaultError} `damaged` when it is not as it was sealed under this key.
 */
export async function openRecord(
  secret: CryptoKey,
  key: VaultKey,
  { nonce, box }: SealedRecord,
): Promise<unknown> {
  const parameters = { ...algorithm, iv: nonce, additionalData: utf8.encode(JSON.stringify(key)) };
  try {
    const plain = await crypto.subtle.decrypt(parameters, secret, box);
    return JSON.parse(new TextDecoder().decode(plain));
  } catch (cause) {
    throw new VaultError("damaged", `Cannot open record ${JSON.stringify(key)}`, { cause });
  }
}
