/** What the server keeps of an archive's key, and what opens it; see `recovery.ts`. */

/** What one try of a phrase costs, as Argon2id has it: KiB, and passes. */
export interface PhraseCost {
  readonly memory: number;
  readonly passes: number;
}

/** What an archive's header says; JSON. */
export interface ArchiveHeader extends PhraseCost {
  readonly v: 1;
  /** Tells one archive from the next: 16 random bytes, Base64url. */
  readonly id: string;
  /** 16 random bytes, Base64. */
  readonly salt: string;
  /** The keys, sealed under what Argon2id makes of the phrase; Base64. */
  readonly wrapped: string;
}

/** What a header may ask of a browser; the server might have made it up. */
const maxCost: PhraseCost = Object.freeze({ memory: 262_144, passes: 10 });

/** Reads a header, not trusted; `undefined` when it is none, or asks for too much. */
export function readHeader(header: string): ArchiveHeader | undefined {
  let value;
  try {
    value = JSON.parse(header);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { v, id, salt, memory, passes, wrapped } = value;
  const isHeader = v === 1 && typeof id === "string" && id.length <= 64 &&
    typeof salt === "string" && isBase64(salt, 16) && typeof wrapped === "string" &&
    isBetween(memory, 8, maxCost.memory) && isBetween(passes, 1, maxCost.passes);
  return isHeader ? { v, id, salt, memory, passes, wrapped } : undefined;
}

/** Reads a key of 32 bytes; `undefined` when it is none. */
export function readKey(value: unknown): Uint8Array<ArrayBuffer> | undefined {
  return typeof value === "string" && isBase64(value, 32)
    ? Uint8Array.fromBase64(value)
    : undefined;
}

function isBase64(value: string, bytes: number): boolean {
  try {
    return Uint8Array.fromBase64(value).length === bytes;
  } catch {
    return false;
  }
}

function isBetween(value: unknown, min: number, max: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
}
