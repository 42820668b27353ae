import { assertEquals, assertRejects } from "@std/assert";
import type { Content } from "../../../client/sealed/content.ts";
import { LocalLog } from "../../../client/sealed/local_log.ts";
import { answerFrom } from "../../../client/sealed/room_answers.ts";
import type { SealedAttachment } from "../../../client/sealed/sealed.ts";
import type { Person } from "../../../lib/wire/messages.ts";
import { MemoryVault } from "./memory_vault.ts";

const ann: Person = { id: "u-ann", name: "Ann", kind: "user" };

function file(id: string): SealedAttachment {
  return { id, key: "k", name: `${id}.png`, size: 1, type: "image/png" };
}

/** A log in which Ann says all that one after the other, from the first place on. */
async function logOf(...said: { text: string; files?: SealedAttachment[] }[]): Promise<LocalLog> {
  const vault = new MemoryVault();
  const log = new LocalLog("direct.a", vault);
  const draft = await log.edit();
  for (const [at, fields] of said.entries()) {
    const content: Content = { kind: "say", id: `${at}`.padStart(22, "i"), ...fields };
    await draft.add({ seq: at + 1, at: 0, from: ann }, content);
  }
  draft.note({ seq: said.length + 1, at: 0, from: ann }, [{
    kind: "session_renewed",
    peer: "tea",
  }]);
  await vault.write(draft.changes());
  return log;
}

/** What is asked of the room, with the answer's list and whether there is more. */
async function ask(log: LocalLog, question: string) {
  return await answerFrom(log, `/api/rooms/direct.a/${question}`) as {
    messages: { seq: number }[];
    results: { seq: number; snippet: string }[];
    files: { id: string; seq: number; name: string }[];
    more: boolean;
    next?: string;
  };
}

Deno.test("messages are answered a page at a time", async () => {
  const log = await logOf({ text: "one" }, { text: "two" }, { text: "three" });
  const { messages, more } = await ask(log, "messages?before=4&limit=2");
  assertEquals([messages.map(({ seq }) => seq), more], [[2, 3], true]);
});

Deno.test("a search finds words, the newest first", async () => {
  const log = await logOf({ text: "green tea" }, { text: "coffee" }, { text: "black tea" });
  const { results, more } = await ask(log, "search?q=tea");
  assertEquals([results.map(({ seq }) => seq), more], [[3, 1], false]);
});

Deno.test("a search goes on where the last one ended", async () => {
  const log = await logOf({ text: "tea" }, { text: "tea" }, { text: "tea" });
  const first = await ask(log, "search?q=tea&limit=2");
  assertEquals([first.results.map(({ seq }) => seq), first.more], [[3, 2], true]);
  const second = await ask(log, "search?q=tea&limit=2&before=2");
  assertEquals([second.results.map(({ seq }) => seq), second.more], [[1], false]);
});

Deno.test("a search finds no words that the client says itself", async () => {
  const log = await logOf({ text: "coffee" });
  assertEquals((await ask(log, "search?q=session")).results, []);
  assertEquals((await ask(log, "search?q=tea")).results, []);
});

Deno.test("a search for nothing finds nothing", async () => {
  assertEquals((await ask(await logOf({ text: "tea" }), "search?q=")).results, []);
});

Deno.test("files are listed from the newest message back, the last of each first", async () => {
  const log = await logOf(
    { text: "", files: [file("a"), file("b")] },
    { text: "no file" },
    { text: "", files: [file("c")] },
  );
  const { files, next } = await ask(log, "files");
  assertEquals([files.map(({ id, seq }) => [id, seq]), next], [
    [["c", 3], ["b", 1], ["a", 1]],
    undefined,
  ]);
});

Deno.test("a page of files may end in the middle of a message", async () => {
  const log = await logOf(
    { text: "", files: [file("a"), file("b"), file("c")] },
    { text: "", files: [file("d")] },
  );
  const pages: string[] = [];
  for (let next: string | undefined = ""; next !== undefined;) {
    const page: Awaited<ReturnType<typeof ask>> = await ask(log, `files?limit=2&cursor=${next}`);
    pages.push(page.files.map(({ id }) => id).join(""));
    next = page.next;
  }
  assertEquals(pages, ["dc", "ba"]);
});

Deno.test("whatever else is asked is not for this device to answer", async () => {
  await assertRejects(async () => await ask(await logOf(), "members"), RangeError);
});
