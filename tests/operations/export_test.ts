import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { OperatorError } from "../../lib/errors.ts";
import { exportRoom, jsonLines, save } from "../../lib/operations/export.ts";
import type { Message } from "../../lib/wire/messages.ts";
import { bob, deletion, edit, reaction, said } from "../store/subject.ts";
import { hiddenProgress, StoredData } from "../support/stored_data.ts";

function lines({ path }: { path: string }, room = "tea"): Generator<string> {
  return exportRoom({ path, room, writer: jsonLines, progress: hiddenProgress() });
}

function parse(pieces: Iterable<string>): Message[] {
  return [...pieces].join("").split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

Deno.test("exportRoom() gives each message as the store reads it, oldest first", async () => {
  await using data = await StoredData.of({
    tea: [
      said("first", { ref: "r1" }),
      said("second\nline", { from: bob, replyTo: 1 }),
      edit(1, "first, edited"),
      reaction(2, "👍"),
      said("gone"),
      deletion(5),
    ],
    milk: [said("elsewhere")],
  });
  await data.write(async (store) => {
    const { messages } = await store.readMessages("tea", { limit: 99 });
    assertEquals(
      [...lines(data)].join(""),
      messages.map((one) => `${JSON.stringify(one)}\n`).join(""),
    );
  });
});

Deno.test("exportRoom() gives all of a room that is larger than what is read at once", async () => {
  const count = 1_234;
  await using data = await StoredData.of({
    tea: Array.from({ length: count }, (_, n) => said(`${n}`)),
  });
  const messages = parse(lines(data));
  assertEquals(messages.map(({ seq }) => seq), Array.from({ length: count }, (_, n) => n + 1));
});

Deno.test("exportRoom() gives what is kept of a room that forgot what is old", async () => {
  await using data = await StoredData.of({ tea: [said("old"), said("new", { at: 9_000 })] });
  await data.write(async (store) => void await store.forget("tea", 5_000, 99));
  assertEquals(parse(lines(data)).map(({ text }) => text), ["new"]);
});

Deno.test("exportRoom() of an empty room gives nothing", async () => {
  await using data = await StoredData.of({ tea: [] });
  assertEquals([...lines(data)].join(""), "");
});

Deno.test("exportRoom() sees one moment, whatever is written meanwhile", async () => {
  await using data = await StoredData.of({ tea: Array.from({ length: 600 }, () => said("old")) });
  const pieces = lines(data);
  const first = pieces.next().value!;
  await data.write(async (store) => {
    await store.append("tea", [edit(600, "changed"), deletion(599), said("late")]);
  });
  const texts = parse([first, ...pieces]).map(({ text }) => text);
  assertEquals(texts, Array.from({ length: 600 }, () => "old"));
});

Deno.test("exportRoom() refuses a room that there is not, and names it", async () => {
  await using data = await StoredData.of({ tea: [] });
  assertThrows(() => [...lines(data, "milk")], OperatorError, 'Cannot export room "milk"');
});

Deno.test("save() writes a file for its owner alone", async () => {
  await using data = await StoredData.of({ tea: [said("first")] });
  const output = join(data.folder, "tea.jsonl");
  await save(lines(data), output);
  assertEquals(parse([await Deno.readTextFile(output)]).map(({ text }) => text), ["first"]);
  assertEquals((await Deno.stat(output)).mode! & 0o777, 0o600);
});

Deno.test("save() leaves no file behind when there is nothing to write", async () => {
  await using data = await StoredData.of({ tea: [] });
  const output = join(data.folder, "milk.jsonl");
  await assertRejects(() => save(lines(data, "milk"), output), OperatorError, "milk");
  const names = Array.from(Deno.readDirSync(data.folder), ({ name }) => name);
  assertEquals(names.filter((name) => name.includes("milk")), []);
});

Deno.test("save() refuses to replace a file, and leaves it alone", async () => {
  await using data = await StoredData.of({ tea: [said("first")] });
  const output = join(data.folder, "tea.jsonl");
  await Deno.writeTextFile(output, "older");
  await assertRejects(() => save(lines(data), output), OperatorError, "it is there already");
  assertEquals(await Deno.readTextFile(output), "older");
});
