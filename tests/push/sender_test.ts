import { assert, assertEquals } from "@std/assert";
import { setImmediate } from "node:timers";
import type { PostAnswer, Poster, PostRequest } from "../../lib/outside/poster.ts";
import { PushSender } from "../../lib/push/sender.ts";
import { Vapid } from "../../lib/push/vapid.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { HeardLog } from "../support/heard_log.ts";
import { HeardMeter } from "../support/heard_meter.ts";
import { PushBrowser } from "../support/push_browser.ts";
import { verifyVapid } from "../support/push_service.ts";
import { until } from "../support/until.ts";

/** A post that is under way, for a test to answer. */
interface Pending {
  readonly endpoint: string;
  readonly request: PostRequest;
  readonly answer: (answer: PostAnswer) => void;
  readonly fail: (error: Error) => void;
}

/** A sender whose posts a test answers. */
class Desk implements Poster, AsyncDisposable {
  readonly clock = new FakeClock();
  readonly heard = new HeardLog();
  readonly meter = new HeardMeter();
  readonly vapid = new Vapid({
    secret: new Uint8Array(32).fill(7),
    subject: "https://chat.example",
    clock: this.clock,
  });
  readonly browser = new PushBrowser();
  readonly gone: string[] = [];
  readonly sender = new PushSender({
    poster: this,
    vapid: this.vapid,
    clock: this.clock,
    log: this.heard.log,
    meter: this.meter,
    onGone: (endpoint) => Promise.resolve(void this.gone.push(endpoint)),
  });
  pending: Pending[] = [];
  #onNews: (() => void)[] = [];

