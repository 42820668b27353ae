import { assertEquals } from "@std/assert";
import { parseLevels } from "../../../client/notifications/level.ts";

Deno.test("parseLevels() keeps what is a level and leaves out everything else", () => {
  const json = { tea: "all", dev: "none", odd: "loud", none: 3, list: ["all"] };
  assertEquals([...parseLevels(json)], [["tea", "all"], ["dev", "none"]]);
});

Deno.test("parseLevels() takes what is no object for no levels", () => {
  for (const json of [null, 1, "all", undefined]) assertEquals(parseLevels(json).size, 0);
});

Deno.test("parseLevels() believes no more than 1,000 rooms", () => {
  const json = Object.fromEntries(
    Array.from({ length: 1_001 }, (_, index) => [`r${index}`, "all"]),
  );
  assertEquals(parseLevels(json).size, 1_000);
});
