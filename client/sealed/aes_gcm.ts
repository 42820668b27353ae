/** Small things sealed by AES-256-GCM: a random nonce of 12 bytes, then what is sealed. */

const utf8 = new TextEncoder();

/** Seals under a key of 32 bytes; `place` is what it is bound to. */
export async function sealBytes(
  key: Uint8Array<ArrayBuffer>,
  open: Uint8Array<ArrayBuffer>,
  place: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: "AES-GCM", iv, additionalData: utf8.encode(place) };
  const sealed = await crypto.subtle.encrypt(how, await importKey(key), open);
  const box = new Uint8Array(iv.length + sealed.byteLength);
  box.set(iv);
  box.set(new Uint8Array(sealed), iv.length);
  return box;
}

/** Opens what {@linkcode sealBytes} gave; `undefined` when it was not sealed so. It never rejects. */
export async function openBytes(
  key: Uint8Array<ArrayBuffer>,
  box: Uint8Array<ArrayBuffer>,
  place: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const how = { name: "AES-GCM", iv: box.subarray(0, 12), additionalData: utf8.encode(place) };
  try {
    return new Uint8Array(
      await crypto.subtle.decrypt(how, await importKey(key), box.subarray(12)),
    );
  } catch {
    return undefined;
  }
}

/** Seals JSON; gives Base64. */
export async function sealJson(
  key: Uint8Array<ArrayBuffer>,
  value: unknown,
  place: string,
): Promise<string> {
  return (await sealBytes(key, utf8.encode(JSON.stringify(value)), place)).toBase64();
}

/** Opens what {@linkcode sealJson} gave, not trusted; `undefined` as {@linkcode openBytes}. */
export async function openJson(
  key: Uint8Array<ArrayBuffer>,
  box: unknown,
  place: string,
): Promise<Record<string, unknown> | undefined> {
  try {
    const bytes = await openBytes(key, Uint8Array.fromBase64(box as string), place);
    const value = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function importKey(key: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt", "decrypt"]);
}
