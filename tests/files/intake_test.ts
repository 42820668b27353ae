import { assertEquals, assertRejects } from "@std/assert";
import { ChatError } from "../../lib/errors.ts";
import { intake } from "../../lib/files/intake.ts";
import { FakeClock } from "../support/fake_clock.ts";

/** A body that a test feeds by hand. */
class Body {
  readonly stream: ReadableStream<Uint8Array>;
  wasCancelled = false;
  #controller!: ReadableStreamDefaultController<Uint8Array>;

  constructor() {
    this.stream = new ReadableStream({
      start: (controller) => void (this.#controller = controller),
      cancel: () => void (this.wasCancelled = true),
    });
  }

  bring(bytes: number): void {
    this.#controller.enqueue(new Uint8Array(bytes));
  }

  end(): void {
    this.#controller.close();
  }

  fail(error: Error): void {
    this.#controller.error(error);
  }
}

function open(body: Body, max = 1_000_000) {
  const clock = new FakeClock();
  const controller = new AbortController();
  const tooMuch = () => new ChatError("too_large", "Cannot take so much");
  const parts = intake(body.stream, { max, tooMuch, clock, signal: controller.signal });
  return { clock, controller, parts };
}

async function code(run: Promise<unknown>): Promise<string> {
  return (await assertRejects(() => run, ChatError)).code;
}

Deno.test("intake() gives what comes, and ends with it", async () => {
  const body = new Body();
  const { parts, clock } = open(body);
  for (const bytes of [3, 0, 5]) body.bring(bytes);
  body.end();
  const lengths = await Array.fromAsync(parts, ({ length }) => length);
  assertEquals(lengths, [3, 5]);
  assertEquals(clock.pending, 0);
});

Deno.test("intake() gives nothing of what is over the limit, and reads no further", async () => {
  const body = new Body();
  const { parts, clock } = open(body, 10);
  body.bring(10);
  body.bring(1);
  assertEquals((await parts.next()).value?.length, 10);
  assertEquals(await code(parts.next()), "too_large");
  assertEquals([body.wasCancelled, clock.pending], [true, 0]);
});

Deno.test("intake() of a body that breaks off says so", async () => {
  const body = new Body();
  const { parts } = open(body);
  body.bring(1);
  assertEquals((await parts.next()).value?.length, 1);
  body.fail(new TypeError("connection lost"));
  assertEquals(await code(parts.next()), "bad_request");
});

Deno.test("intake() cuts off who brings a byte a second", async () => {
  const body = new Body();
  const { parts, clock } = open(body);
  const read = code(Array.fromAsync(parts));
  for (let second = 0; second < 60; second++) {
    body.bring(1);
    await Promise.resolve();
    clock.advance(1_000);
  }
  assertEquals(await read, "unavailable");
  assertEquals([body.wasCancelled, clock.pending], [true, 0]);
});

Deno.test("intake() waits for who brings enough in every minute", async () => {
  const body = new Body();
  const { parts, clock } = open(body);
  for (let minute = 0; minute < 5; minute++) {
    const next = parts.next();
    clock.advance(59_000);
    body.bring(15_360);
    assertEquals((await next).value?.length, 15_360);
    clock.advance(1_000);
  }
  body.end();
  assertEquals((await parts.next()).done, true);
});

Deno.test("intake() does not blame the sender for a slow storage", async () => {
  const body = new Body();
  const { parts, clock } = open(body);
  body.bring(1);
  await parts.next();
  clock.advance(600_000);
  body.bring(1);
  assertEquals((await parts.next()).value?.length, 1);
  await parts.return();
  assertEquals(clock.pending, 0);
});

Deno.test("intake() ends when another request goes on", async () => {
  const body = new Body();
  const { parts, controller, clock } = open(body);
  const read = code(parts.next());
  controller.abort();
  assertEquals(await read, "conflict");
  assertEquals([body.wasCancelled, clock.pending], [true, 0]);
});
