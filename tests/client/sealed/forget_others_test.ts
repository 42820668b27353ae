import { assertEquals } from "@std/assert";
import { forgetOthers } from "../../../client/sealed/forget_others.ts";

/** A browser with these databases, and a list of somebody's direct rooms. */
function browserOf(names: readonly string[], listOf: string) {
  const databases = new Set(names);
  const items = new Map([["parley.direct", JSON.stringify({ person: listOf })]]);
  const places = {
    indexedDB: {
      databases: () => Promise.resolve([...databases].map((name) => ({ name }))),
      deleteDatabase: (name: string) => databases.delete(name),
    },
    localStorage: {
      getItem: (key: string) => items.get(key) ?? null,
      removeItem: (key: string) => void items.delete(key),
    },
  };
  return { databases, items, places };
}

const all = ["parley.sealed.a", "parley.sealed.b", "parley.outbox", "elsewhere"];

Deno.test("forgetOthers() deletes the vaults of all but who is here, and nothing else", async () => {
  const { databases, items, places } = browserOf(all, "a");
  await forgetOthers("a", places);
  assertEquals([...databases], ["parley.sealed.a", "parley.outbox", "elsewhere"]);
  assertEquals(items.size, 1);
});

Deno.test("forgetOthers() forgets nothing while nobody is here: whose session is over may come back", async () => {
  const { databases, items, places } = browserOf(all, "a");
  await forgetOthers("", places);
  assertEquals([...databases], all);
  assertEquals(items.size, 1);
});

Deno.test("forgetOthers() leaves a browser alone that keeps nothing or says nothing", async () => {
  const { places } = browserOf(all, "a");
  await forgetOthers("a", { ...places, indexedDB: { deleteDatabase: () => {} } });
  const forbidden = () => {
    throw new Error("no");
  };
  await forgetOthers("a", {
    ...places,
    localStorage: { getItem: forbidden, removeItem: forbidden },
  });
});
