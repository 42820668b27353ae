import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { Envelope } from "../../../client/sealed/envelope.ts";
import { decodeEnvelope, encodeEnvelope } from "../../../client/sealed/envelope.ts";
import { assertHolds } from "../../support/property.ts";

const session = fc.nat(0xffff_ffff);
const some = fc.uint8Array({ minLength: 1, maxLength: 300 });
const envelope: fc.Arbitrary<Envelope> = fc.oneof(
  fc.record({ kind: fc.constant("create" as const), session, welcome: some }),
  fc.record({ kind: fc.constant("message" as const), session, message: some }),
  fc.record(
    { kind: fc.constant("commit" as const), session, commit: fc.uint8Array(), welcome: some },
    { requiredKeys: ["kind", "session", "commit"] },
  ),
);

/** A box of these bytes. */
function boxOf(...bytes: number[]): string {
  return new Uint8Array(bytes).toBase64();
}

Deno.test("a box that was written reads as it was", () => {
  assertHolds(
    "sealed-envelope-1",
    fc.property(envelope, (given) => {
      assertEquals(decodeEnvelope(encodeEnvelope(given)), given);
    }),
  );
});

Deno.test("whatever bytes a box has, to read it throws nothing", () => {
  assertHolds(
    "sealed-envelope-2",
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      decodeEnvelope(bytes.toBase64());
    }),
  );
});

Deno.test("whatever signs a box has, to read it throws nothing", () => {
  assertHolds("sealed-envelope-3", fc.property(fc.string(), (box) => void decodeEnvelope(box)));
});

Deno.test("a box reads alike however often it is written anew", () => {
  assertHolds(
    "sealed-envelope-4",
    fc.property(fc.uint8Array({ minLength: 7, maxLength: 64 }), (bytes) => {
      const read = decodeEnvelope(bytes.toBase64());
      if (read === undefined || read === "newer") return;
      assertEquals(decodeEnvelope(encodeEnvelope(read)), read);
    }),
  );
});

Deno.test("a box begins with version, kind and session, as the papers say", () => {
  const box = encodeEnvelope({ kind: "message", session: 258, message: new Uint8Array([7, 8]) });
  assertEquals(box, boxOf(1, 3, 0, 0, 1, 2, 7, 8));
});

Deno.test("a commit says how long it is, and the welcome follows", () => {
  const [commit, welcome] = [new Uint8Array([5]), new Uint8Array([6, 7])];
  const box = encodeEnvelope({ kind: "commit", session: 1, commit, welcome });
  assertEquals(box, boxOf(1, 2, 0, 0, 0, 1, 0, 0, 0, 1, 5, 6, 7));
});

const unreadable: Record<string, string> = {
  "nothing": "",
  "no Base64": "%%%%",
  "a head and nothing behind it": boxOf(1, 3, 0, 0, 0, 1),
  "version 0": boxOf(0, 3, 0, 0, 0, 1, 9),
  "a commit without room for its length": boxOf(1, 2, 0, 0, 0, 1, 0, 0, 0),
  "a commit that ends before its length": boxOf(1, 2, 0, 0, 0, 1, 0, 0, 0, 2, 9),
};
for (const [what, box] of Object.entries(unreadable)) {
  Deno.test(`${what} is no box`, () => assertEquals(decodeEnvelope(box), undefined));
}

const newer: Record<string, string> = {
  "version 2": boxOf(2, 3, 0, 0, 0, 1, 9),
  "kind 4": boxOf(1, 4, 0, 0, 0, 1, 9),
};
for (const [what, box] of Object.entries(newer)) {
  Deno.test(`a box of ${what} is for a newer client`, () =>
    assertEquals(decodeEnvelope(box), "newer"));
}

Deno.test("a session beyond four bytes cannot be named", () => {
  const error = assertThrows(
    () => encodeEnvelope({ kind: "create", session: 2 ** 32, welcome: new Uint8Array([1]) }),
    RangeError,
  );
  assert(error.message.includes("4294967296"));
});
