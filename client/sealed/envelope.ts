/** The boxes of a direct room's log: what the server carries and cannot open; see `docs/SEALED.md`. */

/** What a box says of itself in the clear, and what is in it. */
export type Envelope =
  /** `session`: the session that it replaces, 0 for none. */
  | { readonly kind: "create"; readonly session: number; readonly welcome: Uint8Array }
  | {
    readonly kind: "commit";
    readonly session: number;
    readonly commit: Uint8Array;
    /** What lets added devices in. */
    readonly welcome?: Uint8Array;
  }
  | { readonly kind: "message"; readonly session: number; readonly message: Uint8Array };

const version = 1;
const kinds = ["create", "commit", "message"] as const;
const headBytes = 6;
const lengthBytes = 4;
const maxSession = 0xffff_ffff;

/** Writes a box, Base64. @throws {RangeError} when the log is too long for it, at 4 billion entries. */
export function encodeEnvelope(envelope: Envelope): string {
  const { kind, session } = envelope;
  if (session > maxSession) throw new RangeError(`Cannot name session ${session}`);
  const parts = partsOf(envelope);
  const bytes = new Uint8Array(headBytes + parts.reduce((sum, part) => sum + part.length, 0));
  const view = new DataView(bytes.buffer);
  view.setUint8(0, version);
  view.setUint8(1, kinds.indexOf(kind) + 1);
  view.setUint32(2, session);
  let offset = headBytes;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return bytes.toBase64();
}

/** Reads a box; `undefined` when it is none, `"newer"` when a newer client has to. */
export function decodeEnvelope(box: string): Envelope | "newer" | undefined {
  const bytes = bytesOf(box);
  if (bytes === undefined || bytes.length <= headBytes) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint8(0) !== version) return view.getUint8(0) > version ? "newer" : undefined;
  const kind = kinds[view.getUint8(1) - 1];
  const session = view.getUint32(2);
  const body = bytes.subarray(headBytes);
  switch (kind) {
    case "create":
      return { kind, session, welcome: body };
    case "message":
      return { kind, session, message: body };
    case "commit": {
      if (body.length < lengthBytes) return undefined;
      const end = lengthBytes + view.getUint32(headBytes);
      if (end > body.length) return undefined;
      const welcome = body.subarray(end);
      const commit = body.subarray(lengthBytes, end);
      return { kind, session, commit, ...(welcome.length > 0 && { welcome }) };
    }
    default:
      return "newer";
  }
}

function partsOf(envelope: Envelope): Uint8Array[] {
  switch (envelope.kind) {
    case "create":
      return [envelope.welcome];
    case "message":
      return [envelope.message];
    case "commit": {
      const { commit, welcome = new Uint8Array() } = envelope;
      const length = new Uint8Array(lengthBytes);
      new DataView(length.buffer).setUint32(0, commit.length);
      return [length, commit, welcome];
    }
  }
}

function bytesOf(box: string): Uint8Array | undefined {
  try {
    return Uint8Array.fromBase64(box);
  } catch {
    return undefined;
  }
}
