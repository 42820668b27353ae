import { assertEquals } from "@std/assert";
import { dayOf, endOfDay } from "../../../client/i18n/calendar_day.ts";

Deno.test("dayOf() writes the local day as a datetime attribute takes it", () => {
  assertEquals(dayOf(new Date(2026, 0, 5, 23, 59).getTime()), "2026-01-05");
});

Deno.test("endOfDay() is the local midnight that follows", () => {
  assertEquals(endOfDay(new Date(2026, 10, 22, 12).getTime()), new Date(2026, 10, 23).getTime());
  assertEquals(endOfDay(new Date(2026, 10, 23).getTime()), new Date(2026, 10, 24).getTime());
});
