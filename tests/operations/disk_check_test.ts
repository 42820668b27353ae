import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkDisk } from "../../lib/operations/disk_check.ts";
import { TestFolder } from "../support/program.ts";

const gib = 2 ** 30;

for (
  const [free, total, isWell] of [
    [2 * gib, 1_000 * gib, true],
    [gib, 1_000 * gib, true],
    [gib - 1, 1_000 * gib, false],
    [0.5 * gib, 5 * gib, true],
    [0.5 * gib - 1, 5 * gib, false],
    [0, 0, true],
  ] as const
) {
  const words = isWell ? "is content with" : "tells of";
  Deno.test(`checkDisk() ${words} ${free} free bytes of ${total}`, async () => {
    await using folder = new TestFolder();
    const finding = checkDisk(folder.path, { free, total });
    assertEquals(finding.isWell, isWell);
    assertStringIncludes(`${finding}`, " are free");
  });
}

Deno.test("checkDisk() asks the volume of the folder", async () => {
  await using folder = new TestFolder();
  assertStringIncludes(`${checkDisk(folder.path)}`, " are free");
});
