import { assert, assertEquals } from "@std/assert";
import type { Content } from "../../../client/sealed/content.ts";
import { LocalLog } from "../../../client/sealed/local_log.ts";
import type { LogDraft } from "../../../client/sealed/log_draft.ts";
import type { SealedNote } from "../../../client/sealed/sealed_note.ts";
import type { Person } from "../../../lib/wire/messages.ts";
import { MemoryVault } from "./memory_vault.ts";

const ann: Person = { id: "u-ann", name: "Ann", kind: "user" };
const bob: Person = { id: "u-bob", name: "Bob", kind: "user" };
const unreadable: SealedNote = { kind: "unreadable", cause: "before_device", peer: "Bob" };
const renewed: SealedNote = { kind: "session_renewed", peer: "Bob" };

/** An id that a test can tell from others. */
function idOf(number: number): string {
  return String(number).padStart(22, "i");
}

function place(seq: number, from = ann) {
  return { seq, at: seq * 1_000, from, ref: `r${seq}` };
}

function said(text: string, number: number): Content {
  return { kind: "say", id: idOf(number), text };
}

function target(seq: number, by = ann) {
  return { seq, id: idOf(seq), by: by.id };
}

/** A log on a vault of its own. */
class TestLog {
  readonly vault = new MemoryVault();
  readonly log = new LocalLog("direct.a", this.vault);

  /** A log in which Ann has said these words, from the first place on. */
  static async of(...texts: string[]): Promise<TestLog> {
    const made = new TestLog();
    await made.write(async (draft) => {
      for (const [at, text] of texts.entries()) {
        await draft.add(place(at + 1), said(text, at + 1));
      }
    });
    return made;
  }

  async write(work: (draft: LogDraft) => void | Promise<void>): Promise<void> {
    const draft = await this.log.edit();
    await work(draft);
    await this.vault.write(draft.changes());
  }

  async add(seq: number, content: Content, from = ann): Promise<void> {
    await this.write((draft) => draft.add(place(seq, from), content));
  }

  /** What is shown, oldest first. */
  async texts(): Promise<(string | undefined)[]> {
    return (await this.log.read({ limit: 100 })).messages.map(({ text }) => text);
  }
}

Deno.test("a message reads as the page of an open room would have it", async () => {
  const { log } = await TestLog.of("hello");
  assertEquals(await log.find(1), {
    type: "message",
    ...place(1),
    text: "hello",
  });
});

Deno.test("an edit replaces the words of a message", async () => {
  const test = await TestLog.of("hello");
  await test.add(2, { kind: "edit", target: target(1), text: "hello there" });
  assertEquals(await test.texts(), ["hello there"]);
});

Deno.test("nobody edits what somebody else has said", async () => {
  const test = await TestLog.of("hello");
  await test.add(2, { kind: "edit", target: target(1), text: "no" }, bob);
  assertEquals(await test.texts(), ["hello"]);
});

Deno.test("nobody deletes what somebody else has said", async () => {
  const test = await TestLog.of("hello");
  await test.add(2, { kind: "delete", target: target(1) }, bob);
  assertEquals(await test.texts(), ["hello"]);
});

Deno.test("of a message that is deleted no words stay", async () => {
  const test = await TestLog.of("a secret");
  await test.add(2, { kind: "delete", target: target(1) });
  assertEquals(await test.texts(), [undefined]);
  assert(!JSON.stringify(await test.vault.list([])).includes("a secret"));
});

Deno.test("of a message that was edited the former words do not stay", async () => {
  const test = await TestLog.of("a secret");
  await test.add(2, { kind: "edit", target: target(1), text: "hello" });
  assert(!JSON.stringify(await test.vault.list([])).includes("a secret"));
});

Deno.test("what is deleted is edited no more", async () => {
  const test = await TestLog.of("hello");
  await test.add(2, { kind: "delete", target: target(1) });
  await test.add(3, { kind: "edit", target: target(1), text: "back again" });
  assertEquals(await test.texts(), [undefined]);
});

Deno.test("reactions of both stand at the message", async () => {
  const test = await TestLog.of("hello");
  const react = { kind: "react", target: target(1), emoji: "👍", on: true } as const;
  await test.add(2, react);
  await test.add(3, react, bob);
  assertEquals((await test.log.find(1))?.reactions, { "👍": [ann.id, bob.id] });
});

Deno.test("a reaction can be taken back", async () => {
  const test = await TestLog.of("hello");
  const react = { kind: "react", target: target(1), emoji: "👍" } as const;
  await test.add(2, { ...react, on: true });
  await test.add(3, { ...react, on: false });
  assertEquals((await test.log.find(1))?.reactions, undefined);
});

