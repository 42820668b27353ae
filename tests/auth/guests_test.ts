import { assert, assertEquals, assertMatch, assertNotEquals, assertThrows } from "@std/assert";
import * as fc from "fast-check";
import { Guests, guestSeconds } from "../../lib/auth/guests.ts";
import { ChatError } from "../../lib/errors.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { assertHolds } from "../support/property.ts";

const key = new Uint8Array(32).fill(7);
const base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Guests with a clock of their own that a test can turn. */
function openGuests(): { guests: Guests; clock: FakeClock } {
  const clock = new FakeClock();
  return { guests: new Guests(key, clock), clock };
}

/** The first few of `forgeries` that are taken for a guest's token; there should be none. */
function believed(guests: Guests, forgeries: Iterable<string>): string[] {
  return [...forgeries].filter((token) => guests.verify(token) !== undefined).slice(0, 3);
}

/** Every text that differs from `text` by `others` for the character at one place. */
function* changed(text: string, others: Iterable<string>): Generator<string> {
  for (const other of others) {
    for (let at = 0; at < text.length; at++) {
      if (text[at] !== other) yield text.slice(0, at) + other + text.slice(at + 1);
    }
  }
}

/** Every text that has one of `others` more than `text` at one place. */
function* lengthened(text: string, others: Iterable<string>): Generator<string> {
  for (const other of others) {
    for (let at = 0; at <= text.length; at++) yield text.slice(0, at) + other + text.slice(at);
  }
}

for (const bytes of [0, 1, 31]) {
  Deno.test(`Guests takes no key of ${bytes} bytes`, () => {
    assertThrows(
      () => new Guests(new Uint8Array(bytes), new FakeClock()),
      RangeError,
      `${bytes} bytes`,
    );
  });
}

Deno.test("Guests.make() gives everybody another id, whatever the name", () => {
  const { guests } = openGuests();
  const ids = Array.from({ length: 1_000 }, () => guests.make("Ann").id);
  assertEquals(new Set(ids).size, ids.length);
});

Deno.test("Guests.make() gives a guest whose id says so and holds 96 random bits", () => {
  const { id, kind } = openGuests().guests.make("Ann");
  assertEquals(kind, "guest");
  assertMatch(id, /^g-[A-Za-z0-9_-]{16}$/);
});

Deno.test("Guests.make() trims and composes the name", () => {
  assertEquals(openGuests().guests.make("  Rene\u0301 ").name, "Ren\u00E9");
});

Deno.test("Guests.make() takes a name of 32 characters", () => {
  assertEquals(openGuests().guests.make("🫖".repeat(32)).name, "🫖".repeat(32));
});

for (
  const [what, name] of [
    ["nothing", ""],
    ["nothing but space", " \t "],
    ["33 characters", "x".repeat(33)],
    ["a line end", "Ann\nBob"],
    ["a bidi override", "A\u202Enn"],
    ["a zero-width space", "A\u200Bnn"],
  ] as const
) {
  Deno.test(`Guests.make() refuses a name with ${what}`, () => {
    const error = assertThrows(() => openGuests().guests.make(name), ChatError);
    assertEquals(error.code, "bad_request");
  });
}

for (const name of ["Ann", "Renée", "नमस्ते", "田中さん", "Ada 🫖", "❤️", 'a"b\\c.d', "<b>=;,"]) {
  Deno.test(`Guests.verify() of what sign() gave for "${name}" is that guest`, () => {
    const { guests } = openGuests();
    const person = guests.make(name);
    assertEquals(guests.verify(guests.sign(person)), person);
  });
}

Deno.test("Guests.sign() gives what a cookie can hold, for every name that there can be", () => {
  const { guests } = openGuests();
  assertHolds(
    "auth-guests",
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 32 }), (given) => {
      let person;
      try {
        person = guests.make(given);
      } catch {
        return;
      }
      const token = guests.sign(person);
      assertMatch(token, /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{43}$/);
      assertEquals(guests.verify(token), person);
    }),
  );
});

Deno.test("Guests.sign() of the longest name is far from the 4,096 bytes of a cookie", () => {
  const { guests } = openGuests();
  assert(guests.sign(guests.make("🫖".repeat(32))).length < 1_024);
});

