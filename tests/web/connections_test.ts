import { assertEquals, assertThrows } from "@std/assert";
import { ChatError } from "../../lib/errors.ts";
import { createLog } from "../../lib/log.ts";
import { Connections } from "../../lib/web/connections.ts";
import { FakeClock } from "../support/fake_clock.ts";

/** Connections, their clock, and what was logged. */
function stage(limits: { max?: number; maxPerAddress?: number; joinRate?: number }) {
  const clock = new FakeClock();
  const logged: string[] = [];
  const write = (line: string) => void logged.push(line);
  const log = createLog({ level: "debug", format: "json", clock, write });
  const none = { max: 0, maxPerAddress: 0, joinRate: 0 };
  return { connections: new Connections({ ...none, ...limits, clock, log }), clock, logged };
}

/** What `attempt` is refused with. */
function refusal(attempt: () => unknown): [code: string, retryAfterMs: number | undefined] {
  const { code, retryAfterMs } = assertThrows(attempt, ChatError);
  return [code, retryAfterMs];
}

const [ann, bob] = ["192.0.2.1", "192.0.2.2"] as const;

Deno.test("Connections.hold() takes as many of one address as it may have", () => {
  const { connections } = stage({ maxPerAddress: 2 });
  connections.hold(ann);
  const release = connections.hold(ann);
  assertEquals(refusal(() => connections.hold(ann)), ["rate_limited", 5_000]);
  connections.hold(bob);
  release();
  connections.hold(ann);
  assertEquals(connections.size, 3);
});

Deno.test("Connections.hold() takes as many as there may be in all", () => {
  const { connections } = stage({ max: 2 });
  connections.hold(ann);
  const release = connections.hold("127.0.0.1");
  assertEquals(refusal(() => connections.hold(bob)), ["unavailable", 5_000]);
  release();
  connections.hold(bob);
});

Deno.test("Connections.hold() gives back what releases once, however often it is called", () => {
  const { connections } = stage({ maxPerAddress: 2 });
  const release = connections.hold(ann);
  connections.hold(ann);
  release();
  release();
  assertEquals(connections.size, 1);
});

Deno.test("Connections.hold() takes a network of IPv6 for one address", () => {
  const { connections } = stage({ maxPerAddress: 1 });
  connections.hold("2001:db8:1:2::3");
  assertEquals(refusal(() => connections.hold("2001:db8:1:2::4"))[0], "rate_limited");
  connections.hold("2001:db8:1:3::3");
});

Deno.test("Connections.hold() does not count this machine's own addresses as one", () => {
  const { connections } = stage({ maxPerAddress: 1, joinRate: 1 });
  for (let count = 0; count < 100; count++) connections.join("127.0.0.1");
  assertEquals(connections.size, 100);
});

Deno.test("Connections limits nobody where its limits are 0", () => {
  const { connections } = stage({});
  for (let count = 0; count < 10_000; count++) connections.join(ann);
  assertEquals(connections.size, 10_000);
});

Deno.test("Connections.join() takes ten seconds of its rate at once, then one at a time", () => {
  const { connections, clock } = stage({ joinRate: 10 });
  for (let count = 0; count < 100; count++) connections.join(ann)();
  assertEquals(refusal(() => connections.join(ann)), ["rate_limited", 100]);
  connections.join(bob);
  clock.advance(100);
  connections.join(ann);
  assertEquals(refusal(() => connections.join(ann))[0], "rate_limited");
});

Deno.test("Connections.join() does not hold what it refuses", () => {
  const { connections } = stage({ joinRate: 1 });
  for (let count = 0; count < 10; count++) connections.join(ann)();
  for (let count = 0; count < 10; count++) assertThrows(() => connections.join(ann), ChatError);
  assertEquals(connections.size, 0);
});

Deno.test("Connections tells the operator of refusals once a minute, and what to look at", () => {
  const { connections, clock, logged } = stage({ max: 1 });
  connections.hold(ann);
  for (const waitMs of [0, 59_999, 1]) {
    clock.advance(waitMs);
    assertThrows(() => connections.hold(ann), ChatError);
  }
  assertEquals(logged.length, 2);
  const { level, message, why, open, mend } = JSON.parse(logged[0]!);
  assertEquals(
    [level, message, why, open],
    ["warn", "connections are refused", "the server holds as many as it may", 1],
  );
  assertEquals(/--max-connections\b.*--trust-proxy/.test(mend), true);
});
