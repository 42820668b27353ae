/** Which failures `.ci/run` may try once more. */
import { assertEquals } from "@std/assert";
import { join } from "@std/path";
import { TestFolder } from "../support/program.ts";
import { projectFolder } from "../support/server.ts";

const a = "a goes => ./tests/chat/a_test.ts:1:6";
const b = "b goes => ./tests/chat/b_test.ts:20:8";

/** The files to be tried again after a run that ended so; nothing where its failure is final. */
async function filesAfter(failures: readonly string[], failed: number): Promise<string[]> {
  await using folder = new TestFolder();
  const log = join(folder.path, "log");
  const summary = `FAILED | 7000 passed (600 steps) | ${failed} failed (22m8s)`;
  await Deno.writeTextFile(
    log,
    [" ERRORS ", "", a, "error: no", "", " FAILURES ", "", ...failures, "", summary, ""].join("\n"),
  );
  const script = join(projectFolder, ".ci/failed_files");
  const { success, stdout } = await new Deno.Command(script, { args: [log] }).output();
  return success ? new TextDecoder().decode(stdout).trim().split("\n") : [];
}

Deno.test(".ci/failed_files names each file with failures once", async () => {
  const files = await filesAfter([b, "b stays => ./tests/chat/b_test.ts:30:6", a], 3);
  assertEquals(files, ["tests/chat/a_test.ts", "tests/chat/b_test.ts"]);
});

Deno.test(".ci/failed_files takes four failures for final", async () => {
  assertEquals(await filesAfter([a, a, a, b], 4), []);
});

Deno.test(".ci/failed_files takes a failure for final whose file it cannot name", async () => {
  assertEquals(await filesAfter([a], 2), []);
  assertEquals(await filesAfter([a, "./tests/chat/b_test.ts (uncaught error)"], 2), []);
  assertEquals(await filesAfter([a, b, "./tests/chat/c_test.ts (uncaught error)"], 2), []);
});

Deno.test(".ci/failed_files takes what a drawn seed has found for final", async () => {
  for (const file of ["torture_test", "cluster_torture_test", "seam_test", "reliability_test"]) {
    assertEquals(await filesAfter([a, `c goes => ./tests/system/${file}.ts:11:8`], 2), [], file);
    Deno.statSync(join(projectFolder, `tests/system/${file}.ts`));
  }
});

Deno.test(".ci/failed_files takes a run that did not come to its end for final", async () => {
  await using folder = new TestFolder();
  const log = join(folder.path, "log");
  await Deno.writeTextFile(log, "a goes ... ok\n");
  const script = join(projectFolder, ".ci/failed_files");
  assertEquals((await new Deno.Command(script, { args: [log] }).output()).success, false);
});
