import { assertEquals } from "@std/assert";
import type { ServerMessage } from "../../../lib/wire/messages.ts";
import { TypingWatch } from "../../../client/conversation/typing_watch.ts";
import { typistMs } from "../../../client/conversation/typists.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { ada, bob, message } from "../timeline/wire_samples.ts";

function typing(from: { id: string; name: string }): ServerMessage {
  return { type: "typing", from, on: true };
}

function names({ typists }: TypingWatch): string[] {
  return typists.value.map(({ name }) => name);
}

Deno.test("TypingWatch takes off who goes quiet, each at their time", () => {
  const clock = new FakeClock();
  const watch = new TypingWatch(clock);
  watch.heard(typing(bob), ada.id);
  clock.advance(typistMs - 1);
  watch.heard(typing({ id: "c", name: "Cy" }), ada.id);
  assertEquals(names(watch), ["Bob", "Cy"]);
  clock.advance(1);
  assertEquals(names(watch), ["Cy"]);
  clock.advance(typistMs);
  assertEquals([names(watch), clock.pending], [[], 0]);
});

Deno.test("TypingWatch keeps who goes on typing", () => {
  const clock = new FakeClock();
  const watch = new TypingWatch(clock);
  watch.heard(typing(bob), ada.id);
  clock.advance(typistMs - 1);
  watch.heard(typing(bob), ada.id);
  clock.advance(typistMs - 1);
  assertEquals(names(watch), ["Bob"]);
  watch.close();
});

Deno.test("TypingWatch waits for nothing once nobody types, or nothing is heard", () => {
  const clock = new FakeClock();
  const watch = new TypingWatch(clock);
  watch.heard(typing(bob), ada.id);
  watch.heard(message(1), ada.id);
  assertEquals([names(watch), clock.pending], [[], 0]);
  watch.heard(typing(bob), ada.id);
  watch.disconnected();
  assertEquals([names(watch), clock.pending], [[], 0]);
});

Deno.test("TypingWatch.close() stops its timer", () => {
  const clock = new FakeClock();
  const watch = new TypingWatch(clock);
  watch.heard(typing(bob), ada.id);
  watch.close();
  assertEquals(clock.pending, 0);
});
