import { assertEquals } from "@std/assert";
import { droppedFiles, hasFiles, pastedFiles } from "../../../client/files/dropped_files.ts";

const file = new File(["x"], "a");

function item(kind: string, { isDirectory = false, hasFile = true } = {}) {
  return {
    kind,
    getAsFile: () => hasFile ? file : null,
    webkitGetAsEntry: () => ({ isDirectory }),
  };
}

Deno.test("droppedFiles() finds files, and tells of folders", () => {
  const items = [item("string"), item("file"), item("file", { isDirectory: true })];
  assertEquals(droppedFiles({ items }), { files: [file], hasFolder: true });
});

Deno.test("droppedFiles() passes over what has no file", () => {
  const items = [item("file", { hasFile: false }), item("string")];
  assertEquals(droppedFiles({ items }), { files: [], hasFolder: false });
});

Deno.test("hasFiles() is about what is dragged from outside the page", () => {
  assertEquals(hasFiles({ types: ["text/plain", "Files"] }), true);
  assertEquals(hasFiles({ types: ["text/plain"] }), false);
});

const pastes: [string, Record<string, string>, File[]][] = [
  ["a picture alone", {}, [file]],
  ["a picture that was copied from a page", { "text/html": "<img>" }, [file]],
  ["a file whose name comes along", { "text/plain": "a" }, [file]],
  ["a table with a picture of it", { "text/html": "<table>", "text/plain": "1\t2" }, []],
];

for (const [name, texts, files] of pastes) {
  Deno.test(`pastedFiles() of ${name}`, () => {
    const getData = (type: string) => texts[type] ?? "";
    assertEquals(pastedFiles({ files: [file], getData }), files);
  });
}
