/** Signatures by WebCrypto. A private key is its seed, 32 bytes: as such it is kept and handed on. */

/** What precedes a seed in PKCS #8, RFC 8410. */
const pkcs8Head = Uint8Array.fromHex("302e020100300506032b657004220420");

/** A signature key pair. */
export interface KeyPair {
  /** 32 bytes. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** The seed, 32 bytes. */
  readonly secretKey: Uint8Array<ArrayBuffer>;
}

/** A new key pair; or that of `secretKey`. */
export async function makeKeyPair(
  secretKey: Uint8Array<ArrayBuffer> = crypto.getRandomValues(new Uint8Array(32)),
): Promise<KeyPair> {
  // Only as a JWK does a private key tell its public one.
  const { x } = await crypto.subtle.exportKey("jwk", await importSeed(secretKey, true));
  return { publicKey: Uint8Array.fromBase64(x!, { alphabet: "base64url" }), secretKey };
}

/** Signs; gives 64 bytes in Base64. */
export async function sign(
  secretKey: Uint8Array<ArrayBuffer>,
  signed: Uint8Array<ArrayBuffer>,
): Promise<string> {
  const key = await importSeed(secretKey, false);
  return new Uint8Array(await crypto.subtle.sign("Ed25519", key, signed)).toBase64();
}

/** Whether this is the signature; what is no key or no signature is `false`. All but `signed` are Base64. */
export async function isSignedBy(
  publicKey: string,
  signature: string,
  signed: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  try {
    const raw = Uint8Array.fromBase64(publicKey);
    const key = await crypto.subtle.importKey("raw", raw, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, Uint8Array.fromBase64(signature), signed);
  } catch {
    return false;
  }
}

function importSeed(seed: Uint8Array, isExtractable: boolean): Promise<CryptoKey> {
  if (seed.length !== 32) throw new RangeError(`Cannot use a seed of ${seed.length} bytes`);
  const pkcs8 = new Uint8Array([...pkcs8Head, ...seed]);
  return crypto.subtle.importKey("pkcs8", pkcs8, "Ed25519", isExtractable, ["sign"]);
}
