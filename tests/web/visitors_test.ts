import { assertEquals, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import { Guests, guestSeconds } from "../../lib/auth/guests.ts";
import { ChatError } from "../../lib/errors.ts";
import { OriginPolicy } from "../../lib/web/origin.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import { Sessions } from "../../lib/auth/sessions.ts";
import { Visitors } from "../../lib/web/visitors.ts";
import type { Person } from "../../lib/wire/messages.ts";
import { HeardLog } from "../support/heard_log.ts";
import { FakeClock } from "../support/fake_clock.ts";

/** What may differ from one test to the next. */
interface DoorOptions {
  /** True unless given. */
  guestsMayEnter?: boolean;
  origins?: readonly string[];
}

/** Visitors, with the guests that they know and the clock that these go by. */
class Door {
  readonly clock = new FakeClock();
  readonly guests = new Guests(new Uint8Array(32).fill(7), this.clock);
  readonly store = new MemoryStore();
  readonly sessions: Sessions;
  readonly visitors: Visitors;

  constructor({ guestsMayEnter = true, origins = [] }: DoorOptions = {}) {
    const origin = new OriginPolicy(origins);
    const { accounts } = this.store;
    const sessions = this.sessions = new Sessions({
      accounts,
      clock: this.clock,
      log: new HeardLog().log,
      inUse: () => [],
      ended: () => {},
    });
    const bots = { find: () => Promise.resolve(undefined) };
    this.visitors = new Visitors({ guests: this.guests, sessions, bots, origin, guestsMayEnter });
  }

  /** A request with the cookie of `person`. */
  from(person: Person): Request {
    return asking(`parley_guest=${this.guests.sign(person)}`);
  }

  /** The parts of the cookie by which the browser knows `person` again. */
  cookieFor(person: Person): string[] {
    return this.visitors.remember(new Response(), person, here).headers.get("set-cookie")!.split(
      "; ",
    );
  }

  async find(request: Request): Promise<Person | undefined> {
    return (await this.visitors.find(request, here))?.person;
  }

  async identify(request: Request, query = ""): Promise<Person> {
    const url = new URL(`http://h/room${query}`);
    return (await this.visitors.identify(request, { url })).person;
  }
}

const here = { url: new URL("http://h/") };

function asking(cookie?: string): Request {
  return new Request("http://h/", { headers: cookie === undefined ? {} : { cookie } });
}

async function assertRefused(run: () => unknown, code: string): Promise<void> {
  const { code: given } = await assertRejects(async () => void await run(), ChatError);
  assertEquals(given, code);
}

Deno.test("Visitors.find() gives the guest of the cookie", async () => {
  const door = new Door();
  const ann = door.guests.make("Ann");
  assertEquals(await door.find(door.from(ann)), ann);
});

Deno.test("Visitors.find() finds the cookie among others", async () => {
  const door = new Door();
  const ann = door.guests.make("Renée 🫖");
  const token = door.guests.sign(ann);
  const request = asking(`a=b; parley_guest=${token}; parley=c`);
  assertEquals(await door.find(request), ann);
});

for (const [before, after] of [["", ";"], ["", "; "], ["; ", ""], ["=b; ", ""], ["a=b;; ", ""]]) {
  Deno.test(`Visitors.find() finds the cookie between "${before}" and "${after}"`, async () => {
    const door = new Door();
    const ann = door.guests.make("Ann");
    const request = asking(`${before}parley_guest=${door.guests.sign(ann)}${after}`);
    assertEquals(await door.find(request), ann);
  });
}

for (
  const [what, cookie] of [
    ["no cookie", undefined],
    ["an empty Cookie header", ""],
    ["a Cookie header of a semicolon", ";"],
    ["a cookie without a name", "=ann"],
    ["another cookie", "a=b"],
    ["an empty token", "parley_guest="],
    ["no token", "parley_guest"],
    ["a token that is none", "parley_guest=ann"],
    ["another case of the cookie's name", "PARLEY_GUEST=ann"],
  ] as const
) {
  Deno.test(`Visitors.find() knows nobody by ${what}`, async () => {
    assertEquals(await new Door().find(asking(cookie)), undefined);
  });
}

Deno.test("Visitors.find() does not believe what another server signed", async () => {
  const door = new Door();
  const strangers = new Guests(new Uint8Array(32).fill(8), door.clock);
  const request = asking(`parley_guest=${strangers.sign(strangers.make("Ann"))}`);
  assertEquals(await door.find(request), undefined);
});

Deno.test("Visitors.find() knows nobody 30 days after the cookie was made", async () => {
  const door = new Door();
  const request = door.from(door.guests.make("Ann"));
  door.clock.advance(guestSeconds * 1000);
  assertEquals(await door.find(request), undefined);
});

Deno.test("Visitors.find() knows an invited guest where others are off", async () => {
  const door = new Door({ guestsMayEnter: false });
  const ann = door.visitors.invite("Ann");
  assertEquals(await door.find(door.from(ann)), ann);
});

Deno.test("Visitors.invite() wants a name", async () => {
  await assertRefused(() => new Door().visitors.invite(undefined), "bad_request");
});

Deno.test("Visitors.identify() goes by the cookie rather than by the name in the address", async () => {
  const door = new Door();
  const ann = door.guests.make("Ann");
  assertEquals(await door.identify(door.from(ann), "?name=Eve"), ann);
});

Deno.test("Visitors.identify() makes a new guest of the name in the address", async () => {
  const door = new Door();
  const { name, kind } = await door.identify(asking(), "?name=Ren%C3%A9e+B");
  assertEquals([name, kind], ["Renée B", "guest"]);
});

Deno.test("Visitors.identify() makes somebody else each time", async () => {
  const door = new Door();
  const [first, second] = [
    await door.identify(asking(), "?name=Ann"),
    await door.identify(asking(), "?name=Ann"),
  ];
  assertNotEquals(first.id, second.id);
});

Deno.test("Visitors.identify() takes the name where the cookie is no longer good", async () => {
  const door = new Door();
  const ann = door.guests.make("Ann");
  const request = door.from(ann);
  door.clock.advance(guestSeconds * 1000);
  const person = await door.identify(request, "?name=Ann");
  assertEquals(person.name, "Ann");
  assertNotEquals(person.id, ann.id);
});

Deno.test("Visitors.identify() refuses whoever has neither cookie nor name", async () => {
  await assertRefused(() => new Door().identify(asking(), "?room=tea"), "unauthenticated");
});

for (const name of ["", "%20", "x".repeat(33), "a%0Ab", "a%E2%80%AEb"]) {
  Deno.test(`Visitors.identify() refuses "?name=${name}"`, async () => {
    await assertRefused(() => new Door().identify(asking(), `?name=${name}`), "bad_request");
  });
}

Deno.test("Visitors.identify() refuses who is new where guests are off", async () => {
  const door = new Door({ guestsMayEnter: false });
  await assertRefused(() => door.identify(asking(), "?name=Ann"), "unauthenticated");
});

Deno.test("Visitors.checkGuests() refuses where guests are off, and only there", async () => {
  new Door().visitors.checkGuests();
  const closed = new Door({ guestsMayEnter: false });
  await assertRefused(() => closed.visitors.checkGuests(), "unauthenticated");
});

Deno.test("Visitors.rename() keeps the id of a known guest", () => {
  const { guests, visitors } = new Door();
  const ann = guests.make("Ann");
  assertEquals(visitors.rename(ann, " Anna "), { ...ann, name: "Anna" });
});

Deno.test("Visitors.rename() of nobody makes somebody", () => {
  const { name, kind, id } = new Door().visitors.rename(undefined, "Ann");
  assertEquals([name, kind], ["Ann", "guest"]);
  assertMatch(id, /^g-/);
});

Deno.test("Visitors.rename() refuses a bad name, of known guests and new ones", async () => {
  const { guests, visitors } = new Door();
  await assertRefused(() => visitors.rename(guests.make("Ann"), " "), "bad_request");
  await assertRefused(() => visitors.rename(undefined, "x".repeat(33)), "bad_request");
});

Deno.test("Visitors.rename() refuses where guests are off", async () => {
  const { guests, visitors } = new Door({ guestsMayEnter: false });
  await assertRefused(() => visitors.rename(guests.make("Ann"), "Anna"), "unauthenticated");
});

Deno.test("Visitors.remember() gives a cookie by which find() knows the person", async () => {
  const door = new Door();
  const ann = door.guests.make("Renée 🫖");
  assertEquals(await door.find(asking(door.cookieFor(ann)[0])), ann);
});

Deno.test("Visitors.remember() keeps the cookie 30 days, from scripts and from other sites", () => {
  const door = new Door();
  const [, ...attributes] = door.cookieFor(door.guests.make("Ann"));
  assertEquals(attributes.sort(), ["HttpOnly", `Max-Age=${30 * 86_400}`, "Path=/", "SameSite=Lax"]);
});

Deno.test("Visitors.remember() keeps the cookie off plain HTTP where the origin is HTTPS", () => {
  const door = new Door({ origins: ["https://chat.example"] });
  assertEquals(door.cookieFor(door.guests.make("Ann")).includes("Secure"), true);
});

Deno.test("Visitors.remember() gives back the answer that it was given", () => {
  const { guests, visitors } = new Door();
  const response = new Response(null, { status: 303, headers: { location: "/chat" } });
  const remembering = visitors.remember(response, guests.make("Ann"), here);
  assertEquals([remembering.status, remembering.headers.get("location")], [303, "/chat"]);
});
