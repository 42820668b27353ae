import { assertEquals, assertStrictEquals } from "@std/assert";
import type { ServerMessage } from "../../../lib/wire/messages.ts";
import { expire, hear, typingText, typistMs } from "../../../client/conversation/typists.ts";
import type { Typist } from "../../../client/conversation/typists.ts";
import { ada, bob, message, welcome } from "../timeline/wire_samples.ts";

const me = { you: "a", nowMs: 0 };

function typing(from: { id: string; name: string }, on = true): ServerMessage {
  return { type: "typing", from, on };
}

function names(typists: readonly Typist[]): string[] {
  return typists.map(({ name }) => name);
}

Deno.test("hear() lists those who type, oldest first, and not oneself", () => {
  const typists = [typing(bob), typing({ id: "c", name: "Cy" }), typing(ada)]
    .reduce((list, sign) => hear(list, sign, me), [] as readonly Typist[]);
  assertEquals(names(typists), ["Bob", "Cy"]);
});

Deno.test("hear() takes off who stopped, who said something, and who left", () => {
  const bobTypes = hear([], typing(bob), me);
  assertEquals(hear(bobTypes, typing(bob, false), me), []);
  assertEquals(hear(bobTypes, message(1), me), []);
  assertEquals(hear(bobTypes, { type: "presence", joined: [], left: ["b"], count: 1 }, me), []);
  assertEquals(hear(bobTypes, welcome(), me), []);
});

Deno.test("hear() gives the same list back when nothing changed", () => {
  const bobTypes = hear([], typing(bob), me);
  assertStrictEquals(hear(bobTypes, message(1, { from: ada }), me), bobTypes);
});

Deno.test("expire() takes off who gave no sign for 6 s", () => {
  const typists = hear([], typing(bob), me);
  assertEquals(expire(typists, typistMs - 1), typists);
  assertEquals(expire(typists, typistMs), []);
});

Deno.test("hear() counts the 6 s from the newest sign", () => {
  const again = hear(hear([], typing(bob), me), typing(bob), { ...me, nowMs: 4_000 });
  assertEquals(names(expire(again, 9_000)), ["Bob"]);
});

Deno.test("typingText() names one or two, and calls more several", () => {
  const [ann, ben, cy] = [{ name: "Ann" }, { name: "Ben" }, { name: "Cy" }];
  assertEquals(typingText([]), "");
  assertEquals(typingText([ann]), "Ann is typing…");
  assertEquals(typingText([ann, ben]), "Ann and Ben are typing…");
  assertEquals(typingText([ann, ben, cy]), "Several people are typing…");
});