Deno.test("a change means the message that it names, wherever the server puts that", async () => {
  const test = await TestLog.of("pay Carol", "pay Dora");
  // What was said of the first is made to stand as said of the second.
  await test.add(3, { kind: "delete", target: { ...target(1), seq: 2 } });
  assertEquals(await test.texts(), [undefined, "pay Dora"]);
});

Deno.test("an answer is to the message that it names, wherever the server puts that", async () => {
  const test = await TestLog.of("one", "two");
  await test.add(3, { kind: "say", id: idOf(3), text: "yes", replyTo: { ...target(1), seq: 2 } });
  assertEquals((await test.log.find(3))?.replyTo, 1);
});

Deno.test("an answer to a message that is not known here stays one", async () => {
  const test = new TestLog();
  await test.add(9, { kind: "say", id: idOf(9), text: "yes", replyTo: target(2) });
  assertEquals((await test.log.find(9))?.replyTo, 2);
});

Deno.test("an answer is to nothing that comes after it", async () => {
  const test = new TestLog();
  await test.add(1, { kind: "say", id: idOf(1), text: "yes", replyTo: target(2) });
  assertEquals((await test.log.find(1))?.replyTo, undefined);
});

Deno.test("a message that the server lets stand twice is shown once", async () => {
  const test = await TestLog.of("pay Carol");
  await test.add(2, said("pay Carol", 1));
  assertEquals(await test.texts(), ["pay Carol"]);
});

Deno.test("a message that stands twice in one reading is shown once", async () => {
  const test = new TestLog();
  await test.write(async (draft) => {
    await draft.add(place(1), said("pay Carol", 1));
    await draft.add(place(2), said("pay Carol", 1));
  });
  assertEquals(await test.texts(), ["pay Carol"]);
});

Deno.test("nobody keeps another from saying something by using the same id", async () => {
  const test = await TestLog.of("hello");
  await test.add(2, said("hello too", 1), bob);
  assertEquals(await test.texts(), ["hello", "hello too"]);
});

Deno.test("of several notes that something cannot be read the first is shown", async () => {
  const test = new TestLog();
  await test.write(async (draft) => {
    for (const seq of [1, 2, 3]) await draft.note(place(seq, bob), [unreadable]);
  });
  await test.write((draft) => draft.note(place(4, bob), [unreadable]));
  assertEquals((await test.texts()).length, 1);
});

Deno.test("one note is enough for all that the two have said before a device came", async () => {
  const test = new TestLog();
  await test.write(async (draft) => {
    await draft.note(place(1, bob), [unreadable]);
    await draft.note(place(2), [{ kind: "unreadable", cause: "before_device" }]);
    await draft.note(place(3), [{ kind: "unreadable", cause: "deleted" }]);
    await draft.note(place(4, bob), [{ kind: "unreadable", cause: "damaged", peer: "Bob" }]);
  });
  assertEquals((await test.texts()).length, 2);
});

Deno.test("a note that something cannot be read is shown again behind what can", async () => {
  const test = new TestLog();
  await test.write(async (draft) => {
    await draft.note(place(1, bob), [unreadable]);
    await draft.add(place(2), said("hello", 2));
    await draft.note(place(3, bob), [unreadable]);
  });
  assertEquals((await test.texts()).length, 3);
});

Deno.test("a note of a new session is shown each time", async () => {
  const test = new TestLog();
  await test.write(async (draft) => {
    await draft.note(place(1, bob), [renewed]);
    await draft.note(place(2, bob), [renewed]);
  });
  assertEquals((await test.texts()).length, 2);
});

Deno.test("a note is nobody's words", async () => {
  const test = new TestLog();
  await test.write((draft) => draft.note(place(1, bob), [renewed]));
  assertEquals((await test.log.find(1))?.note, true);
});

Deno.test("nothing can be said of a note", async () => {
  const test = new TestLog();
  await test.write((draft) => draft.note(place(1, bob), [renewed]));
  assertEquals(await test.log.reference(1), undefined);
});

Deno.test("nobody changes a note", async () => {
  const test = new TestLog();
  await test.write((draft) => draft.note(place(1, ann), [renewed]));
  const [before] = await test.texts();
  await test.add(2, { kind: "edit", target: target(1), text: "no" });
  assertEquals(await test.texts(), [before]);
});

Deno.test("what an archive brings takes the place of a note", async () => {
  const test = new TestLog();
  await test.write((draft) => draft.note(place(1, bob), [unreadable]));
  await test.add(1, said("hello", 1), bob);
  assertEquals(await test.texts(), ["hello"]);
});

Deno.test("something has been read where there are words, and not where there is a note", async () => {
  const test = await TestLog.of("hello");
  await test.write((draft) => draft.note(place(2, bob), [unreadable]));
  await test.write((draft) => draft.skip(3));
  const draft = await test.log.edit();
  assert(await draft.hasRead(1));
  for (const seq of [2, 3, 4]) assert(!await draft.hasRead(seq));
});

