/** Webhooks, as whoever receives them finds them. */
import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { systemClock } from "../../lib/clock.ts";
import { secretOf, showSecret } from "../../lib/webhooks/signature.ts";
import { GuardedPoster } from "../../lib/outside/guarded_poster.ts";
import { isPublicAddress } from "../../lib/outside/public_address.ts";
import { countCalls } from "../support/counted_calls.ts";
import { pushCertificate } from "../support/push_certificate.ts";
import { roomDraft } from "../support/room_draft.ts";
import { SeverableProxy } from "../support/severable_proxy.ts";
import { until } from "../support/until.ts";
import { isSigned, seqsIn, toldIn, WebhookStage } from "../support/webhook_stage.ts";

/** Answers everything with this. */
function always(status: number, headers: Record<string, string> = {}): () => Response {
  return () => new Response(null, { status, headers });
}

Deno.test("A webhook is told of what is said from its making on, in order and signed", async () => {
  await using stage = await WebhookStage.open();
  await stage.say("before");
  await stage.hook();
  await stage.say("one", "two");
  await stage.service.until(1);
  await stage.say("three");
  const received = await stage.service.until(2);
  assertEquals(received.map(seqsIn), [[2, 3], [4]]);
  const { room, events } = toldIn(received[0]!);
  assertEquals(room, "tea");
  assertEquals(events, await stage.store.readEvents("tea", 1, 3));
  const secret = showSecret(secretOf(new Uint8Array(32), "h"));
  for (const request of received) assert(await isSigned(request, secret));
  const { method, path, headers } = received[0]!;
  assertEquals([method, path, headers.get("content-type")], ["POST", "/h", "application/json"]);
  assertEquals(headers.get("webhook-id"), "h_2-3");
  assertEquals(headers.get("webhook-timestamp"), `${stage.clock.now() / 1_000}`);
  await until(async () => (await stage.state())?.sent === 4);
});

Deno.test("A request holds up to 100 events, and 256 KiB of them", async () => {
  await using stage = await WebhookStage.open();
  await stage.hook();
  await stage.say(...Array.from({ length: 150 }, (_, index) => `${index}`));
  await stage.say(...Array.from({ length: 20 }, () => "é".repeat(8_000)));
  const received = await stage.service.until(3);
  const seqs = received.map(seqsIn);
  assertEquals(seqs[0]!.length, 100);
  assertEquals(seqs.flat(), Array.from({ length: seqs.flat().length }, (_, index) => index + 1));
  for (const { body } of received) assert(body.length <= 262_144 + 100);
  await until(async () => (await stage.state())?.sent === 170);
});

for (const status of [500, 404, 401, 301, 307]) {
  Deno.test(`What is answered with ${status} comes again, with the same id`, async () => {
    await using stage = await WebhookStage.open();
    stage.service.answer = always(status, { location: "https://push.example/elsewhere" });
    await stage.hook();
    await stage.say("one");
    const waitMs = await stage.failed();
    assert(waitMs >= 1_000 && waitMs <= 2_000, `${waitMs}`);
    const { sent, failing, lastError } = (await stage.state())!;
    assertEquals([sent, failing, lastError], [0, stage.clock.now(), `it answered ${status}`]);
    // What is said meanwhile waits, and changes nothing of what is under way.
    await stage.say("two");
    stage.service.answer = always(204);
    await stage.retry();
    const received = await stage.service.until(3);
    assertEquals(received.map(seqsIn), [[1], [1], [2]]);
    assertEquals(received.map(({ path }) => path), ["/h", "/h", "/h"]);
    const ids = received.map(({ headers }) => headers.get("webhook-id"));
    assertEquals(ids[0], ids[1]);
    assertNotEquals(ids[1], ids[2]);
    const stamps = received.map(({ headers }) => headers.get("webhook-timestamp"));
    assertNotEquals(stamps[0], stamps[1]);
    await until(async () => (await stage.state())?.sent === 2);
    assertEquals((await stage.state())!.lastError, undefined);
  });
}

/** The way to a port of loopback. */
function posterTo(port: number): GuardedPoster {
  return new GuardedPoster({
    resolve: () => Promise.resolve(["127.0.0.1"]),
    isAllowed: () => true,
    caCerts: [pushCertificate.cert],
    clock: systemClock,
    port,
  });
}

Deno.test("What was lost with its connection comes again, with the same id", async () => {
  await using stage = await WebhookStage.open();
  await using proxy = await SeverableProxy.open(`http://127.0.0.1:${stage.service.port}`);
  await stage.restart(posterTo(Number(new URL(proxy.origin).port)));
  stage.service.answer = () => {
    proxy.cut();
    return new Response(null, { status: 200 });
  };
  await stage.hook();
  await stage.say("one");
  await stage.failed();
  assertEquals((await stage.state())?.lastError, "it cannot be reached");
  proxy.mend();
  stage.service.answer = always(200);
  await stage.retry();
  const received = await stage.service.until(2);
  assertEquals(received.map(({ headers }) => headers.get("webhook-id")), ["h_1-1", "h_1-1"]);
  await until(async () => (await stage.state())?.sent === 1);
});

