/** A new id, of a device or an archive: 16 random bytes, Base64url without padding. */
export function newId(): string {
  return crypto.getRandomValues(new Uint8Array(16))
    .toBase64({ alphabet: "base64url", omitPadding: true });
}