Deno.test("every entry has something for the page, so that no number is missing", async () => {
  const test = await TestLog.of("hello");
  await test.add(2, { kind: "edit", target: target(1), text: "hello there" });
  await test.add(3, { kind: "react", target: target(1), emoji: "👍", on: true }, bob);
  await test.add(4, { kind: "read", seq: 1 });
  await test.add(5, { kind: "delete", target: target(1) });
  const events = await Promise.all([1, 2, 3, 4, 5, 6].map((seq) => test.log.eventAt(place(seq))));
  assertEquals(events.map(({ seq, type }) => [seq, type]), [
    [1, "message"],
    [2, "edited"],
    [3, "reacted"],
    [4, "deleted"],
    [5, "deleted"],
    [6, "deleted"],
  ]);
});

Deno.test("what cannot be shown takes nothing away that is shown", async () => {
  const test = new TestLog();
  const event = await test.log.eventAt(place(4));
  assertEquals(event.type === "deleted" && event.target, 4);
});

Deno.test("pages are cut as the server of an open room cuts them", async () => {
  const { log } = await TestLog.of("1", "2", "3", "4", "5");
  const texts = async (query: Parameters<LocalLog["read"]>[0]) => {
    const { messages, more } = await log.read(query);
    return [messages.map(({ text }) => text).join(""), more];
  };
  assertEquals(await texts({ limit: 2 }), ["45", true]);
  assertEquals(await texts({ limit: 2, before: 3 }), ["12", false]);
  assertEquals(await texts({ limit: 2, after: 1 }), ["23", true]);
  assertEquals(await texts({ limit: 5 }), ["12345", false]);
});

Deno.test("an archive gets what was said, with the words that it has now", async () => {
  const test = await TestLog.of("hello", "gone");
  await test.add(3, { kind: "edit", target: target(1), text: "hello there" });
  await test.add(4, { kind: "delete", target: target(2) });
  await test.write((draft) => draft.note(place(5, bob), [renewed]));
  await test.add(6, { kind: "say", id: idOf(6), text: "yes", replyTo: target(1) }, bob);
  const all = await Array.fromAsync(test.log.contents());
  assertEquals(all.map(({ place: { seq, from }, content }) => [seq, from.id, content]), [
    [1, ann.id, said("hello there", 1)],
    [3, ann.id, { kind: "edit", target: target(1), text: "hello there" }],
    [6, bob.id, { kind: "say", id: idOf(6), text: "yes", replyTo: target(1) }],
  ]);
});

Deno.test("logs of two rooms in one vault are apart", async () => {
  const { log, vault } = await TestLog.of("hello");
  assertEquals((await new LocalLog("direct.b", vault).read({ limit: 9 })).messages, []);
  assertEquals((await log.read({ limit: 9 })).messages.length, 1);
});

Deno.test("a message is found by whom it is and its id", async () => {
  const { log } = await TestLog.of("hello");
  assertEquals(await log.placeOf(ann.id, idOf(1)), 1);
  assertEquals(await log.placeOf(bob.id, idOf(1)), undefined);
  assertEquals(await log.placeOf(ann.id, idOf(2)), undefined);
});

/** A log in which Ann said these words, before the server began another one. */
async function setBack(...texts: string[]): Promise<TestLog> {
  const test = new TestLog();
  await test.write(async (draft) => {
    await draft.begin("e1");
    for (const [at, text] of texts.entries()) {
      await draft.add(place(at + 1), said(text, at + 1));
    }
  });
  await test.write((draft) => draft.begin("e2", place(1, bob)));
  return test;
}

/** What somebody said, oldest first; notes not. */
async function words({ log }: TestLog): Promise<(string | undefined)[]> {
  const { messages } = await log.read({ limit: 100 });
  return messages.filter(({ note }) => !note).map(({ text }) => text);
}

Deno.test("what was read stays when the server begins another log, before all that comes", async () => {
  const test = await setBack("one", "two");
  await test.add(1, said("three", 3));
  assertEquals(await words(test), ["one", "two", "three"]);
  const [, , note, last] = (await test.log.read({ limit: 9 })).messages;
  assertEquals([note?.note, note?.seq, last?.seq], [true, 0, 1]);
});

Deno.test("what was read stays as often as the server begins another log", async () => {
  const test = await setBack("one");
  await test.add(1, said("two", 2));
  await test.write((draft) => draft.begin("e3", place(1, bob)));
  await test.add(1, said("three", 3));
  assertEquals(await words(test), ["one", "two", "three"]);
});