Deno.test("A receiver that does not answer within 10 s is asked again", async () => {
  await using stage = await WebhookStage.open();
  // It does not get as far as TLS: Deno's own server cannot be left without an answer.
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  await stage.restart(posterTo(listener.addr.port));
  await stage.hook();
  await stage.say("one");
  using _held = await listener.accept();
  stage.clock.advance(10_000);
  await stage.failed();
  assertEquals((await stage.state())?.lastError, "it did not answer in time");
});

Deno.test("The wait doubles up to an hour, and is longer where the receiver asks for that", async () => {
  await using stage = await WebhookStage.open();
  stage.service.answer = always(500);
  await stage.hook();
  await stage.say("one");
  let longestMs = 1_000;
  for (let failures = 0; failures < 14; failures++) {
    longestMs = Math.min(2 * longestMs, 3_600_000);
    const waitMs = await stage.retry();
    assert(waitMs >= longestMs / 2 && waitMs <= longestMs, `${waitMs} of ${longestMs}`);
    await stage.service.until(failures + 2);
  }
  stage.service.answer = always(429, { "retry-after": "7200" });
  await stage.retry();
  await stage.service.until(16);
  assertEquals(await stage.failed(), 7_200_000);
});

Deno.test("A webhook that answers 410 is paused at once, and told of nothing more", async () => {
  await using stage = await WebhookStage.open();
  stage.service.answer = always(410);
  await stage.hook();
  await stage.say("one");
  await until(async () => (await stage.state())?.isPaused === true);
  assertEquals((await stage.state())?.lastError, "it answered 410");
  await stage.hook("other");
  await stage.say("two");
  await until(async () => (await stage.state("other"))?.isPaused === true);
  await stage.restart();
  assertEquals(stage.service.received.map(({ path }) => path), ["/h", "/other"]);
});

Deno.test("A webhook that fails for three days is paused, and the operator hears of it twice", async () => {
  await using stage = await WebhookStage.open();
  stage.service.answer = always(503);
  await stage.hook();
  await stage.say("one");
  await stage.failed();
  // The next attempt is due long before the end of them, but is made then.
  stage.clock.advance(259_200_000 - 1);
  await stage.service.until(2);
  assertEquals((await stage.state())?.isPaused, undefined);
  await stage.retry();
  await until(async () => (await stage.state())?.isPaused === true);
  const told = stage.lines.map((line) => JSON.parse(line));
  assertEquals(told.map(({ message }) => message), ["a webhook fails", "a webhook is paused"]);
  assertEquals(told.map(({ service }) => service), ["push.example", "push.example"]);
});

Deno.test("Deliveries go on where the last run ended, without a gap", async () => {
  await using stage = await WebhookStage.open();
  stage.service.answer = always(500);
  await stage.hook();
  await stage.say("one");
  await stage.failed();
  await stage.say("two");
  stage.service.answer = always(200);
  await stage.restart();
  const received = await stage.service.until(2);
  assertEquals(received.map(seqsIn), [[1], [1, 2]]);
  await until(async () => (await stage.state())?.sent === 2);
});

Deno.test("What a server left when it ended, another delivers once it looks again", async () => {
  await using stage = await WebhookStage.open();
  stage.service.answer = always(500);
  await stage.hook();
  const { counted, calls } = countCalls(stage.store);
  const other = stage.another(counted);
  await other.start();
  // It finds nothing yet.
  await until(() => calls.has("readEvents"));
  await stage.say("one");
  await stage.failed();
  await stage.deliveries.close();
  stage.service.answer = always(204);
  await other.refresh();
  const received = await stage.service.until(2);
  assertEquals(received.map(({ headers }) => headers.get("webhook-id")), ["h_1-1", "h_1-1"]);
  await until(async () => (await stage.state())?.sent === 1);
  await other.close();
});

Deno.test("What was deleted before an attempt is not in it any more", async () => {
  await using stage = await WebhookStage.open();
  stage.service.answer = always(500);
  await stage.hook();
  await stage.say("a secret");
  await stage.failed();
  const from = { id: "ada", name: "Ada", kind: "guest" } as const;
  await stage.store.append("tea", [{ type: "deleted", at: 2, from, target: 1, others: false }]);
  stage.service.answer = always(200);
  await stage.retry();
  const [first, second] = await stage.service.until(2);
  assertEquals(toldIn(first!).events.map((event) => "text" in event), [true]);
  assertEquals(toldIn(second!).events.map((event) => "text" in event), [false]);
  assertEquals(second!.headers.get("webhook-id"), first!.headers.get("webhook-id"));
});

