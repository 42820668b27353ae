import { assert, assertEquals } from "@std/assert";
import { afterClose, closeReasons } from "../../lib/wire/close_codes.ts";

Deno.test("closeReasons holds the codes of the protocol", () => {
  const codes = Object.entries(closeReasons).map(([name, { code }]) => [name, code]);
  assertEquals(Object.fromEntries(codes), {
    goingAway: 1001,
    binaryFrame: 1003,
    tooManyMalformed: 1008,
    tooManyCommands: 1008,
    frameTooBig: 1009,
    slowConsumer: 4000,
    unfilledGap: 4001,
    sessionEnded: 4500,
    removed: 4501,
    roomDeleted: 4502,
    tooManySockets: 4503,
  });
});

for (const [name, { code, reason }] of Object.entries(closeReasons)) {
  Deno.test(`closeReasons.${name} says why in 1 to 123 bytes`, () => {
    const bytes = new TextEncoder().encode(reason).length;
    assert(bytes >= 1 && bytes <= 123);
  });

  Deno.test(`afterClose() tells what PROTOCOL says of ${code}`, () => {
    const comesBack = code === 1001 || (code >= 4000 && code < 4500);
    assertEquals(afterClose(code), comesBack ? "come_back" : "stop");
  });
}

for (const code of [1000, 1006, 1011, 1012, 1013, 4000, 4499, 5000]) {
  Deno.test(`afterClose() of ${code} is to come back`, () => {
    assertEquals(afterClose(code), "come_back");
  });
}

for (const code of [1002, 1003, 1007, 1008, 1009, 1010, 4500, 4999]) {
  Deno.test(`afterClose() of ${code} is to stop`, () => {
    assertEquals(afterClose(code), "stop");
  });
}
