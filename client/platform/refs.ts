/** A new idempotency key: 128 random bits, so that no two are ever alike. */
export function newRef(): string {
  // Not `randomUUID`, which plain http to another machine does not have.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
