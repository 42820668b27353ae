/** Whatever the server acknowledged outlives its sudden death; `deno task torture` is the long form. */
import { assert, assertEquals } from "@std/assert";
import { findPrograms, TestFolder } from "../support/program.ts";
import { Random } from "../support/random.ts";
import { torture } from "../support/torture.ts";

const rounds = 3;

for (const program of findPrograms()) {
  Deno.test(`${program.name} keeps what it acknowledged through SIGKILL while 50 people write`, async () => {
    await using folder = new TestFolder();
    const seed = Random.newSeed();
    const report = await torture({ program, folder: folder.path, rounds, seed });
    assertEquals(report.faults.slice(0, 20), [], `seed ${seed}`);
    assert(report.acknowledged > 0);
    assert(report.leastResumes > 0, "somebody did not come back");
  });
}
