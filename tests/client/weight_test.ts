import { gzipSync } from "node:zlib";
import { assert } from "@std/assert";
import { join } from "@std/path";

const folder = join(import.meta.dirname!, "../../static/build");
/** What the chat page may make people load before anything is used, gzipped. */
const maxBytes = 80_000;

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

Deno.test("the chat page's script weighs at most 80 kB gzipped", () => {
  const scripts = [...closure("chat.js")];
  const sizes = scripts.map(([name, source]) => [name, gzipSync(source).length] as const);
  const sum = sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
  assert(scripts.length > 1, "the chunk that chat and landing page share was not found");
  assert(sum <= maxBytes, `${sum} bytes: ${sizes.map((size) => size.join(" ")).join(", ")}`);
});
