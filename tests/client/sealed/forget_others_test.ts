import { assertEquals } from "@std/assert";
import { RoomMemory } from "../../../client/rooms/room_memory.ts";
import { StoredDrafts } from "../../../client/composer/stored_drafts.ts";
import { MemoryStorage } from "../platform/memory_storage.ts";
import { forgetOthers } from "../../../client/sealed/forget_others.ts";

/** A browser with these databases, and a list of somebody's direct rooms. */
function browserOf(names: readonly string[], listOf: string) {
  const databases = new Set(names);
  const storage = new MemoryStorage();
  storage.setItem("parley.direct", JSON.stringify({ person: listOf }));
  storage.setItem("parley.theme", "dark");
  const places = {
    indexedDB: {
      databases: () => Promise.resolve([...databases].map((name) => ({ name }))),
      deleteDatabase: (name: string) => databases.delete(name),
    },
    localStorage: storage,
  };
  return { databases, storage, places };
}

const all = ["parley.sealed.a", "parley.sealed.b", "parley.outbox", "elsewhere"];

Deno.test("forgetOthers() deletes the vaults of all but who is here, and nothing else", async () => {
  const { databases, storage, places } = browserOf(all, "a");
  await forgetOthers("a", places);
  assertEquals([...databases], ["parley.sealed.a", "parley.outbox", "elsewhere"]);
  assertEquals(storage.length, 2);
});

Deno.test("forgetOthers() forgets nothing while nobody is here: whose session is over may come back", async () => {
  const { databases, storage, places } = browserOf(all, "a");
  await forgetOthers("", places);
  assertEquals([...databases], all);
  assertEquals(storage.length, 2);
});

Deno.test("forgetOthers() forgets what others wrote and where they were, and no setting", async () => {
  const { storage, places } = browserOf(all, "u-a");
  for (const person of ["u-a", "u-b"]) {
    new StoredDrafts(storage, person).put(`of ${person}`, { text: "hm", at: 1 });
  }
  new RoomMemory(storage, "u-a").visit("secret");
  await forgetOthers("u-b", places);
  assertEquals([...storage.items.keys()], ["parley.theme", "parley.draft.of u-b"]);
});

Deno.test("forgetOthers() leaves a browser alone that keeps nothing or says nothing", async () => {
  const { places } = browserOf(all, "a");
  await forgetOthers("a", { ...places, indexedDB: { deleteDatabase: () => {} } });
  const forbidden = {
    ...places,
    get localStorage(): never {
      throw new Error("no");
    },
  };
  await forgetOthers("a", forbidden);
});
