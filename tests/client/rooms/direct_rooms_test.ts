import { assertEquals } from "@std/assert";
import { DirectRooms } from "../../../client/rooms/direct_rooms.ts";
import type { ListedDirect } from "../../../client/rooms/direct_rooms.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { FakeStorage, forbiddenStorage } from "../platform/fake_storage.ts";

function room(name: string, seq: number): ListedDirect {
  return { name, with: { id: "b", name: "Bob", kind: "user" }, seq };
}

const clock = new FakeClock();

/** The direct rooms of somebody, of which the server lists these. */
function open(
  listed: readonly ListedDirect[] | Error,
  { storage = new FakeStorage(), person = "a" }: {
    storage?: Pick<Storage, "getItem" | "setItem">;
    person?: string;
  } = {},
): DirectRooms {
  return new DirectRooms({
    clock,
    storage,
    person,
    fetchJson: () =>
      listed instanceof Error ? Promise.reject(listed) : Promise.resolve({ rooms: listed }),
  });
}

function names({ shown }: DirectRooms): string[] {
  return shown.value.map(({ name }) => name);
}

Deno.test("DirectRooms.refresh() reads the list, which the next page has at once", async () => {
  const storage = new FakeStorage();
  const rooms = open([room("one", 1), room("two", 2)], { storage });
  assertEquals(names(rooms), []);
  await rooms.refresh();
  assertEquals(names(rooms), ["one", "two"]);
  assertEquals(names(open([], { storage })), ["one", "two"]);
});

Deno.test("DirectRooms says nothing of another person's list", async () => {
  const storage = new FakeStorage();
  await open([room("one", 1)], { storage }).refresh();
  assertEquals(names(open([], { storage, person: "c" })), []);
});

Deno.test("DirectRooms.refresh() leaves the list as it was when it fails", async () => {
  const rooms = open(new Error("no network"));
  rooms.add(room("one", 1));
  await rooms.refresh();
  assertEquals(names(rooms), ["one"]);
});

Deno.test("DirectRooms.hide() holds up to the newest entry, in every tab", () => {
  const storage = new FakeStorage();
  const [rooms, other] = [open([], { storage }), open([], { storage })];
  rooms.add(room("one", 1));
  rooms.hide("one", 4);
  other.changedElsewhere("parley.direct");
  assertEquals([names(rooms), names(other)], [[], []]);
  assertEquals(rooms.find("one")?.seq, 1);
  other.add(room("one", 4));
  assertEquals(names(other), ["one"]);
});

Deno.test("DirectRooms does without storage", () => {
  const rooms = open([], { storage: forbiddenStorage });
  rooms.add(room("one", 1));
  assertEquals(names(rooms), ["one"]);
});
