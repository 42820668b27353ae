import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import * as fc from "fast-check";
import { Queue } from "../../lib/chat/queue.ts";
import { assertHolds } from "../support/property.ts";

/** A queue of words that weigh their length. */
function wordQueue(capacity: number): Queue<string> {
  return new Queue<string>({ capacity, weigh: (word) => word.length });
}

/** Closes `queue` and gives all batches that it still held. */
function drain<T>(queue: Queue<T>, maxWeight?: number): Promise<T[][]> {
  queue.close();
  return Array.fromAsync(queue.batches(maxWeight));
}

Deno.test("Queue() with a capacity of 0 is a RangeError", () => {
  assertThrows(() => new Queue({ capacity: 0 }), RangeError, "capacity 0");
});

Deno.test("Queue() with a capacity that is no number is a RangeError", () => {
  assertThrows(() => new Queue({ capacity: NaN }), RangeError);
});

Deno.test("Queue.batches() gives all that waits as one batch, in order", async () => {
  const queue = new Queue<number>({ capacity: 9 });
  for (const number of [1, 2, 3]) queue.tryPush(number);
  assertEquals(await drain(queue), [[1, 2, 3]]);
});

Deno.test("Queue.batches() gives what came while the reader was busy as the next batch", async () => {
  const queue = new Queue<number>({ capacity: 9 });
  queue.tryPush(1);
  const batches: number[][] = [];
  for await (const batch of queue.batches()) {
    batches.push(batch);
    if (batches.length > 1) break;
    queue.tryPush(2);
    queue.tryPush(3);
  }
  assertEquals(batches, [[1], [2, 3]]);
});

Deno.test("Queue.batches() waits while there is nothing", async () => {
  const queue = new Queue<number>({ capacity: 9 });
  const reader = queue.batches();
  const batch = reader.next();
  queue.tryPush(1);
  assertEquals(await batch, { value: [1], done: false });
  await reader.return();
});

Deno.test("Queue.batches() ends a batch before the item that would pass maxWeight", async () => {
  const queue = wordQueue(99);
  for (const word of ["aa", "bb", "c", "dddd"]) queue.tryPush(word);
  assertEquals(await drain(queue, 4), [["aa", "bb"], ["c"], ["dddd"]]);
});

Deno.test("Queue.batches() gives an item heavier than maxWeight as a batch of its own", async () => {
  const queue = wordQueue(99);
  for (const word of ["a", "heavy", "b"]) queue.tryPush(word);
  assertEquals(await drain(queue, 2), [["a"], ["heavy"], ["b"]]);
});

Deno.test("Queue iterated gives one item at a time", async () => {
  const queue = new Queue<number>({ capacity: 9 });
  for (const number of [1, 2, 3]) queue.tryPush(number);
  queue.close();
  assertEquals(await Array.fromAsync(queue), [1, 2, 3]);
});

Deno.test("Queue.tryPush() refuses when the weights would pass the capacity", async () => {
  const queue = wordQueue(5);
  assertEquals([queue.tryPush("abc"), queue.tryPush("def"), queue.tryPush("gh")], [
    true,
    false,
    true,
  ]);
  assertEquals(await drain(queue), [["abc", "gh"]]);
});

Deno.test("Queue.tryPush() counts an item of no weight as 1", () => {
  const queue = wordQueue(2);
  assertEquals([queue.tryPush(""), queue.tryPush(""), queue.tryPush("")], [true, true, false]);
});

Deno.test("Queue.tryPush() takes any item when the queue holds nothing", async () => {
  const queue = wordQueue(2);
  assertEquals(queue.tryPush("far too heavy"), true);
  assertEquals(await drain(queue), [["far too heavy"]]);
});

Deno.test("Queue.tryPush() has space again once a batch was read", async () => {
  const queue = wordQueue(3);
  queue.tryPush("abc");
  const reader = queue.batches();
  await reader.next();
  assertEquals(queue.tryPush("def"), true);
  await reader.return();
});

Deno.test("Queue.tryPush() refuses while an earlier push waits, so that nobody is overtaken", async () => {
  const queue = wordQueue(3);
  queue.tryPush("ab");
  const waiting = queue.push("cd");
  assertEquals(queue.tryPush("e"), false);
  queue.close();
  assertEquals(await waiting, false);
});

Deno.test("Queue.push() into a full queue waits until the reader has made space", async () => {
  const queue = new Queue<number>({ capacity: 1 });
  queue.tryPush(1);
  const second = queue.push(2);
  const third = queue.push(3);
  assertEquals(queue.size, 1);
  const reader = queue.batches();
  assertEquals((await reader.next()).value, [1]);
  assertEquals(await second, true);
  assertEquals((await reader.next()).value, [2]);
  assertEquals(await third, true);
  assertEquals((await reader.next()).value, [3]);
  await reader.return();
});

