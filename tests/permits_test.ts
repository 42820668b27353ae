import { assertEquals, assertRejects } from "@std/assert";
import { Permits } from "../lib/permits.ts";

Deno.test("Permits.take() lets so many at once, and the others in their order", async () => {
  const permits = new Permits(2, 2);
  const begun: number[] = [];
  for (const name of [1, 2, 3, 4]) void permits.take().then(() => begun.push(name));
  await Promise.resolve();
  await Promise.resolve();
  assertEquals(begun, [1, 2]);
  permits.giveBack();
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals(begun, [1, 2, 3]);
  permits.giveBack();
  permits.giveBack();
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals(begun, [1, 2, 3, 4]);
});

Deno.test("Permits.run() runs so many at once, and the others in their order", async () => {
  const permits = new Permits(2);
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<void>());
  const begun: number[] = [];
  const running = gates.map(({ promise }, index) =>
    permits.run(() => {
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

Deno.test("Permits.run() lets the next go on where one fails", async () => {
  const permits = new Permits(1);
  const failing = permits.run(() => Promise.reject(new Error("no")));
  const next = permits.run(() => Promise.resolve(7));
  await assertRejects(() => failing, Error, "no");
  assertEquals([await next, await permits.run(() => Promise.resolve(8))], [7, 8]);
});

Deno.test("Permits.takeAll() waits until nobody has one", async () => {
  const permits = new Permits(3, 0);
  await permits.take();
  let isOver = false;
  const all = permits.takeAll().then(() => isOver = true);
  await new Promise((resolve) => setTimeout(resolve));
  assertEquals(isOver, false);
  permits.giveBack();
  await all;
});

Deno.test("Permits.take() refuses whoever comes when as many wait as may", async () => {
  const permits = new Permits(1, 1);
  await permits.take();
  const second = permits.take();
  await assertRejects(() => permits.take(), Error, "too many wait");
  permits.giveBack();
  await second;
  const third = permits.take();
  permits.giveBack();
  await third;
});
