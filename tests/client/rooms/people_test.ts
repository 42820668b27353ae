import { assertEquals } from "@std/assert";
import type { Person } from "../../../lib/wire/messages.ts";
import { hueOf, hues, initials } from "../../../client/page/avatar.ts";
import { sortPeople, unite } from "../../../client/rooms/people.ts";

function person(id: string, name: string): Person {
  return { id, name, kind: "guest" };
}

Deno.test("sortPeople() puts oneself first and the others by name", () => {
  const people = [person("1", "zoe"), person("2", "Ann"), person("3", "Bob")];
  assertEquals(sortPeople(people, { you: "3", max: 9 }).map(({ name }) => name), [
    "Bob",
    "Ann",
    "zoe",
  ]);
});

Deno.test("sortPeople() lists at most so many", () => {
  const people = Array.from({ length: 5 }, (_, index) => person(`${index}`, `Guest ${index}`));
  assertEquals(sortPeople(people, { you: undefined, max: 3 }).length, 3);
});

Deno.test("unite() names each person once, as the first list does", () => {
  const united = unite([person("1", "Ann")], [person("1", "Anna"), person("2", "Bob")]);
  assertEquals(united.map(({ name }) => name).sort(), ["Ann", "Bob"]);
});

Deno.test("initials() takes the first and the last word", () => {
  assertEquals(initials("Ada Byron Lovelace"), "AL");
  assertEquals(initials("bob"), "B");
  assertEquals(initials("jean-luc"), "JL");
});

Deno.test("initials() takes one letter of a script that joins them", () => {
  assertEquals(initials("سلمى الأحمد"), "س");
});

Deno.test("initials() keeps a character whole that is made of several", () => {
  assertEquals(initials("👩‍🚀 Sally"), "👩‍🚀");
  assertEquals(initials("é"), "É");
});

Deno.test("hueOf() gives the same person the same hue, and spreads people over all", () => {
  assertEquals(hueOf("guest-1"), hueOf("guest-1"));
  const seen = new Set(Array.from({ length: 200 }, (_, index) => hueOf(`guest-${index}`)));
  assertEquals(seen.size, hues);
});
