import { assertEquals, assertMatch } from "@std/assert";
import { signal } from "@preact/signals";
import { Composing } from "../../../client/composer/composing.ts";
import { canTakeUp, takeUp } from "../../../client/composer/take_up.ts";
import { Conversation } from "../../../client/conversation/conversation.ts";
import type { AttachedFile } from "../../../client/files/draft_attachment.ts";
import type { PendingMessage } from "../../../client/outbox/outbox_store.ts";
import { Tray } from "../../../client/composer/tray.ts";
import { Upload } from "../../../client/files/upload.ts";
import { UploadQueue } from "../../../client/files/upload_queue.ts";
import { sending } from "../../../lib/texts/en_sending.ts";
import type { Welcome } from "../../../lib/wire/messages.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { FakeNetwork } from "../connection/fake_network.ts";
import { FakeTurns } from "../outbox/fake_turns.ts";
import { FakeUploader, settled } from "../files/fake_uploader.ts";
import { MemoryOutbox } from "../outbox/memory_outbox.ts";
import { ada, message, welcome } from "../timeline/wire_samples.ts";

const limits = { text: 8_000, frame: 65_536, rate: 10, upload: 1_000 };

/** Ada, who attaches files in a room of a server that the test plays. */
class Stage implements Disposable {
  readonly network = new FakeNetwork();
  readonly uploader = new FakeUploader();
  readonly clock = new FakeClock();
  /** Names of files whose picture is not shown any more. */
  readonly released: string[] = [];
  #refs = 0;
  readonly conversation = new Conversation("tea", {
    clock: this.clock,
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
  readonly tray = new Tray({
    conversation: this.conversation,
    words: sending,
    queue: new UploadQueue(),
    attach: (file) => this.#attach(file),
    attachAgain: ({ path, ...file }) => ({ ...file, upload: this.#upload(file.name, path) }),
  });

  constructor() {
    this.conversation.open();
    this.conversation.tray.value = this.tray;
    this.say(welcome({ seq: 1, limits }), message(1));
  }

  say(...[first, ...others]: Parameters<FakeNetwork["socket"]["say"]>): void {
    this.network.socket.accept(first!, ...others);
  }

  async attach(...names: string[]): Promise<void> {
    this.tray.add(names.map((name) => new File(["x"], name)));
    await settled();
  }

  /** The server has got all that is on its way. */
  async finish(): Promise<void> {
    for (const transfer of this.uploader.transfers) await transfer.finish(`id of ${transfer.name}`);
    await settled();
  }

  write(text: string): void {
    this.composing.write(text, { isTyped: true });
  }

  /** Presses the button that sends. */
  async submit(): Promise<void> {
    this.composing.submit();
    await settled();
  }

  /** What was sent, without what is the same each time. */
  get said(): unknown[] {
    return this.network.socket.sentOf("say").map(({ text, files, replyTo }) => ({
      text,
      ...(files && { files }),
      ...(replyTo !== undefined && { replyTo }),
    }));
  }

  /** Names of what is attached. */
  get names(): string[] {
    return this.tray.list.value.map(({ name }) => name);
  }

  /** What is read out. */
  get spoken(): string {
    return this.conversation.announcer.list.value.map(({ text }) => text).join(" ");
  }

  #attach(file: File): AttachedFile {
    const { name, size, type } = file;
    return {
      name,
      size,
      type,
      upload: this.#upload(name),
      release: () => this.released.push(name),
    };
  }

  #upload(name: string, path?: string): Upload {
    return new Upload({
      name,
      room: () => "tea",
      prepare: () => Promise.resolve({ content: new Blob(["x"]) }),
      ...(path !== undefined && { path }),
    }, {
      clock: this.clock,
      surroundings: this.network,
      uploader: this.uploader,
      random: () => 0.5,
    });
  }

  [Symbol.dispose](): void {
    this.conversation.close();
  }
}

Deno.test("a file whose way was cut goes on as soon as the room's socket is open again", async () => {
  using stage = new Stage();
  await stage.attach("a.txt");
  await stage.uploader.last.cut();
  assertEquals(stage.uploader.last.runs, 1);
  stage.network.socket.close(1006);
  stage.clock.advance(0);
  stage.say(welcome({ seq: 1, limits }), message(1));
  await settled();
  assertEquals(stage.uploader.last.runs, 2);
});

Deno.test("Tray.send() sends files that are there, without a text if there is none", async () => {
  using stage = new Stage();
  assertEquals(stage.composing.canSubmit.value, false);
  await stage.attach("tea.png");
  await stage.finish();
  stage.tray.describe(stage.tray.list.value[0]!, " a pot ");
  await stage.submit();
  assertEquals(stage.said, [{ text: "", files: [{ id: "id of tea.png", alt: "a pot" }] }]);
  assertEquals([stage.names, stage.released], [[], ["tea.png"]]);
  assertEquals(stage.uploader.last.isAbandoned, false);
});

Deno.test("Tray.send() has the message wait for its files, which then goes by itself", async () => {
  using stage = new Stage();
  await stage.attach("a", "b");
  stage.write("look");
  await stage.submit();
  assertEquals([stage.said, stage.tray.isWaiting.value], [[], true]);
  assertEquals(stage.conversation.draft.text.value, "look");
  assertEquals(stage.composing.canSubmit.value, false);
  await stage.finish();
  assertEquals(stage.said, [{ text: "look", files: [{ id: "id of a" }, { id: "id of b" }] }]);
  assertEquals([stage.conversation.draft.text.value, stage.tray.isWaiting.value], ["", false]);
});

Deno.test("Tray.send() leaves the reader and the focus where they are when it goes by itself", async () => {
  using stage = new Stage();
  await stage.attach("a");
  await stage.submit();
  const call = stage.conversation.draft.call.value;
  stage.conversation.goTo(1);
  await stage.finish();
  assertEquals(stage.said.length, 1);
  assertEquals(stage.conversation.draft.call.value, call);
  assertEquals(stage.conversation.seek.target.value, 1);
});

const changes: Record<string, (stage: Stage) => unknown> = {
  "the text is changed": (stage) => stage.write("other"),
  "a picture is described": (stage) => stage.tray.describe(stage.tray.list.value[0]!, "a pot"),
  "a file is added": (stage) => stage.attach("b"),
  "it is to answer something": (stage) => stage.conversation.draft.reply(1),
  "the reader says so": (stage) => stage.tray.takeBack(),
};

for (const [name, change] of Object.entries(changes)) {
  Deno.test(`a message that waits for its files does not go when ${name}`, async () => {
    using stage = new Stage();
    await stage.attach("a");
    await stage.submit();
    await change(stage);
    assertEquals(stage.tray.isWaiting.value, false);
    await stage.finish();
    assertEquals([stage.said, stage.composing.canSubmit.value], [[], true]);
  });
}

Deno.test("a message that waits for its files goes after an edit of another, and leaves that alone", async () => {
  using stage = new Stage();
  stage.network.socket.say(message(2, { from: ada, text: "mine" }));
  await stage.attach("a");
  stage.write("look");
  await stage.submit();
  stage.conversation.draft.edit(2, "mine");
  stage.write("mine!");
  await stage.finish();
  assertEquals([stage.said, stage.conversation.draft.text.value], [[], "mine!"]);
  stage.conversation.draft.cancel();
  await settled();
  assertEquals(stage.said, [{ text: "look", files: [{ id: "id of a" }] }]);
});

Deno.test("a message that waits for its files goes when the one that failed is removed", async () => {
  using stage = new Stage();
  await stage.attach("a", "b");
  await stage.submit();
  await stage.uploader.transfers[0]!.refuse("quota");
  await stage.uploader.transfers[1]!.finish("f2");
  assertEquals([stage.said, stage.tray.isWaiting.value], [[], true]);
  stage.tray.remove(stage.tray.list.value[0]!);
  await settled();
  assertEquals(stage.said, [{ text: "", files: [{ id: "f2" }] }]);
});

Deno.test("a message that waits for its files goes when the one that failed is sent again", async () => {
  using stage = new Stage();
  await stage.attach("a");
  await stage.submit();
  await stage.uploader.last.refuse("quota");
  stage.tray.retry(stage.tray.list.value[0]!);
  await settled();
  await stage.finish();
  assertEquals(stage.said.length, 1);
});

Deno.test("a message that waits for its files is none when all are removed and it has no text", async () => {
  using stage = new Stage();
  await stage.attach("a");
  await stage.submit();
  stage.tray.remove(stage.tray.list.value[0]!);
  await settled();
  assertEquals([stage.said, stage.tray.isWaiting.value], [[], false]);
  assertEquals(stage.uploader.last.isAbandoned, true);
});

Deno.test("a message that waits for its files waits for the end of a mute, too", async () => {
  using stage = new Stage();
  await stage.attach("a");
  await stage.submit();
  stage.network.socket.say({ type: "you", role: "reader" });
  await stage.finish();
  assertEquals(stage.said, []);
  stage.network.socket.say({ type: "you", role: "member" });
  await settled();
  assertEquals(stage.said.length, 1);
});

Deno.test("Tray.send() of a reply says which message it answers", async () => {
  using stage = new Stage();
  stage.conversation.draft.reply(1);
  await stage.attach("a");
  await stage.submit();
  await stage.finish();
  assertEquals(stage.said, [{ text: "", files: [{ id: "id of a" }], replyTo: 1 }]);
});

Deno.test("Tray.add() takes ten files, and says so of the eleventh", async () => {
  using stage = new Stage();
  await stage.attach(...Array.from({ length: 9 }, (_, index) => String(index)));
  await stage.attach("9", "10");
  assertEquals([stage.names.length, stage.names.at(-1)], [10, "9"]);
  assertMatch(stage.tray.complaint.value, /up to 10 files/);
  stage.tray.dismiss();
  assertEquals(stage.tray.complaint.value, "");
});

const unfit: [string, File, RegExp][] = [
  ["too large", new File(["x".repeat(1_001)], "big"), /^big is too large: .* up to 1 kB here/],
  ["empty", new File([], "void"), /nothing in void/],
];

for (const [name, file, words] of unfit) {
  Deno.test(`Tray.add() says why a file is not taken that is ${name}, and takes the others`, () => {
    using stage = new Stage();
    stage.tray.add([file, new File(["x"], "a")]);
    assertMatch(stage.tray.complaint.value, words);
    assertEquals(stage.names, ["a"]);
  });
}

Deno.test("Tray.add() takes into a direct room what fits once it is made up and sealed", () => {
  using stage = new Stage();
  Object.assign(stage.conversation, { sealedFiles: signal(undefined) });
  // The server takes 1,000 bytes: 960, and the tag. One byte more would be made up to 992.
  stage.tray.add([new File(["x".repeat(960)], "fits"), new File(["x".repeat(961)], "big")]);
  assertEquals(stage.names, ["fits"]);
  assertMatch(stage.tray.complaint.value, /^big is too large: .* up to 960 bytes here/);
});

Deno.test("Tray.add() adds nothing to a message that is being edited", () => {
  using stage = new Stage();
  stage.conversation.draft.edit(1, "text");
  stage.tray.add([new File(["x"], "a")]);
  assertEquals(stage.names, []);
  assertMatch(stage.tray.complaint.value, /Finish editing/);
});

Deno.test("a tray tells who listens that a file is sent, is there, or failed", async () => {
  using stage = new Stage();
  await stage.attach("a", "b");
  assertEquals(stage.spoken, "Sending 2 files");
  await stage.uploader.transfers[0]!.finish("f1");
  assertEquals(stage.spoken, "a is ready");
  await stage.uploader.transfers[1]!.refuse("too_large");
  assertEquals(stage.spoken, "b failed. It is larger than this server takes.");
});

Deno.test("Tray.restore() looks whether the files of a refused message are still there", async () => {
  using stage = new Stage();
  const file = { id: "f1", name: "a", size: 1, type: "text/plain" };
  stage.tray.restore([
    { ...file, alt: "a pot", path: "/1" },
    { ...file, id: "f2", name: "b", path: "/2" },
  ]);
  await settled();
  await stage.uploader.transfers[0]!.finish("f1");
  await stage.uploader.transfers[1]!.refuse("not_found");
  const kinds = stage.tray.list.value.map(({ upload }) => upload.state.value.kind);
  assertEquals(kinds, ["done", "failed"]);
  assertEquals(stage.tray.list.value[0]!.pending.value?.alt, "a pot");
});

/** A message of Ada's with this many files that the server refused. */
async function refused(stage: Stage, count: number): Promise<PendingMessage> {
  const files = Array.from({ length: count }, (_, index) => {
    const name = `f${index}`;
    return { id: name, name, size: 1, type: "text/plain", path: `/${name}` };
  });
  stage.conversation.say("refused", { files });
  await settled();
  const ref = stage.conversation.pending.list.value[0]!.ref;
  const error = { type: "error", ref, code: "internal", message: "no", retry: true } as const;
  stage.network.socket.say(error);
  await settled();
  return stage.conversation.pending.list.value[0]!;
}

for (const count of [0, 1]) {
  Deno.test(`takeUp() of a message with ${count} files has one that waits for its files stay`, async () => {
    using stage = new Stage();
    const message = await refused(stage, count);
    await stage.attach("a");
    stage.write("look");
    await stage.submit();
    takeUp(stage.conversation, message);
    assertEquals(stage.tray.isWaiting.value, false);
    await settled();
    await stage.finish();
    assertEquals(stage.said.length, 1);
    assertEquals(stage.conversation.draft.text.value, "refused\n\nlook");
    assertEquals(stage.names, ["a", ...(count === 1 ? ["f0"] : [])]);
    assertEquals(stage.conversation.pending.list.value, []);
  });
}

Deno.test("takeUp() changes nothing, and says why, where not all files have a place", async () => {
  using stage = new Stage();
  const message = await refused(stage, 2);
  await stage.attach(...Array.from({ length: 9 }, (_, index) => String(index)));
  takeUp(stage.conversation, message);
  assertMatch(stage.tray.complaint.value, /up to 10 files/);
  assertEquals([stage.names.length, stage.conversation.draft.text.value], [9, ""]);
  assertEquals(stage.conversation.pending.list.value, [message]);
});

Deno.test("takeUp() does nothing to a message with files before they can be attached", async () => {
  using stage = new Stage();
  const message = await refused(stage, 1);
  stage.conversation.tray.value = undefined;
  assertEquals(canTakeUp(stage.conversation, message), false);
  takeUp(stage.conversation, message);
  assertEquals(stage.conversation.pending.list.value, [message]);
  stage.conversation.tray.value = stage.tray;
  assertEquals(canTakeUp(stage.conversation, message), true);
});

Deno.test("Tray.close() ends every upload", async () => {
  const stage = new Stage();
  await stage.attach("a", "b", "c");
  stage[Symbol.dispose]();
  await settled();
  assertEquals(stage.uploader.transfers.map(({ isAbandoned }) => isAbandoned), [true, true]);
  assertEquals(stage.released, ["a", "b", "c"]);
});

Deno.test("a room says itself how large its files may be", () => {
  using stage = new Stage();
  const { about } = stage.conversation;
  assertEquals(about.value.maxUploadBytes, 1_000);
  const { upload: _, ...before } = limits;
  stage.say(welcome({ limits: before as Welcome["limits"] }));
  assertEquals(about.value.maxUploadBytes, 0);
});
