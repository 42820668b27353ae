import { assertEquals, assertThrows } from "@std/assert";
import { ChatError } from "../../lib/errors.ts";
import { Reads } from "../../lib/web/reads.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { TestServer } from "../support/server.ts";

const address = "192.0.2.1";

/** How many reads pass before one is refused, 1,000 at most. */
function passing(reads: Reads, what: "list" | "search" = "list", from = address): number {
  for (let count = 0; count < 1_000; count++) {
    try {
      reads.count(from, what);
    } catch (error) {
      assertEquals(error instanceof ChatError && error.code, "rate_limited");
      return count;
    }
  }
  return 1_000;
}

Deno.test("Reads.count() counts each address, of IPv6 each network, by itself", () => {
  const reads = new Reads(5, new FakeClock());
  assertEquals(passing(reads), 50);
  assertEquals(passing(reads, "list", "2001:db8::1"), 50);
  assertEquals(passing(reads, "list", "2001:db8::2"), 0);
});

Deno.test("Reads.count() counts a search as ten", () => {
  const reads = new Reads(5, new FakeClock());
  assertEquals(passing(reads, "search"), 5);
  assertEquals(passing(new Reads(1, new FakeClock()), "search"), 1);
});

Deno.test("Reads.count() says when the next one passes", () => {
  const clock = new FakeClock();
  const reads = new Reads(5, clock);
  passing(reads);
  const { retryAfterMs } = assertThrows(() => reads.count(address), ChatError);
  assertEquals(retryAfterMs, 200);
  clock.advance(200);
  assertEquals(passing(reads), 1);
  assertEquals(assertThrows(() => reads.count(address, "search"), ChatError).retryAfterMs, 2_000);
});

Deno.test("Reads.count() limits neither this machine's own nor, with 0, anybody", () => {
  assertEquals(passing(new Reads(5, new FakeClock()), "search", "127.0.0.1"), 1_000);
  assertEquals(passing(new Reads(0, new FakeClock()), "search"), 1_000);
});

for (
  const path of [
    "/",
    "/api/rooms",
    "/api/direct",
    "/api/push",
    "/api/rooms/tea/messages",
    "/api/rooms/tea/search?q=a",
    "/api/rooms/tea/files",
  ]
) {
  Deno.test(`GET ${path} is refused with 429 where an address reads too fast`, async () => {
    const config = { readRate: 1, trustProxy: ["127.0.0.1"] };
    await using server = await TestServer.open({ config, clock: new FakeClock() });
    const statusOf = async (from: string, what = path) => {
      const { status, headers, body } = await server.fetch(what, {
        headers: { "x-forwarded-for": from },
      });
      await body?.cancel();
      return [status, headers.get("retry-after") !== null];
    };
    while ((await statusOf(address, "/api/rooms"))[0] === 200);
    assertEquals(await statusOf(address), [429, true]);
    assertEquals((await statusOf("192.0.2.2"))[0] === 429, false);
    assertEquals(await statusOf(address, "/healthz"), [200, false]);
  });
}
