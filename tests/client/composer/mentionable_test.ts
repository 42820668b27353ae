import { assertEquals } from "@std/assert";
import { mentionable, suggestPeople } from "../../../client/composer/mentionable.ts";
import { emptyRoom } from "../../../client/timeline/state.ts";
import { maxSuggested } from "../../../client/composer/suggestion.ts";
import type { Person } from "../../../lib/wire/messages.ts";
import { ada, bob, message, welcome } from "../timeline/wire_samples.ts";

function named(...names: string[]): Person[] {
  return names.map((name) => ({ id: name, name, kind: "guest" }));
}

function namesOf(people: readonly Person[]): string[] {
  return people.map(({ name }) => name);
}

Deno.test("mentionable() gives who spoke last first, then who is here, and never oneself", () => {
  const [cleo, dan] = named("Cleo", "Dan");
  const state = {
    ...emptyRoom("tea"),
    you: welcome().you,
    people: [ada, dan!, bob],
    messages: [message(1, { from: cleo }), message(2), message(3, { from: ada }), message(4)],
  };
  assertEquals(namesOf(mentionable(state)), ["Bob", "Cleo", "Dan"]);
});

Deno.test("mentionable() gives a name that two people have once", () => {
  const state = { ...emptyRoom("tea"), people: [bob, { ...bob, id: "b2", name: "bob" }] };
  assertEquals(namesOf(mentionable(state)), ["Bob"]);
});

Deno.test("suggestPeople() gives those first whose name is it, then begins so, then a word in it", () => {
  const people = named("Grace Adams", "Adele", "Zoe", "Ad", "Nadia");
  assertEquals(namesOf(suggestPeople(people, "ad")), ["Ad", "Adele", "Grace Adams"]);
});

Deno.test("suggestPeople() heeds neither case nor accents", () => {
  assertEquals(namesOf(suggestPeople(named("Zoë"), "zoe")), ["Zoë"]);
  assertEquals(namesOf(suggestPeople(named("Zoe"), "ZOË")), ["Zoe"]);
});

Deno.test("suggestPeople() gives nobody when the only one is written out", () => {
  assertEquals(suggestPeople(named("Ada", "Bob"), "Ada"), []);
  assertEquals(namesOf(suggestPeople(named("Ada", "Ada L"), "Ada")), ["Ada", "Ada L"]);
});

Deno.test("suggestPeople() gives no more than fit a phone", () => {
  const people = named(...Array.from({ length: 20 }, (_, index) => `Ada ${index}`));
  assertEquals(suggestPeople(people, "a").length, maxSuggested);
});
