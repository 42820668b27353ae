/**
 * What nodes write to each other. One byte for the version, a line of JSON, and for a frame its text
 * behind that, so that it is not escaped twice.
 *
 * Another version's messages are as if they had not come: nodes read from the store what they miss.
 * Within a version, types and fields may be added; who does not know them leaves them out.
 */
import type { Kind, Person } from "../wire/messages.ts";

/** Of this program; see the module. */
export const envelopeVersion = 1;

/** People that one message names at most: some 60 KB of them. */
export const peoplePerEnvelope = 200;
/** Ids that one message names at most. */
export const idsPerEnvelope = 1_000;
/** Characters of a name or an id; those of Parley are far shorter. */
const wordChars = 512;

/** Reads a field, or gives `undefined` where it is wrong. */
type Reader<T> = (value: unknown) => T | undefined;

/**
 * Every type of message, and its fields. Of the first four the topic says which room they are about;
 * the others go to all nodes.
 */
const shapes = {
  /**
   * What a room sends to its members: the entries behind number `after`, up to `upTo`, in the log that
   * `epoch` names. Without any, the two are the same, and it is what passes, such as who is typing.
   */
  frame: { epoch: word, after: count, upTo: count, frame: text },
  /** The log has got to `upTo`; what that is, is in the store. */
  wake: { epoch: word, upTo: count },
  /**
   * Everybody who has a socket at the node, in parts. `n` counts what the node says of presence: all
   * parts have the same, and the next that it says has a greater one.
   */
  present: { n: count, part: count, parts: count, people },
  /** Who came to the node since `after`, changed their name, or went. */
  moved: { n: count, after: count, joined: people, left: ids },
  /** Asks all others to say who is present. */
  who: {},
  /** The node ends, and nobody is present there any more. */
  farewell: {},
  /** How somebody stands in a room has changed. */
  seat: { room: word, person: word },
  /** How many stand in a room has changed. */
  standings: { room: word },
  /** What a room is has changed. */
  record: { room: word },
  renamed: { room: word, to: word },
  gone: { room: word },
  /** Sessions have ended. */
  sessions: { ids },
  /** Somebody may not be here any more. */
  person: { id: word },
} as const satisfies Record<string, Readonly<Record<string, Reader<unknown>>>>;

type Shapes = typeof shapes;

/** What one node says to others; see `shapes` in this module for what each type means. */
export type Envelope = {
  [Type in keyof Shapes]:
    & {
      readonly type: Type;
      /** Which node says it: an id that no other node has, nor the same one after a restart. */
      readonly from: string;
    }
    & { readonly [Field in keyof Shapes[Type]]: Value<Shapes[Type][Field]> };
}[keyof Shapes];

/** The messages of one type. */
export type EnvelopeOf<Type extends Envelope["type"]> = Extract<Envelope, { type: Type }>;

type Value<R> = R extends Reader<infer T> ? T : never;

const utf8 = {
  to: new TextEncoder(),
  from: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }),
};
const lineEnd = 0x0a;

/** Writes a message. */
export function encodeEnvelope(envelope: Envelope): Uint8Array<ArrayBuffer> {
  const { frame = "", ...head } = envelope as Envelope & { frame?: string };
  const bytes = utf8.to.encode(`\0${JSON.stringify(head)}\n${frame}`);
  bytes[0] = envelopeVersion;
  return bytes;
}

/**
 * Reads a message; `undefined` for whatever else it is, or of another version. On a room's topic that
 * is reason enough to look into the store. Never throws.
 */
export function decodeEnvelope(bytes: Uint8Array): Envelope | undefined {
  const end = bytes.indexOf(lineEnd);
  if (bytes[0] !== envelopeVersion || end < 0) return undefined;
  try {
    const head = JSON.parse(utf8.from.decode(bytes.subarray(1, end)));
    if (typeof head !== "object" || head === null) return undefined;
    if (head.type === "frame") head.frame = utf8.from.decode(bytes.subarray(end + 1));
    return readEnvelope(head);
  } catch {
    return undefined;
  }
}

function readEnvelope(given: Readonly<Record<string, unknown>>): Envelope | undefined {
  const { type, from } = given;
  if (typeof type !== "string" || !Object.hasOwn(shapes, type) || !word(from)) return undefined;
  const read: Record<string, unknown> = { type, from };
  for (const [field, reader] of Object.entries<Reader<unknown>>(shapes[type as keyof Shapes])) {
    const value = Object.hasOwn(given, field) ? reader(given[field]) : undefined;
    if (value === undefined) return undefined;
    read[field] = value;
  }
  // Each field was read as its type says.
  const envelope = read as unknown as Envelope;
  return isSound(envelope) ? envelope : undefined;
}

/** What no field can tell by itself. */
function isSound(envelope: Envelope): boolean {
  switch (envelope.type) {
    case "frame":
      return envelope.after <= envelope.upTo;
    case "present":
      return envelope.part < envelope.parts && envelope.parts <= 1_000;
    case "moved":
      return envelope.after < envelope.n;
    default:
      return true;
  }
}

function word(value: unknown): string | undefined {
  const isWord = typeof value === "string" && value !== "" && value.length <= wordChars;
  return isWord ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A whole number from 0 on. */
function count(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? value as number : undefined;
}

function ids(value: unknown): readonly string[] | undefined {
  return list(value, word, idsPerEnvelope);
}

function people(value: unknown): readonly Person[] | undefined {
  return list(value, person, peoplePerEnvelope);
}

function person(value: unknown): Person | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { id, name, kind } = value as Readonly<Record<string, unknown>>;
  if (!word(id) || !word(name) || !isKind(kind)) return undefined;
  return { id: id as string, name: name as string, kind };
}

function isKind(value: unknown): value is Kind {
  return value === "guest" || value === "user" || value === "bot";
}

function list<T>(value: unknown, read: Reader<T>, max: number): readonly T[] | undefined {
  if (!Array.isArray(value) || value.length > max) return undefined;
  const items = value.map(read).filter((item) => item !== undefined);
  return items.length === value.length ? items : undefined;
}