  post(endpoint: string, request: PostRequest, signal: AbortSignal): Promise<PostAnswer> {
    return new Promise((resolve, reject) => {
      const done = (settle: () => void) => {
        this.pending = this.pending.filter((pending) => pending !== mine);
        settle();
      };
      const mine: Pending = {
        endpoint,
        request,
        answer: (answer) => done(() => resolve(answer)),
        fail: (error) => done(() => reject(error)),
      };
      signal.addEventListener("abort", () => mine.fail(signal.reason));
      this.pending.push(mine);
      for (const wake of this.#onNews.splice(0)) wake();
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Sends a push of `text` to `path`. */
  send(path: string, { text = "hello", host = "push.example", isUrgent = false } = {}): void {
    const payload = new TextEncoder().encode(JSON.stringify({ text }));
    const subscription = this.browser.at(`https://${host}/${path}`);
    this.sender.send({ subscription, payload, topic: "t", isUrgent });
  }

  /** Waits until so many posts are under way. */
  async until(count: number): Promise<readonly Pending[]> {
    while (this.pending.length < count) {
      await new Promise<void>((resolve) => this.#onNews.push(resolve));
    }
    return this.pending;
  }

  /** Waits for the next post and answers it. */
  async answerNext(answer: PostAnswer | Error): Promise<string> {
    const [next] = await this.until(1);
    if (answer instanceof Error) next!.fail(answer);
    else next!.answer(answer);
    await this.settled();
    return next!.endpoint;
  }

  /** Waits until what was answered is heeded. */
  async settled(): Promise<void> {
    for (let n = 0; n < 3; n++) await new Promise<void>((resolve) => setImmediate(() => resolve()));
  }

  /** Lets `ms` pass; gives how many posts that brings. */
  async pass(ms: number): Promise<number> {
    this.clock.advance(ms);
    // Encrypting takes turns of its own.
    await new Promise((resolve) => setTimeout(resolve, 30));
    return this.pending.length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sender.close();
    assertEquals(this.clock.pending, 0, "a timer is left");
  }
}

Deno.test("PushSender.send() posts what only the browser can read, signed, with what the service needs", async () => {
  await using desk = new Desk();
  desk.send("1", { isUrgent: true });
  const [{ endpoint, request }] = await desk.until(1) as [Pending];
  assertEquals(endpoint, "https://push.example/1");
  assertEquals(desk.browser.read(request.body) as unknown, { text: "hello" });
  const { authorization, ...headers } = request.headers;
  assertEquals(headers, {
    "content-encoding": "aes128gcm",
    "content-type": "application/octet-stream",
    "ttl": "86400",
    "topic": "t",
    "urgency": "high",
  });
  const { aud } = await verifyVapid(authorization!, desk.vapid.publicKey);
  assertEquals(aud, "https://push.example");
});

for (
  const [what, answer, outcome] of [
    ["201", { status: 201 }, "taken"],
    ["410", { status: 410 }, "refused"],
    ["302", { status: 302 }, "refused"],
    ["429", { status: 429 }, "failed"],
    ["503", { status: 503 }, "failed"],
    ["nothing", new Error("it cannot be reached"), "failed"],
  ] as const
) {
  Deno.test(`PushSender counts a push that is answered with ${what} as ${outcome}`, async () => {
    await using desk = new Desk();
    desk.send("1");
    await desk.answerNext(answer);
    assertEquals(desk.meter.heard, [`push ${outcome}`]);
  });
}

Deno.test("PushSender encrypts each push with a key of its own", async () => {
  await using desk = new Desk();
  desk.send("1");
  desk.send("2");
  const [one, two] = await desk.until(2);
  assert(one!.request.body.slice(0, 100).join() !== two!.request.body.slice(0, 100).join());
});

Deno.test("PushSender sends 16 at once, and the others in their order", async () => {
  await using desk = new Desk();
  for (let n = 0; n < 20; n++) desk.send(`${n}`);
  await desk.until(16);
  assertEquals(await desk.pass(0), 16);
  for (const expected of [16, 17, 18, 19]) {
    desk.pending[0]!.answer({ status: 201 });
    await desk.until(16);
    assertEquals(desk.pending.at(-1)!.endpoint, `https://push.example/${expected}`);
  }
});

Deno.test("PushSender drops the oldest when 10,000 wait, and says so once", async () => {
  await using desk = new Desk();
  for (let n = 0; n < 10_020; n++) desk.send(`${n}`);
  await desk.until(16);
  assertEquals(desk.heard.lines, ["warn pushes were dropped: too many wait"]);
  assertEquals(desk.meter.heard, Array.from({ length: 4 }, () => "push dropped"));
  desk.pending[0]!.answer({ status: 201 });
  await desk.until(16);
  assertEquals(desk.pending.at(-1)!.endpoint, "https://push.example/20");
});

for (const status of [404, 410]) {
  Deno.test(`PushSender lets go of a subscription at ${status}, and does not try again`, async () => {
    await using desk = new Desk();
    desk.send("1");
    await desk.answerNext({ status });
    assertEquals(desk.gone, ["https://push.example/1"]);
    assertEquals([await desk.pass(60_000), desk.clock.pending], [0, 0]);
  });
}

Deno.test("PushSender lets go of a subscription for which nothing can be encrypted", async () => {
  await using desk = new Desk();
  const subscription = { ...desk.browser.at("https://push.example/1"), p256dh: "BAAA" };
  const payload = new Uint8Array(1);
  desk.sender.send({ subscription, payload, topic: "t", isUrgent: false });
  await until(() => desk.gone.length > 0);
  assertEquals([desk.gone, desk.pending], [["https://push.example/1"], []]);
});

for (const status of [429, 500, 502, 503]) {
  Deno.test(`PushSender tries once more, 30 s after ${status}, and then gives up`, async () => {
    await using desk = new Desk();
    desk.send("1");
    await desk.answerNext({ status });
    assertEquals(await desk.pass(30_000), 0);
    desk.clock.advance(100);
    assertEquals(await desk.answerNext({ status }), "https://push.example/1");
    assertEquals([await desk.pass(3_600_000), desk.clock.pending], [0, 0]);
    assertEquals(desk.gone, []);
  });
}

for (const status of [301, 307, 400, 401, 403, 413]) {
  Deno.test(`PushSender does not try again after ${status}, and says so once`, async () => {
    await using desk = new Desk();
    for (const path of ["1", "2"]) {
      desk.send(path);
      await desk.answerNext({ status });
    }
    assertEquals([await desk.pass(60_000), desk.gone, desk.heard.lines], [
      0,
      [],
      ["warn a push service refuses what it is sent"],
    ]);
  });
}

Deno.test("PushSender tries once more where a service cannot be reached, and tells of it once", async () => {
  await using desk = new Desk();
  desk.send("1");
  await desk.answerNext(new Error("connection refused"));
  desk.clock.advance(30_100);
  await desk.answerNext(new Error("connection refused"));
  assertEquals(await desk.pass(60_000), 0);
  assertEquals(desk.heard.lines, ["warn a push service cannot be reached"]);
});

Deno.test("PushSender ends a push that takes over 10 s", async () => {
  await using desk = new Desk();
  desk.send("1");
  await desk.until(1);
  assertEquals(await desk.pass(9_999), 1);
  assertEquals(await desk.pass(1), 0);
  desk.clock.advance(30_100);
  assertEquals(await desk.answerNext({ status: 201 }), "https://push.example/1");
});

Deno.test("PushSender keeps what is for a service that wants rest, and goes on with others", async () => {
  await using desk = new Desk();
  desk.send("1");
  await desk.answerNext({ status: 429, retryAfterMs: 120_000 });
  desk.send("2");
  desk.send("3", { host: "other.example" });
  assertEquals(await desk.answerNext({ status: 201 }), "https://other.example/3");
  assertEquals(await desk.pass(120_000), 0);
  desk.clock.advance(100);
  assertEquals((await desk.until(2)).length, 2);
});

Deno.test("PushSender waits no more for a service that failed three times in a row", async () => {
  await using desk = new Desk();
  for (const path of ["1", "2", "3"]) {
    desk.send(path);
    await desk.answerNext(new Error("no answer"));
  }
  desk.send("4");
  assertEquals(await desk.pass(0), 0);
});

Deno.test("PushSender keeps no more than 1,000 for a second time", async () => {
  await using desk = new Desk();
  desk.send("0");
  await desk.answerNext({ status: 503 });
  for (let n = 1; n < 1_100; n++) desk.send(`${n}`);
  await until(() => desk.heard.lines.length > 0);
  assertEquals(desk.clock.pending, 1_000);
  assertEquals(desk.heard.lines, ["warn pushes were dropped: too many failed"]);
});

Deno.test("PushSender goes on when a subscription cannot be let go of", async () => {
  const desk = new Desk();
  await using sender = Object.assign(
    new PushSender({
      poster: desk,
      vapid: desk.vapid,
      clock: desk.clock,
      log: desk.heard.log,
      onGone: () => Promise.reject(new Error("the disk is full")),
    }),
    {
      async [Symbol.asyncDispose]() {
        await sender.close();
      },
    },
  );
  for (const path of ["1", "2"]) {
    const subscription = desk.browser.at(`https://push.example/${path}`);
    sender.send({ subscription, payload: new Uint8Array(1), topic: "t", isUrgent: false });
    assertEquals(await desk.answerNext({ status: 410 }), subscription.endpoint);
  }
  assertEquals([desk.clock.pending, desk.heard.lines], [0, []]);
});

Deno.test("PushSender.close() ends what is under way, drops what waits, and takes no more", async () => {
  const desk = new Desk();
  desk.send("failed");
  await desk.answerNext({ status: 500 });
  for (let n = 0; n < 20; n++) desk.send(`${n}`);
  await desk.until(16);
  await desk.sender.close();
  desk.send("late");
  assertEquals([desk.pending.length, desk.clock.pending, desk.heard.lines], [0, 0, []]);
});
