import { assertEquals } from "@std/assert";
import { Composing } from "../../../client/composer/composing.ts";
import { Conversation } from "../../../client/conversation/conversation.ts";
import type { ServerMessage } from "../../../lib/wire/messages.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { FakeNetwork, settled } from "../connection/fake_network.ts";
import { FakeTurns } from "../outbox/fake_turns.ts";
import { MemoryOutbox } from "../outbox/memory_outbox.ts";
import { ada, deleted, edited, message, welcome } from "../timeline/wire_samples.ts";

/** Ada, who writes to a server that the test plays. */
class Stage implements Disposable {
  readonly network = new FakeNetwork();
  readonly #clock = new FakeClock();
  #refs = 0;
  readonly conversation = new Conversation("tea", {
    clock: this.#clock,
    surroundings: this.network,
    openSocket: this.network.openSocket,
    author: { id: "a", name: "Ada" },
    outbox: new MemoryOutbox(),
    turns: new FakeTurns(),
    random: () => 0,
    newRef: () => `r${++this.#refs}`,
    probe: () => Promise.resolve(426),
    fetchMessages: this.network.fetchMessages,
  });
  readonly composing = new Composing(this.conversation);

  constructor(...messages: ServerMessage[]) {
    this.conversation.open();
    this.network.socket.accept(welcome({ seq: messages.length }), ...messages);
  }

  /** What the box holds, and what for. */
  get shown(): unknown[] {
    const { text, mode } = this.conversation.draft;
    return [text.value, mode.value.kind];
  }

  write(text: string): void {
    this.composing.write(text, { isTyped: true });
  }

  /** Reconnects to a server with another log. */
  restart(): void {
    this.network.socket.close(1006);
    this.#clock.advance(0);
    this.network.socket.accept(welcome({ epoch: "e2" }));
  }

  [Symbol.dispose](): void {
    this.conversation.close();
  }
}

Deno.test("Composing.submit() sends what is written, trimmed, and empties the draft", async () => {
  using stage = new Stage();
  stage.write(" hello\n");
  stage.composing.submit();
  await settled();
  assertEquals(stage.network.socket.sentOf("say"), [{ type: "say", text: "hello", ref: "r1" }]);
  assertEquals(stage.shown, ["", "new"]);
});

Deno.test("Composing.submit() sends nothing that is blank or too long", async () => {
  using stage = new Stage();
  for (const text of ["", " \n ", "x".repeat(8_001)]) {
    stage.write(text);
    assertEquals(stage.composing.canSubmit.value, false);
    stage.composing.submit();
  }
  await settled();
  assertEquals(stage.network.socket.sentOf("say"), []);
});

Deno.test("Composing.left counts characters near the limit that the server set", () => {
  using stage = new Stage(welcome({ limits: { text: 1_000, frame: 65_536, rate: 10, upload: 0 } }));
  stage.write("👍".repeat(990));
  assertEquals(stage.composing.left.value, 10);
  stage.write("👍".repeat(1_001));
  assertEquals(stage.composing.left.value, -1);
});

Deno.test("Composing.submit() of a reply says which message it answers", async () => {
  using stage = new Stage(message(1));
  stage.conversation.draft.reply(1);
  stage.write("hm");
  stage.composing.submit();
  await settled();
  assertEquals(stage.network.socket.sentOf("say")[0]?.replyTo, 1);
});

Deno.test("Composing.submit() of a reply to what was deleted sends a message of its own", async () => {
  using stage = new Stage(message(1));
  stage.conversation.draft.reply(1);
  stage.write("hm");
  stage.network.socket.say(deleted(2, 1));
  assertEquals(stage.composing.isTargetGone.value, true);
  stage.composing.submit();
  await settled();
  assertEquals(stage.network.socket.sentOf("say")[0], { type: "say", text: "hm", ref: "r1" });
});

Deno.test("Composing.submit() of an edit sends it and ends it when the server has it", async () => {
  using stage = new Stage(message(1, { from: ada }));
  stage.composing.editLast();
  stage.write("better");
  stage.composing.submit();
  const { socket } = stage.network;
  assertEquals(socket.sentOf("edit"), [{ type: "edit", target: 1, text: "better", ref: "r1" }]);
  assertEquals(stage.composing.canSubmit.value, false);
  socket.say({ ...edited(2, 1, "better"), from: ada, ref: "r1" });
  await settled();
  assertEquals(stage.shown, ["", "new"]);
});

Deno.test("Composing.submit() of an edit of what was deleted does nothing", () => {
  using stage = new Stage(message(1, { from: ada }));
  stage.composing.editLast();
  stage.write("better");
  stage.network.socket.say(deleted(2, 1));
  assertEquals(stage.composing.canSubmit.value, false);
  stage.composing.submit();
  assertEquals(stage.network.socket.sentOf("edit"), []);
});

Deno.test("Composing.editLast() takes one's newest message that is still there", () => {
  using stage = new Stage(
    message(1, { from: ada, text: "first" }),
    message(2, { from: ada }),
    message(3),
    { ...deleted(4, 2), from: ada },
  );
  assertEquals(stage.composing.editLast(), true);
  assertEquals(stage.shown, ["first", "edit"]);
});

Deno.test("Composing.editLast() does nothing without a message of one's own, or when one has begun", () => {
  using stage = new Stage(message(1));
  assertEquals(stage.composing.editLast(), false);
  stage.network.socket.say(message(2, { from: ada }));
  stage.write("hm");
  assertEquals(stage.composing.editLast(), false);
  stage.write("");
  stage.conversation.draft.reply(1);
  assertEquals(stage.composing.editLast(), false);
});

Deno.test("Composing.remove() deletes what was edited and gives back what was begun", () => {
  using stage = new Stage(message(1, { from: ada }));
  stage.write("hm");
  stage.conversation.draft.edit(1, "");
  stage.composing.remove();
  assertEquals(stage.network.socket.sentOf("delete")[0]?.target, 1);
  assertEquals(stage.shown, ["hm", "new"]);
});

Deno.test("Composing.write() of what nobody typed is no sign of typing", () => {
  using stage = new Stage();
  stage.composing.write("from before", { isTyped: false });
  assertEquals(stage.network.socket.sentOf("typing"), []);
  stage.write("from before, and more");
  assertEquals(stage.network.socket.sentOf("typing").length, 1);
});

Deno.test("A draft that answers or edits becomes a message of its own when the log is replaced", () => {
  using stage = new Stage(message(1, { from: ada }));
  stage.composing.editLast();
  stage.restart();
  assertEquals(stage.shown, ["text 1", "new"]);
});
