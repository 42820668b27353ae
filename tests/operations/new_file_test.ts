import { assertEquals, assertThrows } from "@std/assert";
import { join } from "@std/path";
import { OperatorError } from "../../lib/errors.ts";
import { NewFile } from "../../lib/operations/new_file.ts";
import { TestFolder } from "../support/program.ts";

function namesIn(folder: TestFolder): string[] {
  return Array.from(Deno.readDirSync(folder.path), ({ name }) => name);
}

Deno.test("NewFile has its name only when it is finished, and is for its owner alone", async () => {
  await using folder = new TestFolder();
  const path = join(folder.path, "new");
  {
    using file = NewFile.create(path);
    Deno.writeTextFileSync(file.unfinished, "all of it");
    assertEquals(namesIn(folder).includes("new"), false);
    file.finish();
  }
  assertEquals(namesIn(folder), ["new"]);
  assertEquals(Deno.readTextFileSync(path), "all of it");
  assertEquals(Deno.statSync(path).mode! & 0o777, 0o600);
});

Deno.test("NewFile leaves nothing behind when it is not finished", async () => {
  await using folder = new TestFolder();
  {
    using _file = NewFile.create(join(folder.path, "new"));
    assertEquals(namesIn(folder).length, 1);
  }
  assertEquals(namesIn(folder), []);
});

Deno.test("NewFile.create() refuses a name that is taken, and says what to do", async () => {
  await using folder = new TestFolder();
  const path = join(folder.path, "old");
  Deno.writeTextFileSync(path, "kept");
  assertThrows(() => NewFile.create(path), OperatorError, "it is there already; remove it or ");
  assertEquals([namesIn(folder), Deno.readTextFileSync(path)], [["old"], "kept"]);
});

Deno.test("NewFile.finish() replaces no file that came meanwhile", async () => {
  await using folder = new TestFolder();
  const path = join(folder.path, "new");
  {
    using file = NewFile.create(path);
    Deno.writeTextFileSync(path, "somebody else's");
    assertThrows(() => file.finish(), OperatorError, "it is there already");
  }
  assertEquals([namesIn(folder), Deno.readTextFileSync(path)], [["new"], "somebody else's"]);
});

Deno.test("NewFile.create() refuses the name of a link that leads nowhere", async () => {
  await using folder = new TestFolder();
  const path = join(folder.path, "link");
  Deno.symlinkSync(join(folder.path, "nowhere"), path);
  assertThrows(() => NewFile.create(path), OperatorError, "it is there already");
});