Deno.test("a log that comes a second time is another one", async () => {
  const test = await setBack("one");
  await test.add(1, said("two", 2));
  await test.write((draft) => draft.begin("e1", place(1, bob)));
  await test.add(1, said("three", 3));
  assertEquals(await words(test), ["one", "two", "three"]);
  const all = await Array.fromAsync(test.log.contents());
  assertEquals(all.map(({ epoch, place: { seq } }) => [epoch, seq]), [
    ["e1", 1],
    ["e2", 1],
    ["e1~", 1],
  ]);
});

Deno.test("one note is enough for several logs in which nothing was said", async () => {
  const test = await setBack("one");
  await test.write((draft) => draft.begin("e3", place(1, bob)));
  assertEquals((await test.texts()).length, 2);
});

Deno.test("nothing that the server says takes the place of what was read", async () => {
  const test = await TestLog.of("hello");
  await test.add(1, said("something else", 2));
  await test.write((draft) => draft.note(place(1, bob), [renewed]));
  await test.write((draft) => draft.skip(1));
  assertEquals(await test.texts(), ["hello"]);
  assertEquals((await Array.fromAsync(test.log.contents())).length, 1);
});

Deno.test("what stood in a former log can be edited, answered and reacted to", async () => {
  const test = await setBack("one", "two");
  const [one, two] = (await test.log.read({ limit: 9 })).messages;
  const [first, second] = await Promise.all([
    test.log.reference(one!.seq),
    test.log.reference(two!.seq),
  ]);
  assertEquals(first, { seq: 0, id: idOf(1), by: ann.id });
  await test.add(1, { kind: "edit", target: first!, text: "ONE" });
  await test.add(2, { kind: "react", target: second!, emoji: "👍", on: true }, bob);
  await test.add(3, { kind: "say", id: idOf(3), text: "yes", replyTo: first! }, bob);
  assertEquals(await words(test), ["ONE", "two", "yes"]);
  assertEquals((await test.log.find(two!.seq))?.reactions, { "👍": [bob.id] });
  assertEquals((await test.log.find(3))?.replyTo, one!.seq);
  const events = await Promise.all([1, 2].map((seq) => test.log.eventAt(place(seq))));
  assertEquals(events.map((event) => "target" in event && event.target), [one!.seq, two!.seq]);
});

Deno.test("what was said of a message is said of none that has its number in another log", async () => {
  const test = await setBack("one", "two");
  await test.add(1, said("another", 3));
  await test.add(2, { kind: "delete", target: target(1) });
  assertEquals(await words(test), [undefined, "two", "another"]);
});

Deno.test("whoever counts as a former log does means its messages", async () => {
  const test = await setBack("one");
  await test.add(1, said("another", 3));
  assertEquals((await test.log.as("e1").reference(1))?.id, idOf(1));
  assertEquals((await test.log.as("e2").reference(1))?.id, idOf(3));
  assertEquals(await test.log.numberOf({ epoch: "e2", seq: 1 }), 1);
  const former = await test.log.numberOf({ epoch: "e1", seq: 1 });
  assertEquals((await test.log.find(former!))?.text, "one");
  assertEquals(await test.log.numberOf({ epoch: "e9", seq: 1 }), undefined);
});

Deno.test("pages go on into what stood in former logs", async () => {
  const test = await setBack("one", "two");
  await test.add(1, said("three", 3));
  const first = await test.log.read({ limit: 2 });
  assertEquals([first.messages.at(-1)?.text, first.more], ["three", true]);
  const second = await test.log.read({ limit: 2, before: first.messages[0]!.seq });
  assertEquals(second.messages.map(({ text }) => text), ["one", "two"]);
  const newest = await Array.fromAsync(test.log.newestFirst());
  assertEquals(newest.map(({ text }) => text).toSpliced(1, 1), ["three", "two", "one"]);
});

Deno.test("an entry that was read in a former log is known again, and no other", async () => {
  const test = await setBack("one", "two");
  const draft = await test.log.edit();
  assert(await draft.isToldAgain(place(1)));
  assert(!await draft.isToldAgain(place(1, bob)));
  assert(!await draft.isToldAgain({ ...place(1), at: 5 }));
  assert(!await draft.isToldAgain(place(3)));
});

Deno.test("what is deleted is named with what had changed it, wherever that stood", async () => {
  const test = await setBack("one", "two");
  await test.add(1, { kind: "edit", target: target(1), text: "ONE" });
  const draft = await test.log.edit();
  await draft.add(place(2), { kind: "delete", target: target(1) });
  assertEquals(draft.deleted(), [{ epoch: "e1", seq: 1 }, { epoch: "e2", seq: 1 }]);
});

Deno.test("no page begins with number 1 where something was before", async () => {
  const test = await setBack("one");
  await test.add(1, said("two", 2));
  await test.add(2, said("three", 3));
  const { messages, more } = await test.log.read({ limit: 2 });
  assertEquals([messages.map(({ seq }) => seq), more], [[0, 1, 2], true]);
});
