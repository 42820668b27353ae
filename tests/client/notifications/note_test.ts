import { assertEquals } from "@std/assert";
import { noteOf, parseTarget, parseTold } from "../../../client/notifications/note.ts";

const told = { room: "tea", seq: 7, at: 7_000, from: "Bob", text: "hi", isMention: false };

Deno.test("noteOf() says who and where, then what; one notification a room", () => {
  const { title, options } = noteOf(told);
  assertEquals([title, options.body], ["Bob · tea", "hi"]);
  assertEquals(options.tag, noteOf({ ...told, seq: 8, from: "Cleo" }).options.tag);
  assertEquals(options.tag === noteOf({ ...told, room: "dev" }).options.tag, false);
});

Deno.test("noteOf() sounds again for a mention only", () => {
  assertEquals(noteOf(told).options.renotify, false);
  assertEquals(noteOf({ ...told, isMention: true }).options.renotify, true);
});

Deno.test("parseTold() reads what the server pushes, and shortens it", () => {
  assertEquals(parseTold({ ...told, more: 1 }), told);
  assertEquals(parseTold({ ...told, text: "x".repeat(300) })?.text, `${"x".repeat(150)}…`);
  assertEquals(parseTold({ ...told, text: `${"x".repeat(149)}😀` })?.text, `${"x".repeat(149)}…`);
});

Deno.test("parseTold() takes the markdown out of what was said", () => {
  const text = "**Look**:\n\n- [here](https://example.org)\n- `there`";
  assertEquals(parseTold({ ...told, text })?.text, "Look: here there");
});

Deno.test("parseTold() passes over what is no message of a room", () => {
  for (const json of [undefined, null, 1, {}, { room: "tea" }, { room: "", seq: 1 }]) {
    assertEquals(parseTold(json), undefined);
  }
});

Deno.test("parseTarget() reads what a notification carries and nothing else", () => {
  assertEquals(parseTarget(noteOf(told).options.data), { room: "tea", seq: 7 });
  for (const data of [null, "tea", { room: 1, seq: 1 }, { room: "tea", seq: 1.5 }]) {
    assertEquals(parseTarget(data), undefined);
  }
});
