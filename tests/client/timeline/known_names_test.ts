import { assertEquals, assertStrictEquals } from "@std/assert";
import { forgetNames, learnNames } from "../../../client/timeline/known_names.ts";
import { emptyRoom, receive } from "../../../client/timeline/state.ts";
import { ada, bob, message, welcome } from "./wire_samples.ts";

const known = new Map([[ada.id, "Ada"]]);

Deno.test("learnNames() takes the names of all who are present, and one's own", () => {
  const heard = welcome({ members: [bob] });
  assertEquals(learnNames(new Map(), heard), new Map([["a", "Ada"], ["b", "Bob"]]));
});

Deno.test("learnNames() takes the names of who said something, live or long ago", () => {
  const both = new Map([["a", "Ada"], ["b", "Bob"]]);
  assertEquals(learnNames(known, message(1)), both);
  const history = { type: "history", ref: "r", messages: [message(1)], more: false } as const;
  assertEquals(learnNames(known, history), both);
});

Deno.test("learnNames() calls people as they are called now, not as they once were", () => {
  const renamed = { ...ada, name: "Ada L." };
  const presence = { type: "presence", joined: [renamed], left: [], count: 1 } as const;
  assertEquals(learnNames(known, presence).get("a"), "Ada L.");
  assertEquals(learnNames(known, message(1, { from: renamed })).get("a"), "Ada");
});

Deno.test("forgetNames() forgets who is not here and said nothing that is loaded, once they are many", () => {
  const state = receive(receive(emptyRoom("tea"), welcome({ seq: 1 })), message(1));
  const few = new Map([["x1", "X"], [ada.id, "Ada"], [bob.id, "Bob"]]);
  assertStrictEquals(forgetNames(few, state), few);
  const strangers = Array.from({ length: 2_000 }, (_, n) => [`x${n}`, "X"] as const);
  const kept = forgetNames(new Map([...strangers, ...few]), state);
  assertEquals(kept, new Map([[ada.id, "Ada"], [bob.id, "Bob"]]));
});

Deno.test("learnNames() gives the same map when there is nothing new", () => {
  assertStrictEquals(learnNames(known, message(1, { from: ada })), known);
  assertStrictEquals(learnNames(known, { type: "pong", seq: 1 }), known);
});
