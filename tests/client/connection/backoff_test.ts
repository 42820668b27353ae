import { assertEquals, assertLess } from "@std/assert";
import { retryDelayMs } from "../../../client/connection/backoff.ts";

const almostOne = 1 - Number.EPSILON;

Deno.test("retryDelayMs() waits less than a second for the first try after a broken connection", () => {
  assertLess(retryDelayMs(0, { wasDropped: true, random: almostOne }), 1_000);
});

Deno.test("retryDelayMs() doubles from 5 s to 30 s with each failure", () => {
  const bounds = [0, 1, 2, 3, 4, 50].map((failures) =>
    retryDelayMs(failures, { wasDropped: false, random: 0.5 }) * 2
  );
  assertEquals(bounds, [5_000, 10_000, 20_000, 30_000, 30_000, 30_000]);
});

Deno.test("retryDelayMs() spreads those whom the server sent away over the full 5 s", () => {
  assertEquals(retryDelayMs(0, { wasDropped: false, random: 0 }), 0);
  assertEquals(retryDelayMs(0, { wasDropped: false, random: 0.8 }), 4_000);
});
