import { gzipSync } from "node:zlib";
import { assert } from "@std/assert";
import { join } from "@std/path";

const folder = join(import.meta.dirname!, "../../static/build");
/** What the chat page may make people load before anything is used, gzipped. */
const maxBytes = 80_000;
/** What the first direct room may make them load besides, gzipped. */
const maxSealedBytes = 100_000;

/** A script of the build and all that it cannot begin without. */
function closure(name: string, found: Map<string, string> = new Map()): Map<string, string> {
  if (found.has(name)) return found;
  const source = Deno.readTextFileSync(join(folder, name));
  found.set(name, source);
  // `import … from "./x.js"` and `import "./x.js"`, not `import("./x.js")`.
  for (const [, imported] of source.matchAll(/\b(?:import|from)\s*"\.\/([^"]+\.js)"/g)) {
    closure(imported!, found);
  }
  return found;
}

/** Bytes of each script, gzipped, and of all together. */
function weigh(scripts: Iterable<[string, string]>): { sum: number; words: string } {
  const sizes = [...scripts].map(([name, source]) => [name, gzipSync(source).length] as const);
  const sum = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
  return { sum, words: `${sum} bytes: ${sizes.map((size) => size.join(" ")).join(", ")}` };
}

/** The scripts that load when a direct room opens; their names hold hashes. */
function sealedScripts(): string[] {
  const names = [...Deno.readDirSync(folder)].map(({ name }) => name);
  return names.filter((name) => /^(?:open_sealed|sealed_parts)-\w+\.js$/.test(name));
}

Deno.test("the chat page's script weighs at most 80 kB gzipped", () => {
  const scripts = closure("chat.js");
  const { sum, words } = weigh(scripts);
  assert(scripts.size > 1, "the chunk that chat and landing page share was not found");
  assert(sum <= maxBytes, words);
});

Deno.test("what is sealed weighs at most 100 kB gzipped, and is no part of the first load", () => {
  const first = closure("chat.js");
  const names = sealedScripts();
  assert(names.length === 2 && !names.some((name) => first.has(name)), names.join());
  const all = new Map(names.flatMap((name) => [...closure(name)]));
  const { sum, words } = weigh([...all].filter(([name]) => !first.has(name)));
  assert(sum <= maxSealedBytes, words);
});
