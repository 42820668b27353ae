/**
 * What is inside a sealed message: everything that the server of an open room would be told. Whoever
 * sealed it is known, and trusted with nothing more than a stranger.
 */
import { isDeviceId } from "../../lib/wire/device_list.ts";
import { emoji, flag, seq, text as readText, textOrNothing } from "../../lib/wire/fields.ts";
import type { SealedAttachment } from "./sealed.ts";
import { readSealedAttachments } from "./sealed_attachments.ts";

/**
 * A message that is meant: by whom it is, and the id that its author gave it. The server chooses the
 * numbers, so by these it could have one's words apply to another message.
 */
export interface Reference {
  /**
   * Its number in the log in which this is said, for whoever has not read it yet; 0 where it stands in
   * a former one.
   */
  readonly seq: number;
  readonly id: string;
  /** Id of its author. */
  readonly by: string;
}

/** See the module's words. */
export type Content =
  | {
    readonly kind: "say";
    /** 16 bytes, Base64url: tells it from every other of its author's, also when it is sealed anew. */
    readonly id: string;
    readonly text: string;
    readonly replyTo?: Reference;
    readonly files?: readonly SealedAttachment[];
  }
  | { readonly kind: "edit"; readonly target: Reference; readonly text: string }
  | { readonly kind: "delete"; readonly target: Reference }
  | {
    readonly kind: "react";
    readonly target: Reference;
    readonly emoji: string;
    readonly on: boolean;
  }
  /** How far one has read, as a place in the log. */
  | { readonly kind: "read"; readonly seq: number };

/** Bytes to whose multiples contents are padded, so that their size tells little. */
const stepBytes = 256;
const lengthBytes = 4;
const utf8 = new TextEncoder();
const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The id of what a page says under this key: so whatever is sealed twice, by two tabs say, or since the
 * page did not hear that it was said, is one message still.
 */
export async function messageIdOf(ref: string): Promise<string> {
  const said = utf8.encode(`parley message id v1\0${ref}`);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", said));
  return hash.subarray(0, 16).toBase64({ alphabet: "base64url", omitPadding: true });
}

/** Writes what is to be sealed, padded. */
export function encodeContent(content: Content): Uint8Array {
  const { text = "", ...fields } = content as Content & { text?: string };
  const head = utf8.encode(JSON.stringify(fields));
  const body = utf8.encode(text);
  const size = lengthBytes + head.length + lengthBytes + body.length;
  const bytes = new Uint8Array(Math.ceil(size / stepBytes) * stepBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, head.length);
  bytes.set(head, lengthBytes);
  view.setUint32(lengthBytes + head.length, body.length);
  bytes.set(body, 2 * lengthBytes + head.length);
  return bytes;
}

/** Reads what was sealed; `undefined` when it is nothing that this client knows. */
export function decodeContent(bytes: Uint8Array): Content | undefined {
  try {
    const [head, rest] = takePart(bytes);
    const [body] = takePart(rest);
    return contentOf(JSON.parse(strictUtf8.decode(head)), strictUtf8.decode(body));
  } catch {
    return undefined;
  }
}

/**
 * Reads a content out of JSON and its text.
 *
 * @throws {Error} when it is none.
 */
function contentOf(given: Record<string, unknown>, text: string): Content | undefined {
  switch (given.kind) {
    case "say": {
      const files = readSealedAttachments(given.files);
      const said = files.length > 0 ? textOrNothing(text, "text") : readText(text, "text");
      return {
        kind: "say",
        id: messageId(given.id),
        text: said,
        ...(given.replyTo !== undefined && { replyTo: reference(given.replyTo) }),
        ...(files.length > 0 && { files }),
      };
    }
    case "edit":
      return {
        kind: "edit",
        target: reference(given.target),
        text: readText(text, "text"),
      };
    case "delete":
      return { kind: "delete", target: reference(given.target) };
    case "react":
      return {
        kind: "react",
        target: reference(given.target),
        emoji: emoji(given.emoji, "emoji"),
        on: flag(given.on, "on"),
      };
    case "read":
      return { kind: "read", seq: seq(given.seq, "seq") };
    default:
      return undefined;
  }
}

function reference(given: unknown): Reference {
  const { seq: place, id, by } = given as Record<string, unknown>;
  if (typeof by !== "string") throw new TypeError("Cannot read an author");
  return { seq: place === 0 ? 0 : seq(place, "seq"), id: messageId(id), by };
}

function messageId(given: unknown): string {
  if (isDeviceId(given)) return given;
  throw new TypeError("Cannot read an id");
}

function takePart(bytes: Uint8Array): [part: Uint8Array, rest: Uint8Array] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = lengthBytes + view.getUint32(0);
  if (end > bytes.length) throw new RangeError("Cannot read beyond the end");
  return [bytes.subarray(lengthBytes, end), bytes.subarray(end)];
}
