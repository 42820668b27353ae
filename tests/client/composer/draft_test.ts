import { assert, assertEquals, assertStrictEquals } from "@std/assert";
import { Draft, trimMessage } from "../../../client/composer/draft.ts";
import type { RequestFailure } from "../../../client/connection/requests.ts";

const failure: RequestFailure = { code: "unavailable", message: "Cannot store it" };

/** A draft in which something was written. */
function begun(text: string): Draft {
  const draft = new Draft();
  draft.write(text);
  return draft;
}

/** What a draft shows and is for. */
function shown({ text, mode }: Draft): unknown[] {
  const { value } = mode;
  return value.kind === "new" ? [text.value] : [text.value, value.kind, value.seq];
}

Deno.test("Draft.reply() keeps what is written, and cancel() too", () => {
  const draft = begun("hm");
  draft.reply(7);
  assertEquals(shown(draft), ["hm", "reply", 7]);
  draft.cancel();
  assertEquals(shown(draft), ["hm"]);
});

Deno.test("Draft.edit() lays aside what was begun, a reply included, until it is cancelled", () => {
  const draft = begun("hm");
  draft.reply(7);
  draft.edit(3, "old words");
  assertEquals(shown(draft), ["old words", "edit", 3]);
  draft.write("new words");
  draft.cancel();
  assertEquals(shown(draft), ["hm", "reply", 7]);
});

Deno.test("Draft.edit() of another message during an edit still knows what was begun before", () => {
  const draft = begun("hm");
  draft.edit(3, "three");
  draft.edit(2, "two");
  assertEquals(shown(draft), ["two", "edit", 2]);
  draft.cancel();
  assertEquals(shown(draft), ["hm"]);
});

Deno.test("Draft.reply() during an edit ends it and answers with what was begun before", () => {
  const draft = begun("hm");
  draft.edit(3, "old words");
  draft.reply(7);
  assertEquals(shown(draft), ["hm", "reply", 7]);
});

Deno.test("Draft.save() sends the trimmed text and gives back what was begun before", async () => {
  const draft = begun("hm");
  draft.edit(3, "old");
  draft.write("new \n");
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const sent: unknown[] = [];
  const saved = draft.save((seq, text) => (sent.push(seq, text), promise));
  assertEquals([draft.progress.value.kind, ...shown(draft)], ["saving", "new \n", "edit", 3]);
  resolve(undefined);
  assertEquals(await saved, true);
  assertEquals(sent, [3, "new"]);
  assertEquals([draft.progress.value.kind, ...shown(draft)], ["open", "hm"]);
});

Deno.test("Draft.save() that fails keeps the text and says why, and can be tried again", async () => {
  const draft = new Draft();
  draft.edit(3, "old");
  draft.write("new");
  assertEquals(await draft.save(() => Promise.resolve(failure)), false);
  assertEquals(draft.progress.value, { kind: "failed", failure });
  assertEquals(shown(draft), ["new", "edit", 3]);
  assertEquals(await draft.save(() => Promise.resolve(undefined)), true);
  assertEquals([draft.progress.value.kind, ...shown(draft)], ["open", ""]);
});

Deno.test("Draft.save() of a text that is as it was only ends the edit", async () => {
  const draft = begun("hm");
  draft.edit(3, "old");
  draft.write("old ");
  assertEquals(await draft.save(() => Promise.reject(new Error("Cannot be"))), false);
  assertEquals(shown(draft), ["hm"]);
});

Deno.test("Draft.save() of an emptied text asks, until something is written again", async () => {
  const draft = new Draft();
  draft.edit(3, "old");
  draft.write(" ");
  assertEquals(await draft.save(() => Promise.reject(new Error("Cannot be"))), false);
  assertEquals(draft.progress.value.kind, "emptied");
  draft.write("  ");
  assertEquals(draft.progress.value.kind, "emptied");
  draft.write("n");
  assertEquals([draft.progress.value.kind, ...shown(draft)], ["open", "n", "edit", 3]);
});

Deno.test("Draft.save() is not sent twice, and what is asked for meanwhile comes afterwards", async () => {
  const draft = begun("hm");
  draft.edit(3, "old");
  draft.write("new");
  const { promise, resolve } = Promise.withResolvers<undefined>();
  let sendings = 0;
  const send = () => (sendings++, promise);
  const saved = draft.save(send);
  assertEquals(await draft.save(send), false);
  draft.reply(7);
  assertEquals(shown(draft), ["new", "edit", 3]);
  resolve(undefined);
  await saved;
  assertEquals([sendings, ...shown(draft)], [1, "hm", "reply", 7]);
});

Deno.test("Draft.save() that fails forgets what was asked for meanwhile, not the text", async () => {
  const draft = new Draft();
  draft.edit(3, "old");
  draft.write("new");
  const saved = draft.save(() => Promise.resolve(failure));
  draft.cancel();
  await saved;
  assertEquals(shown(draft), ["new", "edit", 3]);
});

