import { assertEquals, assertThrows } from "@std/assert";
import { ChatError } from "../../lib/errors.ts";
import { NewRooms } from "../../lib/web/new_rooms.ts";
import type { Kind, Person } from "../../lib/wire/messages.ts";
import { FakeClock } from "../support/fake_clock.ts";

const address = "192.0.2.1";

function person(id: string, kind: Kind): Person {
  return { id, name: id, kind };
}

/** How many rooms pass before one is refused, 100 at most. */
function passing(newRooms: NewRooms, owner: (n: number) => Person, from = address): number {
  for (let count = 0; count < 100; count++) {
    try {
      newRooms.count(owner(count), from);
    } catch (error) {
      assertEquals(error instanceof ChatError && error.code, "rate_limited");
      return count;
    }
  }
  return 100;
}

Deno.test("NewRooms.count() counts all guests of an address together", () => {
  const newRooms = new NewRooms(12, new FakeClock());
  assertEquals(passing(newRooms, (n) => person(`g-${n}`, "guest")), 12);
  assertEquals(passing(newRooms, (n) => person(`g-${n}`, "guest"), "192.0.2.2"), 12);
});

Deno.test("NewRooms.count() counts who signed in by who they are, wherever they are", () => {
  const newRooms = new NewRooms(12, new FakeClock());
  const moving = (owner: Person) => {
    let n = 0;
    return () => newRooms.count(owner, `192.0.2.${n++}`);
  };
  const ann = moving(person("u-ann", "user"));
  for (let count = 0; count < 12; count++) ann();
  assertThrows(ann, ChatError, "Cannot make another room");
  assertEquals(passing(newRooms, () => person("u-bob", "user")), 12);
});

Deno.test("NewRooms.count() lets another one pass after its part of an hour, and says when", () => {
  const clock = new FakeClock();
  const newRooms = new NewRooms(12, clock);
  passing(newRooms, () => person("u-ann", "user"));
  const error = assertThrows(() => newRooms.count(person("u-ann", "user"), address), ChatError);
  assertEquals(error.retryAfterMs, 300_000);
  clock.advance(300_000);
  assertEquals(passing(newRooms, () => person("u-ann", "user")), 1);
});

Deno.test("NewRooms.count() limits neither this machine's own guests nor, with 0, anybody", () => {
  const guest = () => person("g-1", "guest");
  assertEquals(passing(new NewRooms(12, new FakeClock()), guest, "127.0.0.1"), 100);
  assertEquals(passing(new NewRooms(0, new FakeClock()), guest), 100);
});
