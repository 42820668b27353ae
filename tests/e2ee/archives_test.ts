import { assertEquals, assertRejects } from "@std/assert";
import { Archives } from "../../lib/e2ee/archives.ts";
import { ChatError } from "../../lib/errors.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import { ada, bob } from "../store/subject.ts";
import { openDirectRoom } from "../support/direct_room.ts";
import { roomDraft } from "../support/room_draft.ts";

/** Ada and Bob have a direct room. */
async function open() {
  const store = new MemoryStore();
  const room = await openDirectRoom(store, ada, bob);
  return { store, room, archives: new Archives(store) };
}

async function codeOf(doing: Promise<unknown>): Promise<string> {
  return (await assertRejects(() => doing, ChatError)).code;
}

const entries = [1, 2, 3].map((number) => ({ number, box: "AAAA" }));

Deno.test("Archives.read() gives pages of what was added, by their numbers", async () => {
  const { room, archives } = await open();
  await archives.put("ada", "header");
  await archives.add("ada", { room, entries });
  const first = await archives.read("ada", room, { after: 0, limit: 2 });
  assertEquals(first, { entries: entries.slice(0, 2), more: true });
  const second = await archives.read("ada", room, { after: 2, limit: 2 });
  assertEquals(second, { entries: entries.slice(2), more: false });
  assertEquals(await archives.find("ada"), { header: "header", entries: 3 });
});

Deno.test("Archives.remove() ends an archive", async () => {
  const { room, archives } = await open();
  await archives.put("ada", "header");
  await archives.add("ada", { room, entries });
  await archives.remove("ada");
  assertEquals(await archives.find("ada"), { entries: 0 });
  const none = await archives.read("ada", room, { after: 0, limit: 9 });
  assertEquals(none, { entries: [], more: false });
});

Deno.test("Archives are of direct rooms that one belongs to, and of no other", async () => {
  const { store, room, archives } = await open();
  await store.createRoom(roomDraft("tea", "ada"));
  const strange = await openDirectRoom(store, bob, { id: "eve", name: "Eve", kind: "guest" });
  await archives.put("ada", "header");
  for (const other of ["tea", strange, `direct.${"0".repeat(26)}`, "nowhere"]) {
    assertEquals(
      await codeOf(archives.add("ada", { room: other, entries: [] })),
      "not_found",
      other,
    );
    assertEquals(
      await codeOf(archives.read("ada", other, { after: 0, limit: 1 })),
      "not_found",
      other,
    );
  }
  await archives.add("ada", { room, entries });
});

Deno.test("Archives.add() takes entries by any number: it has seen logs that are gone", async () => {
  const { room, archives } = await open();
  await archives.put("ada", "header");
  const late = [{ number: 2 ** 48 - 1, box: "AAAA" }];
  await archives.add("ada", { room, entries: late });
  const found = await archives.read("ada", room, { after: 2 ** 47, limit: 9 });
  assertEquals(found, { entries: late, more: false });
});

Deno.test("Archives.add() without an archive is a conflict", async () => {
  const { room, archives } = await open();
  assertEquals(await codeOf(archives.add("ada", { room, entries })), "conflict");
});
