import { assertEquals, assertRejects } from "@std/assert";
import { Turns } from "../../lib/store/turns.ts";
import type { Access } from "../../lib/store/turns.ts";

/** Turns, and calls whose end is up to the test. */
function stage() {
  const turns = new Turns(() => new Error("closed"));
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const take = (name: string, access: Access, ...keys: string[]) =>
    turns.take(access, keys, () => {
      begun.push(name);
      return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
    });
  const settled = () => new Promise((resolve) => setTimeout(resolve));
  const end = async (...names: string[]) => {
    await settled();
    for (const name of names) ends.get(name)!();
    await settled();
  };
  return { turns, begun, take, end };
}

Deno.test("Turns.take() does changes of one thing one after the other, and others at once", async () => {
  const { begun, take, end } = stage();
  const calls = [take("a1", "change", "a"), take("a2", "change", "a"), take("b", "change", "b")];
  await end("a1");
  assertEquals(begun, ["a1", "b", "a2"]);
  await end("a2", "b");
  assertEquals(await Promise.all(calls), ["a1", "a2", "b"]);
});

Deno.test("Turns.take() does reads together, behind the change before and before the next", async () => {
  const { begun, take, end } = stage();
  const calls = [
    take("write", "change", "a"),
    take("one", "read", "a"),
    take("two", "read", "a"),
    take("next", "change", "a"),
  ];
  await end("write");
  assertEquals(begun, ["write", "one", "two"]);
  await end("one");
  assertEquals(begun.length, 3);
  await end("two");
  assertEquals(begun.at(-1), "next");
  await end("next");
  await Promise.all(calls);
});

Deno.test("Turns.take() lets nothing wait for a glance, which sees what came before", async () => {
  const { begun, take, end } = stage();
  const calls = [
    take("write", "change", "a"),
    take("glance", "glance", "a"),
    take("next", "change", "a"),
  ];
  await end();
  assertEquals(begun, ["write"]);
  await end("write");
  assertEquals(begun.toSorted(), ["glance", "next", "write"]);
  await end("glance", "next");
  await Promise.all(calls);
});

Deno.test("Turns.take() about two things waits for both, twice the same included", async () => {
  const { begun, take, end } = stage();
  const calls = [
    take("a", "change", "a"),
    take("b", "change", "b"),
    take("both", "change", "a", "b", "a"),
  ];
  await end("a");
  assertEquals(begun, ["a", "b"]);
  await end("b");
  await end("both");
  await Promise.all(calls);
});

Deno.test("Turns.take() goes on after what failed", async () => {
  const { turns } = stage();
  const failing = turns.take("change", ["a"], () => Promise.reject(new Error("no")));
  const next = turns.take("change", ["a"], () => Promise.resolve("yes"));
  await assertRejects(() => failing, Error, "no");
  assertEquals(await next, "yes");
});

Deno.test("Turns.close() waits for all who wait, and takes nothing more", async () => {
  const { turns, take, end } = stage();
  const calls = [take("one", "change", "a"), take("two", "change", "a")];
  const closing = turns.close();
  await assertRejects(() => take("three", "change", "a"), Error, "closed");
  await end("one");
  await end("two");
  await closing;
  assertEquals(await Promise.all(calls), ["one", "two"]);
});
