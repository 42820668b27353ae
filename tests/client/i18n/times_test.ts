import { assertEquals } from "@std/assert";
import {
  dayText,
  relativeTimeText,
  timeText,
  untilMidnightMs,
} from "../../../client/i18n/times.ts";

const dayMs = 86_400_000;
const now = new Date(2026, 10, 22, 12).getTime();

Deno.test("dayText() says today and yesterday in words", () => {
  assertEquals(dayText(new Date(2026, 10, 22, 0, 0, 1).getTime(), now), "Today");
  assertEquals(dayText(new Date(2026, 10, 21, 23, 59).getTime(), now), "Yesterday");
});

Deno.test("dayText() names the year only when it is another", () => {
  assertEquals(dayText(new Date(2026, 2, 1).getTime(), now).includes("2026"), false);
  assertEquals(dayText(new Date(2025, 2, 1).getTime(), now).includes("2025"), true);
});

Deno.test("dayText() names the weekday within a week, the date before that", () => {
  const text = (day: number) => dayText(new Date(2026, 10, day, 23).getTime(), now);
  assertEquals(
    text(20),
    new Intl.DateTimeFormat(undefined, { weekday: "long" }).format(now - 2 * dayMs),
  );
  assertEquals(/\d/.test(text(16)), false);
  assertEquals(/\d/.test(text(15)), true);
  assertEquals(/\d/.test(text(23)), true);
});

Deno.test("untilMidnightMs() reaches to the next local day", () => {
  assertEquals(untilMidnightMs(now), 12 * 60 * 60_000);
});

Deno.test("relativeTimeText() counts minutes for an hour, and then says when it was", () => {
  const ago = (ms: number) => relativeTimeText(now - ms, now);
  assertEquals(ago(0), "just now");
  assertEquals(ago(59_999), "just now");
  assertEquals(ago(60_000), "1 min");
  assertEquals(ago(59 * 60_000 + 59_999), "59 min");
  assertEquals(ago(60 * 60_000), timeText(now - 60 * 60_000));
});

Deno.test("relativeTimeText() trusts a clock that is a little behind, and no other", () => {
  assertEquals(relativeTimeText(now + 30_000, now), "just now");
  assertEquals(relativeTimeText(now + 120_000, now), timeText(now + 120_000));
});
