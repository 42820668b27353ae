import { assertEquals } from "@std/assert";
import { dayOf, opening } from "../../client/grouping.ts";
import { ada, bob } from "./wire_samples.ts";

const noon = new Date(2026, 10, 22, 12).getTime();
const minute = 60_000;

Deno.test("opening() begins a day and a group with the first line", () => {
  assertEquals(opening(undefined, { at: noon, from: ada }), { opensDay: true, opensGroup: true });
});

Deno.test("opening() keeps one person's lines together for five minutes", () => {
  const line = { at: noon, from: ada };
  assertEquals(opening(line, { at: noon + 5 * minute, from: ada }).opensGroup, false);
  assertEquals(opening(line, { at: noon + 5 * minute + 1, from: ada }).opensGroup, true);
});

Deno.test("opening() begins a group with another person", () => {
  assertEquals(opening({ at: noon, from: ada }, { at: noon, from: bob }).opensGroup, true);
});

Deno.test("opening() begins a group when the same person has another name", () => {
  const renamed = { ...ada, name: "Countess" };
  assertEquals(opening({ at: noon, from: ada }, { at: noon, from: renamed }).opensGroup, true);
});

Deno.test("opening() begins a day, and a group, at local midnight", () => {
  const midnight = new Date(2026, 10, 23).getTime();
  const late = { at: midnight - 1, from: ada };
  assertEquals(opening(late, { at: midnight, from: ada }), { opensDay: true, opensGroup: true });
});

Deno.test("dayOf() writes the local day as a datetime attribute takes it", () => {
  assertEquals(dayOf(new Date(2026, 0, 5, 23, 59).getTime()), "2026-01-05");
});
