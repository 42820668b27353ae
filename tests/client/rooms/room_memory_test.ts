import { assertEquals } from "@std/assert";
import { RoomMemory } from "../../../client/rooms/room_memory.ts";
import { FakeStorage, forbiddenStorage } from "../platform/fake_storage.ts";

function recent(memory: RoomMemory): readonly string[] {
  return memory.remembered.value.recent;
}

Deno.test("RoomMemory gives the last used room first, after a reload too", () => {
  const storage = new FakeStorage();
  const memory = new RoomMemory(storage, "u-a");
  for (const name of ["tea", "design", "tea"]) memory.visit(name);
  assertEquals(recent(memory), ["tea", "design"]);
  assertEquals(recent(new RoomMemory(storage, "u-a")), ["tea", "design"]);
});

Deno.test("RoomMemory tells nobody where somebody else was", () => {
  const storage = new FakeStorage();
  new RoomMemory(storage, "u-a").visit("secret");
  assertEquals(recent(new RoomMemory(storage, undefined)), []);
  const other = new RoomMemory(storage, "u-b");
  assertEquals(recent(other), []);
  other.visit("tea");
  assertEquals(recent(other), ["tea"]);
  other.changedElsewhere("parley.rooms");
  assertEquals(recent(other), ["tea"]);
});

Deno.test("RoomMemory keeps the newest 100", () => {
  const memory = new RoomMemory(new FakeStorage(), "u-a");
  for (let n = 0; n < 120; n++) memory.visit(`room-${n}`);
  assertEquals(recent(memory).length, 100);
  assertEquals(recent(memory)[0], "room-119");
});

Deno.test("RoomMemory remembers what was left until it is visited again", () => {
  const memory = new RoomMemory(new FakeStorage(), "u-a");
  memory.visit("tea");
  memory.leave("tea");
  assertEquals(memory.remembered.value, { recent: [], left: ["tea"] });
  memory.visit("tea");
  assertEquals(memory.remembered.value, { recent: ["tea"], left: [] });
});

Deno.test("RoomMemory follows other tabs, and does not undo what they did", () => {
  const storage = new FakeStorage();
  const [here, there] = [new RoomMemory(storage, "u-a"), new RoomMemory(storage, "u-a")];
  there.visit("tea");
  here.visit("design");
  assertEquals(recent(here), ["design", "tea"]);
  there.changedElsewhere("parley.rooms");
  assertEquals(recent(there), ["design", "tea"]);
});

Deno.test("RoomMemory takes nothing that is no list of names", () => {
  for (
    const stored of ["", "x", "null", "[]", '{"recent":7}', '{"recent":["", "A B", "Tea", 7]}']
  ) {
    const storage = new FakeStorage();
    storage.items.set("parley.rooms", stored);
    assertEquals(recent(new RoomMemory(storage, "u-a")), [], stored);
  }
});

Deno.test("RoomMemory holds for as long as the page does where nothing may be stored", () => {
  const memory = new RoomMemory(forbiddenStorage, "u-a");
  memory.visit("tea");
  memory.visit("design");
  assertEquals(recent(memory), ["design", "tea"]);
});
