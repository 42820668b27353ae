import { assertEquals, assertStrictEquals } from "@std/assert";
import { aboutOf } from "../../../client/timeline/room_about.ts";
import { emptyRoom, receive } from "../../../client/timeline/state.ts";
import { bob, message, welcome } from "./wire_samples.ts";

const joined = [welcome({ topic: "Oolong" })].reduce(receive, emptyRoom("tea"));

Deno.test("aboutOf() gives the same while messages come and are read", () => {
  const before = aboutOf(joined);
  const state = [message(1), { type: "read", id: "a", seq: 1 } as const].reduce(receive, joined);
  assertStrictEquals(aboutOf(state, before), before);
});

Deno.test("aboutOf() follows who comes, and what the welcome says", () => {
  const before = aboutOf(joined);
  const came = receive(joined, { type: "presence", joined: [bob], left: [], count: 2 });
  assertEquals(aboutOf(came, before).count, 2);
  assertEquals(aboutOf(receive(joined, welcome()), before).topic, undefined);
  assertEquals(aboutOf(emptyRoom("tea")).you, undefined);
});
