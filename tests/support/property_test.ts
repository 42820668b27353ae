import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { join } from "@std/path";
import fc from "fast-check";
import { TestFolder } from "./program.ts";
import { assertHolds, savedFailures } from "./property.ts";
import { projectFolder } from "./server.ts";

const small = fc.property(fc.nat(), (number) => assert(number < 1_000));

/** What every file of tests says. */
function* testTexts(folder = join(projectFolder, "tests")): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* testTexts(path);
    else if (name.endsWith(".ts")) yield Deno.readTextFileSync(path);
  }
}

Deno.test("assertHolds() tries first what failed once", async () => {
  await using folder = new TestFolder();
  await Deno.writeTextFile(join(folder.path, "kept.json"), '[["old"],["older"]]');
  const tried: string[] = [];
  const property = fc.property(fc.string(), (text) => void tried.push(text));
  assertHolds("kept", property, { folder: folder.path, numRuns: 1 });
  assertEquals(tried.slice(0, 2), ["old", "older"]);
  assert(tried.length > 2);
});

Deno.test("assertHolds() names the smallest counterexample, how it was found, and how to keep it", () => {
  const { message } = assertThrows(() => assertHolds("small", small, { seed: 1 }), Error);
  assertStringIncludes(message, "seed: 1, path:");
  assertStringIncludes(message, "tests/saved_failures/small.json:\n[1000]");
});

Deno.test("assertHolds() keeps bytes as they were", async () => {
  await using folder = new TestFolder();
  const tried: Uint8Array[] = [];
  const property = fc.property(fc.uint8Array({ minLength: 1, maxLength: 1 }), (bytes) => {
    tried.push(bytes);
    assert(bytes[0] !== 255);
  });
  const settings = { folder: folder.path, numRuns: 10_000 };
  const { message } = assertThrows(() => assertHolds("bytes", property, settings), Error);
  const kept = message.split("\n").at(-1)!;
  await Deno.writeTextFile(join(folder.path, "bytes.json"), `[${kept}]`);
  tried.length = 0;
  assertThrows(() => assertHolds("bytes", property, settings), Error);
  assertEquals(tried[0], Uint8Array.of(255));
});

Deno.test("assertHolds() says so where JSON cannot hold a counterexample", () => {
  const property = fc.property(fc.constant(undefined), () => false);
  const { message } = assertThrows(() => assertHolds("undefined", property), Error);
  assertStringIncludes(message, "write a test of its own");
});

Deno.test("every file of saved failures is of one property", () => {
  const calls = [...testTexts()].flatMap((text) => [
    ...text.matchAll(/\bassertHolds\(\s*"([a-z0-9-]+)"/g),
  ]);
  const names = new Set(calls.map(([, name]) => name));
  for (const { name } of Deno.readDirSync(savedFailures)) {
    assert(names.has(name.replace(/\.json$/, "")), name);
  }
});