Deno.test("Guests.verify() knows a token after a restart with the same key", () => {
  const { guests, clock } = openGuests();
  const person = guests.make("Ann");
  assertEquals(new Guests(key.slice(), clock).verify(guests.sign(person)), person);
});

Deno.test("Guests.verify() knows a token until 30 days have passed", () => {
  const { guests, clock } = openGuests();
  const person = guests.make("Ann");
  const token = guests.sign(person);
  clock.advance(guestSeconds * 1000 - 1);
  assertEquals(guests.verify(token), person);
});

Deno.test("Guests.verify() knows a token no more once 30 days have passed", () => {
  const { guests, clock } = openGuests();
  const token = guests.sign(guests.make("Ann"));
  clock.advance(30 * 24 * 3600 * 1000);
  assertEquals(guests.verify(token), undefined);
});

Deno.test("Guests.sign() once more gives another 30 days and leaves the first token as it was", () => {
  const { guests, clock } = openGuests();
  const person = guests.make("Ann");
  const first = guests.sign(person);
  clock.advance(guestSeconds * 500);
  const second = guests.sign(person);
  clock.advance(guestSeconds * 500);
  assertEquals([guests.verify(first), guests.verify(second)], [undefined, person]);
});

Deno.test("Guests.verify() refuses what another key signed", () => {
  const { guests, clock } = openGuests();
  const other = key.slice();
  other[31]! ^= 1;
  const strangers = new Guests(other, clock);
  assertEquals(guests.verify(strangers.sign(strangers.make("Ann"))), undefined);
});

Deno.test("Guests.verify() refuses a token with any one character changed", () => {
  const { guests } = openGuests();
  const token = guests.sign(guests.make("Ann"));
  assertEquals(believed(guests, changed(token, `${base64url}.= +/\0é`)), []);
});

Deno.test("Guests.verify() refuses a token with any one character added", () => {
  const { guests } = openGuests();
  const token = guests.sign(guests.make("Ann"));
  assertEquals(believed(guests, lengthened(token, "Aa0-_.= \t\n\0é")), []);
});

Deno.test("Guests.verify() refuses a token with any one character taken away", () => {
  const { guests } = openGuests();
  const token = guests.sign(guests.make("Ann"));
  const shortened = Array.from(token, (_, at) => token.slice(0, at) + token.slice(at + 1));
  assertEquals(believed(guests, shortened), []);
});

Deno.test("Guests.verify() refuses the claims of one token with the signature of another", () => {
  const { guests } = openGuests();
  const [claims] = guests.sign(guests.make("Ann")).split(".");
  const [, mac] = guests.sign(guests.make("Eve")).split(".");
  assertEquals(guests.verify(`${claims}.${mac}`), undefined);
});

Deno.test("Guests.verify() refuses a signed token with more dots and parts", () => {
  const { guests } = openGuests();
  const token = guests.sign(guests.make("Ann"));
  const [claims, mac] = token.split(".");
  const longer = [`${token}.`, `.${token}`, `${claims}..${mac}`, `${token}.${mac}`];
  assertEquals(believed(guests, longer), []);
});

for (
  const [what, token] of [
    ["nothing", ""],
    ["one dot", "."],
    ["many dots", "......"],
    ["a word", "ann"],
    ["a signature of zeros", `e30.${"A".repeat(43)}`],
    ["a signature of many bytes", `e30.${"A".repeat(4_000)}`],
    ["JSON", '{"id":"g-1","name":"Ann"}'],
    ["a token without a signature by RFC 7519", "eyJhbGciOiJub25lIn0.eyJpZCI6ImctMSJ9."],
    ["characters outside of ASCII", "ä🫖.ö"],
    ["a lone surrogate", "\uD83D.\uD83D"],
    ["NUL characters", "\0.\0"],
  ] as const
) {
  Deno.test(`Guests.verify() of ${what} is undefined`, () => {
    assertEquals(openGuests().guests.verify(token), undefined);
  });
}

Deno.test("Guests.sign() keeps the id and takes over a new name", () => {
  const { guests } = openGuests();
  const ann = guests.make("Ann");
  const renamed = guests.sign({ ...ann, name: "Anna" });
  assertNotEquals(renamed, guests.sign(ann));
  assertEquals(guests.verify(renamed), { ...ann, name: "Anna" });
});
