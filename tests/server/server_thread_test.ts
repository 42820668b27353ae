/** What of it the tests of the program in `system/` do not show. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "@std/path";
import { permissions } from "../../tasks/compile.ts";
import { TestFolder } from "../support/program.ts";
import { projectFolder } from "../support/server.ts";

Deno.test("ServerThread ends the program by an error that is nobody's", async () => {
  await using folder = new TestFolder();
  const program = join(projectFolder, "tests", "support", "broken_start_program.ts");
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", ...permissions, program, folder.path],
    cwd: folder.path,
    stdin: "null",
    env: { NO_COLOR: "1" },
  }).output();
  const words = new TextDecoder().decode(stderr);
  assertEquals(code, 1, words);
  assertStringIncludes(words, "NotFound");
});
