import { assertEquals } from "@std/assert";
import * as fc from "fast-check";
import { RateLimiter } from "../lib/rate_limiter.ts";
import { assertHolds } from "./support/property.ts";

const startMs = Date.UTC(2026, 0, 1);

/** How many commands of `id` pass at `nowMs` before one is refused. */
function burst(limiter: RateLimiter, nowMs = startMs, id = "ada"): number {
  let count = 0;
  while (limiter.take(id, nowMs) === 0) count++;
  return count;
}

Deno.test("RateLimiter.take() lets a burst of twice the rate pass", () => {
  assertEquals([1, 3, 7, 10, 60].map((rate) => burst(new RateLimiter(rate))), [2, 6, 14, 20, 120]);
});

Deno.test("RateLimiter.take() lets another burst pass where one is given, then one at a time", () => {
  const limiter = new RateLimiter(1 / 10, 30);
  assertEquals(burst(limiter), 30);
  assertEquals(limiter.take("ada", startMs), 10_000);
  assertEquals(burst(limiter, startMs + 20_000), 2);
  assertEquals(burst(limiter, startMs + 3_600_000), 30);
});

Deno.test("RateLimiter.take() says when the next one passes", () => {
  const limiter = new RateLimiter(10);
  burst(limiter);
  assertEquals(limiter.take("ada", startMs), 100);
});

Deno.test("RateLimiter.take() lets one pass after the time that it named", () => {
  assertHolds(
    "chat-rate-limiter",
    fc.property(fc.integer({ min: 1, max: 1_000 }), fc.nat(500), (rate, delayMs) => {
      const limiter = new RateLimiter(rate);
      burst(limiter);
      const nowMs = startMs + delayMs;
      burst(limiter, nowMs);
      assertEquals(limiter.take("ada", nowMs + limiter.take("ada", nowMs)), 0);
    }),
  );
});

Deno.test("RateLimiter.take() counts no command that it refused", () => {
  const limiter = new RateLimiter(10);
  burst(limiter);
  for (let tries = 0; tries < 100; tries++) limiter.take("ada", startMs);
  assertEquals(limiter.take("ada", startMs + 100), 0);
});

Deno.test("RateLimiter.take() gives the rate back with time", () => {
  const limiter = new RateLimiter(10);
  burst(limiter);
  assertEquals(burst(limiter, startMs + 500), 5);
});

Deno.test("RateLimiter.take() gives the whole burst back after 2 s, and never more", () => {
  const limiter = new RateLimiter(10);
  burst(limiter);
  assertEquals(burst(limiter, startMs + 2_000), 20);
  assertEquals(burst(limiter, startMs + 3_600_000), 20);
});

Deno.test("RateLimiter.take() counts every identity by itself", () => {
  const limiter = new RateLimiter(10);
  burst(limiter);
  assertEquals(burst(limiter, startMs, "bob"), 20);
});

Deno.test("RateLimiter() of rate 0 limits nobody", () => {
  const limiter = new RateLimiter(0);
  const waits = Array.from({ length: 1_000 }, () => limiter.take("ada", startMs));
  assertEquals(waits.every((wait) => wait === 0), true);
});

Deno.test("RateLimiter.take() still limits the busy after it met many others", () => {
  const limiter = new RateLimiter(10);
  burst(limiter);
  for (let index = 0; index < 5_000; index++) limiter.take(`${index}`, startMs);
  assertEquals(limiter.take("ada", startMs), 100);
});
