import { assertEquals } from "@std/assert";
import type { Command } from "../../lib/wire/commands.ts";
import { isWorthRetry, PendingMessages } from "../../client/pending.ts";
import { FakeClock } from "../support/fake_clock.ts";

/** A queue, the wire it sends on, and a switch for the wire. */
class Stage {
  readonly clock = new FakeClock();
  readonly wire: string[] = [];
  isConnected = true;
  #refs = 0;
  readonly pending = new PendingMessages({
    clock: this.clock,
    newRef: () => `r${++this.#refs}`,
    send: (command) => this.#send(command),
  });

  get refs(): string[] {
    return this.pending.list.value.map(({ ref }) => ref);
  }

  refuse(ref: string, code: string, retryAfter?: number): boolean {
    return this.pending.refuse({
      type: "error",
      code,
      message: "Cannot",
      ref,
      ...(retryAfter !== undefined && { retryAfter }),
    });
  }

  #send(command: Command): boolean {
    if (this.isConnected && command.type === "say") {
      this.wire.push(`${command.ref} ${command.text}`);
    }
    return this.isConnected;
  }
}

Deno.test("PendingMessages.add() sends at once and keeps the message until it is acknowledged", () => {
  const stage = new Stage();
  stage.pending.add("hello");
  assertEquals(stage.wire, ["r1 hello"]);
  assertEquals(stage.refs, ["r1"]);
  stage.pending.acknowledge("r1");
  assertEquals(stage.refs, []);
});

Deno.test("PendingMessages sends the next when the one before is acknowledged", () => {
  const stage = new Stage();
  stage.pending.add("one");
  stage.pending.add("two");
  assertEquals(stage.wire, ["r1 one"]);
  stage.pending.acknowledge("r1");
  assertEquals(stage.wire, ["r1 one", "r2 two"]);
});

Deno.test("PendingMessages keeps what was written without a connection and sends it in order", () => {
  const stage = new Stage();
  stage.isConnected = false;
  stage.pending.add("one");
  stage.pending.add("two");
  assertEquals(stage.wire, []);
  stage.isConnected = true;
  stage.pending.resend();
  stage.pending.acknowledge("r1");
  assertEquals(stage.wire, ["r1 one", "r2 two"]);
});

Deno.test("PendingMessages.resend() sends what was on the wire again, with the same ref", () => {
  const stage = new Stage();
  stage.pending.add("one");
  stage.pending.resend();
  assertEquals(stage.wire, ["r1 one", "r1 one"]);
});

Deno.test("PendingMessages.resend() does not send what a replay has acknowledged", () => {
  const stage = new Stage();
  stage.pending.add("one");
  stage.pending.acknowledge("r1");
  stage.pending.resend();
  assertEquals(stage.wire, ["r1 one"]);
});

Deno.test("PendingMessages.refuse() keeps the message with its reason and lets the next go", () => {
  const stage = new Stage();
  stage.pending.add("one");
  stage.pending.add("two");
  assertEquals(stage.refuse("r1", "too_long"), true);
  assertEquals(stage.pending.list.value[0]?.refusal?.code, "too_long");
  assertEquals(stage.wire, ["r1 one", "r2 two"]);
});

Deno.test("PendingMessages.resend() leaves a refused message to its writer", () => {
  const stage = new Stage();
  stage.pending.add("one");
  stage.refuse("r1", "forbidden");
  stage.pending.resend();
  assertEquals(stage.wire, ["r1 one"]);
});

Deno.test("PendingMessages.retry() sends a refused message once more", () => {
  const stage = new Stage();
  stage.pending.add("one");
  stage.refuse("r1", "unavailable");
  stage.pending.retry("r1");
  assertEquals(stage.wire, ["r1 one", "r1 one"]);
  assertEquals(stage.pending.list.value[0]?.refusal, undefined);
});

Deno.test("PendingMessages.discard() gives a refused message up", () => {
  const stage = new Stage();
  stage.pending.add("one");
  stage.refuse("r1", "too_long");
  stage.pending.discard("r1");
  assertEquals(stage.refs, []);
});

Deno.test("PendingMessages waits as long as the rate limit asks, then goes on in order", () => {
  const stage = new Stage();
  stage.pending.add("one");
  stage.pending.add("two");
  stage.refuse("r1", "rate_limited", 700);
  assertEquals(stage.pending.list.value[0]?.refusal, undefined);
  stage.clock.advance(699);
  assertEquals(stage.wire, ["r1 one"]);
  stage.clock.advance(1);
  stage.pending.acknowledge("r1");
  assertEquals(stage.wire, ["r1 one", "r1 one", "r2 two"]);
});

Deno.test("PendingMessages.refuse() leaves errors about other things to others", () => {
  const stage = new Stage();
  stage.pending.add("one");
  assertEquals(stage.refuse("elsewhere", "too_long"), false);
  assertEquals(stage.pending.refuse({ type: "error", code: "empty", message: "Cannot" }), false);
});

Deno.test("isWorthRetry() is false where the text itself is at fault", () => {
  const codes = ["too_long", "empty", "bad_request", "unavailable", "forbidden"];
  assertEquals(codes.filter((code) => isWorthRetry({ code, message: "Cannot" })), [
    "unavailable",
    "forbidden",
  ]);
});
