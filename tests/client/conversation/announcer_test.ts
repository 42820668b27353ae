import { assertEquals } from "@std/assert";
import { Announcer, messageText } from "../../../client/conversation/announcer.ts";
import type { Original } from "../../../client/timeline/state.ts";
import { timeText } from "../../../client/i18n/times.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { ada, message } from "../timeline/wire_samples.ts";

class Stage {
  readonly clock = new FakeClock();
  readonly announcer = new Announcer(this.clock);

  get lines(): string[] {
    return this.announcer.list.value.map(({ text }) => text);
  }

  /** So many messages at once, the first with this number. */
  hear(count: number, from = 1): void {
    for (let seq = from; seq < from + count; seq++) this.announcer.heard(message(seq));
  }
}

function line(seq: number): string {
  return `Bob: text ${seq}, ${timeText(seq * 1_000)}`;
}

Deno.test("Announcer.heard() says a message at once: name, text, time", () => {
  const stage = new Stage();
  stage.hear(1);
  assertEquals(stage.lines, [line(1)]);
});

Deno.test("Announcer.heard() says up to three that follow within a second one by one", () => {
  const stage = new Stage();
  stage.hear(4);
  assertEquals(stage.lines, [line(1)]);
  stage.clock.advance(1_000);
  assertEquals(stage.lines, [line(2), line(3), line(4)]);
});

Deno.test("Announcer.heard() counts more than three that follow within a second", () => {
  const stage = new Stage();
  stage.hear(5);
  stage.clock.advance(1_000);
  assertEquals(stage.lines, ["4 new messages"]);
});

Deno.test("Announcer.heard() goes on gathering while a burst lasts", () => {
  const stage = new Stage();
  stage.hear(5);
  stage.clock.advance(1_000);
  stage.hear(1, 6);
  assertEquals(stage.lines, ["4 new messages"]);
  stage.clock.advance(1_000);
  assertEquals(stage.lines, [line(6)]);
});

Deno.test("Announcer.say() makes the same words a new announcement", () => {
  const stage = new Stage();
  stage.announcer.say("again");
  const [before] = stage.announcer.list.value;
  stage.announcer.say("again");
  assertEquals(stage.announcer.list.value[0]?.id === before?.id, false);
});

Deno.test("Announcer leaves nothing behind after 10 s, and no timer", () => {
  const stage = new Stage();
  stage.hear(1);
  stage.clock.advance(10_000);
  assertEquals(stage.lines, []);
  assertEquals(stage.clock.pending, 0);
});

Deno.test("Announcer.close() stops every timer", () => {
  const stage = new Stage();
  stage.hear(2);
  stage.announcer.close();
  assertEquals(stage.clock.pending, 0);
});

Deno.test("messageText() says whom a reply answers, where that is known", () => {
  const reply = message(2, { replyTo: 1 });
  const told = (original?: Original) => messageText(reply, original).replace(/, [^,]*$/, "");
  assertEquals(told(message(1, { from: ada })), "Bob, in reply to Ada: text 2");
  assertEquals(told("gone"), "Bob replied: text 2");
  assertEquals(told(), "Bob replied: text 2");
});

Deno.test("messageText() says what files a message without text brings", () => {
  const tea = { id: "f", name: "tea.txt", size: 1, type: "text/plain" };
  const text = (count: number) =>
    messageText(message(1, { text: "", files: Array(count).fill(tea) }));
  assertEquals(text(1), `Bob: tea.txt, ${timeText(1_000)}`);
  assertEquals(text(2), `Bob: 2 files, ${timeText(1_000)}`);
});

Deno.test("messageText() says the beginning of a long message", () => {
  const text = messageText(message(1, { text: "x".repeat(8_000) }));
  assertEquals(text, `Bob: ${"x".repeat(500)}…, ${timeText(1_000)}`);
});

Deno.test("messageText() says a note as it is: nobody said it", () => {
  assertEquals(messageText(message(1, { note: true, text: "A device came" })), "A device came");
});