Deno.test("What was forgotten meanwhile is counted as missed", async () => {
  await using stage = await WebhookStage.open();
  stage.service.answer = always(500);
  await stage.hook();
  await stage.say("one", "two", "three");
  await stage.failed();
  await stage.store.forget("tea", 9_999, 2);
  stage.service.answer = always(200);
  await stage.retry();
  const [, second] = await stage.service.until(2);
  assertEquals([toldIn(second!).missed, seqsIn(second!)], [2, [3]]);
  await until(async () => (await stage.state())?.sent === 3);
});

Deno.test("A webhook that is removed is told of nothing more", async () => {
  await using stage = await WebhookStage.open();
  stage.service.answer = always(500);
  await stage.hook();
  await stage.say("one");
  await stage.failed();
  await stage.store.webhooks.remove("tea", "h");
  await stage.deliveries.remove("tea", "h");
  assertEquals(stage.clock.pending, 0);
  await stage.say("two");
  assertEquals(stage.service.received.length, 1);
});

Deno.test("A room that is renamed is told of under its new name, from where it left off", async () => {
  await using stage = await WebhookStage.open();
  await stage.hook();
  await stage.say("one");
  await stage.service.until(1);
  await until(async () => (await stage.state())?.sent === 1);
  await stage.store.renameRoom("tea", "oolong");
  stage.deliveries.moved("tea", "oolong");
  const from = { id: "ada", name: "Ada", kind: "guest" } as const;
  await stage.store.append("oolong", [{ type: "message", at: 1_000, from, text: "two" }]);
  stage.deliveries.published("oolong");
  const received = await stage.service.until(2);
  assertEquals(received.map((request) => [toldIn(request).room, ...seqsIn(request)]), [
    ["tea", 1],
    ["oolong", 2],
  ]);
});

Deno.test("A room that is deleted is told of no more", async () => {
  await using stage = await WebhookStage.open();
  await stage.hook();
  await stage.store.deleteRoom("tea", "ada");
  stage.deliveries.moved("tea");
  await stage.store.createRoom(roomDraft("tea"));
  await stage.say("of another room");
  assertEquals(await stage.store.webhooks.active(), []);
  assertEquals(stage.service.received.length, 0);
});

Deno.test("A webhook whose room is no more is told nothing of one that is made anew", async () => {
  await using stage = await WebhookStage.open();
  await stage.hook();
  // As when the room is removed behind its back.
  await stage.store.webhooks.remove("tea", "h");
  await stage.say("not for it");
  await stage.hook("other");
  await stage.say("for the other");
  const received = await stage.service.until(1);
  assertEquals(received.map(({ path }) => path), ["/other"]);
});

Deno.test("Eight webhooks are told at once, the ninth when one of them is done", async () => {
  await using stage = await WebhookStage.open();
  const held = Promise.withResolvers<void>();
  let [running, most] = [0, 0];
  stage.service.answer = async () => {
    most = Math.max(most, ++running);
    await held.promise;
    running--;
    return new Response(null);
  };
  for (let count = 1; count <= 9; count++) await stage.hook(`h${count}`);
  await stage.say("one");
  await until(() => running === 8);
  held.resolve();
  await stage.service.until(9);
  assertEquals(most, 8);
});

for (
  const address of ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fd00::1"]
) {
  Deno.test(`A name that leads to ${address} is not connected to, nor is its owner told of that`, async () => {
    await using stage = await WebhookStage.open();
    await stage.restart(
      new GuardedPoster({
        resolve: () => Promise.resolve(["1.1.1.1", address]),
        isAllowed: isPublicAddress,
        caCerts: [pushCertificate.cert],
        clock: systemClock,
        port: stage.service.port,
      }),
    );
    await stage.hook();
    await stage.say("one");
    await stage.failed();
    assertEquals((await stage.state())?.lastError, "it cannot be reached");
    assertMatch(JSON.parse(stage.lines[0]!).why, /is not on the internet/);
    assertEquals(stage.service.received.length, 0);
  });
}

for (const [status, outcome] of [[204, "taken"], [404, "refused"], [500, "failed"]] as const) {
  Deno.test(`What is answered with ${status} counts as ${outcome}`, async () => {
    await using stage = await WebhookStage.open();
    stage.service.answer = always(status);
    await stage.hook();
    await stage.say("one");
    await until(() => stage.meter.heard.length > 0);
    assertEquals(stage.meter.heard, [`webhook ${outcome}`]);
  });
}
