import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Envelope } from "../../lib/cluster/envelope.ts";
import {
  decodeEnvelope,
  encodeEnvelope,
  envelopeVersion,
  idsPerEnvelope,
  peoplePerEnvelope,
} from "../../lib/cluster/envelope.ts";
import { anyEnvelope } from "./envelope_samples.ts";

const utf8 = new TextEncoder();

/** Bytes of this version with any head and body. */
function written(head: unknown, body = ""): Uint8Array {
  return new Uint8Array([envelopeVersion, ...utf8.encode(`${JSON.stringify(head)}\n${body}`)]);
}

Deno.test("decodeEnvelope() gives what encodeEnvelope() was given", () => {
  fc.assert(fc.property(anyEnvelope, (envelope) => {
    assertEquals(decodeEnvelope(encodeEnvelope(envelope)), envelope);
  }));
});

Deno.test("decodeEnvelope() takes no harm from any bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
    decodeEnvelope(bytes);
    decodeEnvelope(new Uint8Array([envelopeVersion, ...bytes, 0x0a]));
  }));
});

Deno.test("decodeEnvelope() takes no harm from any JSON, and gives only what it knows", () => {
  const types = fc.constantFrom("frame", "wake", "present", "moved", "who", "seat", "toString");
  const head = fc.oneof(
    fc.jsonValue(),
    fc.tuple(types, fc.dictionary(fc.string(), fc.jsonValue())).map(([type, rest]) => ({
      ...rest,
      type,
      from: "a",
    })),
  );
  fc.assert(fc.property(head, (head) => {
    const read = decodeEnvelope(written(head));
    if (read) assertEquals(decodeEnvelope(encodeEnvelope(read)), read);
  }));
});

Deno.test("decodeEnvelope() refuses a message that was cut or changed, or gives a sound one", () => {
  const change = fc.tuple(fc.nat(), fc.nat(255), fc.nat());
  fc.assert(fc.property(anyEnvelope, change, (envelope, [at, byte, end]) => {
    const bytes = encodeEnvelope(envelope);
    bytes[at % bytes.length] = byte;
    const read = decodeEnvelope(bytes.subarray(0, 1 + end % bytes.length));
    if (read) assertEquals(decodeEnvelope(encodeEnvelope(read)), read);
  }));
});

Deno.test("decodeEnvelope() ignores other versions, and types that it does not know", () => {
  fc.assert(fc.property(anyEnvelope, fc.nat(255), (envelope, version) => {
    const bytes = encodeEnvelope(envelope);
    bytes[0] = version;
    assertEquals(decodeEnvelope(bytes) !== undefined, version === envelopeVersion);
  }));
  for (const type of ["dance", "constructor", "__proto__", 1, undefined]) {
    assertEquals(decodeEnvelope(written({ type, from: "a" })), undefined);
  }
});

Deno.test("decodeEnvelope() leaves out fields that it does not know", () => {
  const head = { type: "seat", from: "a", room: "tea", person: "p", colour: "green" };
  assertEquals(
    decodeEnvelope(written(head)),
    { type: "seat", from: "a", room: "tea", person: "p" } satisfies Envelope,
  );
});

Deno.test("decodeEnvelope() refuses fields that are wrong", () => {
  const person = { id: "p", name: "Ada", kind: "user" };
  const present = { type: "present", from: "a", n: 1, part: 0, parts: 1, people: [person] };
  assert(decodeEnvelope(written(present)));
  for (
    const wrong of [
      { ...present, from: "" },
      { ...present, from: "x".repeat(513) },
      { ...present, n: -1 },
      { ...present, n: 0.5 },
      { ...present, n: "1" },
      { ...present, part: 1 },
      { ...present, people: person },
      { ...present, people: [{ ...person, kind: "king" }] },
      { ...present, people: [null] },
      { ...present, people: Array(peoplePerEnvelope + 1).fill(person) },
      { type: "moved", from: "a", n: 1, after: 1, joined: [], left: [] },
      { type: "frame", from: "a", epoch: "e", after: 2, upTo: 1 },
      { type: "sessions", from: "a", ids: Array(idsPerEnvelope + 1).fill("s") },
      { type: "seat", from: "a", room: "tea" },
    ]
  ) assertEquals(decodeEnvelope(written(wrong)), undefined, JSON.stringify(wrong).slice(0, 200));
});

Deno.test("a frame's text is written as it is", () => {
  const frame = `{"text":"a \\"quoted\\" 茶"}\n{"type":"presence"}`;
  const bytes = encodeEnvelope({
    type: "frame",
    from: "a",
    epoch: "e",
    after: 1,
    upTo: 2,
    frame,
  });
  assert(new TextDecoder().decode(bytes).endsWith(`\n${frame}`));
});