Deno.test("Draft.detach() makes a message of an edit, before what was begun", () => {
  const draft = begun("hm");
  draft.reply(7);
  draft.edit(3, "old");
  draft.detach();
  assertEquals(shown(draft), ["old\n\nhm"]);
});

Deno.test("Draft.detach() leaves the text of a reply", () => {
  const draft = begun("hm");
  draft.reply(7);
  draft.detach();
  assertEquals(shown(draft), ["hm"]);
});

Deno.test("Draft.clear() leaves nothing, whom it answered neither", () => {
  const draft = begun("hm");
  draft.reply(7);
  draft.clear();
  assertEquals(shown(draft), [""]);
});

Deno.test("Draft.restore() puts a text before what was begun, and during an edit as well", () => {
  const draft = begun("hm");
  draft.edit(3, "old");
  draft.restore("not sent");
  assertEquals(shown(draft), ["not sent\n\nhm"]);
  assertEquals(draft.call.value, { caret: "not sent".length });
});

Deno.test("Draft.restore() answers again what it answered, unless something else is answered", () => {
  const draft = begun("hm");
  draft.restore("not sent", 7);
  assertEquals(shown(draft), ["not sent\n\nhm", "reply", 7]);
  draft.restore("nor that", 8);
  assertEquals(draft.mode.value, { kind: "reply", seq: 7 });
});

Deno.test("Draft.restore() while an edit is on its way loses nothing, whatever becomes of that", async () => {
  for (const answer of [failure, undefined]) {
    const draft = begun("hm");
    draft.edit(3, "old");
    draft.write("new");
    const saved = draft.save(() => Promise.resolve(answer));
    draft.restore("first", 7);
    draft.restore("second");
    draft.reply(8);
    assertEquals(draft.kept.value, { text: "second\n\nfirst\n\nhm", replyTo: 7 });
    await saved;
    if (answer === undefined) assertEquals(draft.mode.value, { kind: "reply", seq: 8 });
    draft.cancel();
    assertEquals(
      shown(draft),
      answer === undefined ? ["second\n\nfirst\n\nhm"] : ["second\n\nfirst\n\nhm", "reply", 7],
    );
  }
});

for (
  const [name, leave] of Object.entries<(draft: Draft) => void>({
    "a reply": (draft) => draft.reply(7),
    "another edit": (draft) => draft.edit(2, "two"),
    "a text that comes back": (draft) => draft.restore("not sent"),
  })
) {
  Deno.test(`an edit that is not saved is there again after ${name}`, () => {
    const draft = new Draft();
    draft.edit(3, "old");
    assertEquals(draft.hasUnsavedEdit.value, false);
    draft.write("new");
    leave(draft);
    assertEquals(draft.hasUnsavedEdit.value, true);
    draft.edit(3, "old");
    assertEquals(shown(draft), ["new", "edit", 3]);
    draft.cancel();
    assertEquals(draft.hasUnsavedEdit.value, false);
    draft.edit(3, "old");
    assertEquals(shown(draft), ["old", "edit", 3]);
  });
}

Deno.test("Draft.detachAll() makes one text of edits whose messages are in another log", () => {
  const draft = begun("hm");
  draft.edit(3, "old");
  draft.write("new");
  draft.edit(2, "two");
  draft.detachAll();
  assertEquals(shown(draft), ["new\n\ntwo\n\nhm"]);
  draft.edit(3, "other");
  assertEquals(shown(draft), ["other", "edit", 3]);
});

Deno.test("Draft.kept is what is written and answered, but during an edit what was begun", () => {
  const draft = begun("hm");
  draft.reply(7);
  assertEquals(draft.kept.value, { text: "hm", replyTo: 7 });
  draft.edit(3, "old");
  draft.write("new");
  assertEquals(draft.kept.value, { text: "hm", replyTo: 7 });
});

Deno.test("Draft.resume() takes up what was kept without taking the focus", () => {
  const draft = new Draft();
  const { value } = draft.call;
  draft.resume({ text: "hm", replyTo: 7 });
  assertEquals(shown(draft), ["hm", "reply", 7]);
  assertStrictEquals(draft.call.value, value);
});

Deno.test("Draft.resume() during an edit is for afterwards", () => {
  const draft = new Draft();
  draft.edit(3, "old");
  draft.resume({ text: "hm", replyTo: 7 });
  assertEquals(shown(draft), ["old", "edit", 3]);
  draft.cancel();
  assertEquals(shown(draft), ["hm", "reply", 7]);
});

Deno.test("Draft.focus() is another call each time", () => {
  const draft = begun("hm");
  draft.focus();
  const first = draft.call.value;
  draft.focus();
  assertEquals(draft.call.value, { caret: 2 });
  assert(draft.call.value !== first);
});

for (
  const [text, said] of [
    ["  hello ", "hello"],
    ["\n \n\n  one\n  two\n\n", "  one\n  two"],
    ["one\n\n  two", "one\n\n  two"],
    [" \n ", ""],
  ]
) {
  Deno.test(`trimMessage() makes ${JSON.stringify(said)} of ${JSON.stringify(text)}`, () => {
    assertEquals(trimMessage(text!), said!);
  });
}
