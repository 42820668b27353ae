import { assertEquals } from "@std/assert";
import { dayText, untilMidnightMs } from "../../client/times.ts";

const now = new Date(2026, 10, 22, 12).getTime();

Deno.test("dayText() says today and yesterday in words", () => {
  assertEquals(dayText(new Date(2026, 10, 22, 0, 0, 1).getTime(), now), "Today");
  assertEquals(dayText(new Date(2026, 10, 21, 23, 59).getTime(), now), "Yesterday");
});

Deno.test("dayText() names the year only when it is another", () => {
  assertEquals(dayText(new Date(2026, 2, 1).getTime(), now).includes("2026"), false);
  assertEquals(dayText(new Date(2025, 2, 1).getTime(), now).includes("2025"), true);
});

Deno.test("untilMidnightMs() reaches to the next local day", () => {
  assertEquals(untilMidnightMs(now), 12 * 60 * 60_000);
});
