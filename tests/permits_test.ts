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
