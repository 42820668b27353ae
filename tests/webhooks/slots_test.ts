import { assertEquals, assertRejects } from "@std/assert";
import { Slots } from "../../lib/webhooks/slots.ts";

Deno.test("Slots.run() runs so many at once, and the others in their order", async () => {
  const slots = new Slots(2);
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const begun: number[] = [];
  const running = gates.map(({ promise }, index) =>
    slots.run(() => {
      begun.push(index);
      return promise;
    })
  );
  await Promise.resolve();
  assertEquals(begun, [0, 1]);
  gates[1]!.resolve();
  await running[1];
  await Promise.resolve();
  assertEquals(begun, [0, 1, 2]);
  for (const { resolve } of gates) resolve();
  await Promise.all(running);
  assertEquals(begun, [0, 1, 2, 3]);
});

Deno.test("Slots.run() lets the next go on where one fails", async () => {
  const slots = new Slots(1);
  const failing = slots.run(() => Promise.reject(new Error("no")));
  const next = slots.run(() => Promise.resolve(7));
  await assertRejects(() => failing, Error, "no");
  assertEquals([await next, await slots.run(() => Promise.resolve(8))], [7, 8]);
});
