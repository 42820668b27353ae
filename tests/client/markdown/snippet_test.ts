import { assertEquals } from "@std/assert";
import type { Attachment } from "../../../lib/wire/messages.ts";
import { snippet } from "../../../client/markdown/snippet.ts";
import { message } from "../timeline/wire_samples.ts";

function snippetOf(text: string, maxChars = 20): string {
  return snippet(message(1, { text }), maxChars);
}

Deno.test("snippet() is one line of plain text", () => {
  assertEquals(snippetOf("**bold**\n\n- `code`"), "bold code");
});

Deno.test("snippet() is cut at its bound, and never inside a character", () => {
  assertEquals(snippetOf("x".repeat(20)), "x".repeat(20));
  assertEquals(snippetOf("x".repeat(21)), `${"x".repeat(20)}…`);
  assertEquals(snippetOf(`${"x".repeat(19)}🎉`), `${"x".repeat(19)}…`);
  assertEquals(snippetOf(`${"x".repeat(19)} and more`), `${"x".repeat(19)}…`);
});

Deno.test("snippet() of markdown that shows as nothing is what was written", () => {
  assertEquals(snippetOf("---"), "---");
});

Deno.test("snippet() of a message without text says how many files it has", () => {
  assertEquals(snippet(message(1, { text: "", files: [file("f"), file("g")] }), 20), "2 files");
});

Deno.test("snippet() of a message with one file says what that is", () => {
  const picture = { id: "p", name: "cup.png", size: 1, type: "image/png" };
  const said = (file: Attachment) => snippet(message(1, { text: "", files: [file] }), 20);
  assertEquals(said(file("f")), "f.txt");
  assertEquals(said(picture), "Picture: cup.png");
  assertEquals(said({ ...picture, alt: "A cup" }), "Picture: A cup");
  assertEquals(said({ ...picture, alt: "A cup of tea" }), "Picture: A cup of te…");
  assertEquals(said({ ...picture, type: "image/svg+xml" }), "cup.png");
});

Deno.test("snippet() of a deleted message says so", () => {
  const { text: _gone, ...rest } = message(1);
  assertEquals(snippet({ ...rest, deleted: true }, 20), "This message was deleted.");
});

function file(id: string): Attachment {
  return { id, name: `${id}.txt`, size: 1, type: "text/plain" };
}