Deno.test("Queue.push() gives false when the queue closes while it waits", async () => {
  const queue = new Queue<number>({ capacity: 1 });
  queue.tryPush(1);
  const waiting = queue.push(2);
  queue.close();
  assertEquals(await waiting, false);
  assertEquals(await drain(queue), [[1]]);
});

Deno.test("Queue.close() lets what was taken be read, then ends the iteration", async () => {
  const queue = new Queue<number>({ capacity: 9 });
  queue.tryPush(1);
  queue.close();
  queue.close();
  assertEquals([queue.isClosed, queue.tryPush(2), await queue.push(3)], [true, false, false]);
  assertEquals(await Array.fromAsync(queue.batches()), [[1]]);
});

Deno.test("Queue.close() ends a reader that waits", async () => {
  const queue = new Queue<number>({ capacity: 9 });
  const next = queue.batches().next();
  queue.close();
  assertEquals(await next, { value: undefined, done: true });
});

Deno.test("Queue left early by its reader closes, and what waits may be taken out", async () => {
  const queue = new Queue<number>({ capacity: 2 });
  queue.tryPush(1);
  queue.tryPush(2);
  const waiting = queue.push(3);
  for await (const _ of queue.batches(1)) break;
  assertEquals([queue.isClosed, queue.drain(), await waiting], [true, [2, 3], true]);
  assertEquals([queue.size, queue.drain()], [0, []]);
});

Deno.test("Queue whose reader throws closes and lets waiting pushes go", async () => {
  const queue = new Queue<number>({ capacity: 1 });
  queue.tryPush(1);
  const waiting = [queue.push(2), queue.push(3)];
  await assertRejects(
    async () => {
      for await (const _ of queue.batches()) throw new Error("the reader fails");
    },
    Error,
    "the reader fails",
  );
  assertEquals([queue.isClosed, queue.drain()], [true, [2]]);
  assertEquals(await Promise.all(waiting), [true, false]);
});

Deno.test("Queue.batches() for a second reader is a TypeError and harms not the first", async () => {
  const queue = new Queue<number>({ capacity: 9 });
  const first = queue.batches();
  const batch = first.next();
  await assertRejects(() => queue.batches().next(), TypeError, "a reader already");
  queue.tryPush(1);
  assertEquals((await batch).value, [1]);
  await first.return();
});

Deno.test("Queue behaves as a plain list with a bound, whatever is done to it", async () => {
  const step = fc.oneof(
    fc.record({ do: fc.constant("tryPush" as const), weight: fc.integer({ min: 1, max: 6 }) }),
    fc.record({ do: fc.constant("push" as const), weight: fc.integer({ min: 1, max: 6 }) }),
    fc.record({ do: fc.constant("read" as const) }),
  );
  const steps = fc.array(step, { maxLength: 60 });
  const bounds = fc.record({
    capacity: fc.integer({ min: 1, max: 10 }),
    maxWeight: fc.integer({ min: 1, max: 10 }),
  });
  await assertHolds(
    "chat-queue",
    fc.asyncProperty(steps, bounds, async (steps, { capacity, maxWeight }) => {
      type Item = { readonly id: number; readonly weight: number };
      const queue = new Queue<Item>({ capacity, weigh: ({ weight }) => weight });
      const reader = queue.batches(maxWeight);
      const model = { held: [] as Item[], waiting: [] as Item[] };
      const sum = (items: readonly Item[]) => items.reduce((all, { weight }) => all + weight, 0);
      const fits = ({ weight }: Item) =>
        model.held.length === 0 || sum(model.held) + weight <= capacity;
      const pushes: Promise<boolean>[] = [];
      for (const [id, step] of steps.entries()) {
        if (step.do === "read") {
          if (model.held.length === 0) continue;
          let count = 1;
          while (
            count < model.held.length && sum(model.held.slice(0, count + 1)) <= maxWeight
          ) count++;
          const batch = model.held.splice(0, count);
          while (model.waiting.length > 0 && fits(model.waiting[0]!)) {
            model.held.push(model.waiting.shift()!);
          }
          assertEquals((await reader.next()).value, batch);
          continue;
        }
        const item = { id, weight: step.weight };
        const isTaken = model.waiting.length === 0 && fits(item);
        if (isTaken) model.held.push(item);
        else if (step.do === "push") model.waiting.push(item);
        if (step.do === "push") pushes.push(queue.push(item));
        else assertEquals(queue.tryPush(item), isTaken);
        assertEquals(queue.size, model.held.length);
      }
      queue.close();
      const rest = (await Array.fromAsync(reader)).flat();
      assertEquals(rest, model.held);
      assertEquals(
        (await Promise.all(pushes)).filter((taken) => !taken).length,
        model.waiting.length,
      );
    }),
  );
});
