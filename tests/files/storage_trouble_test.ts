import { assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { ChatError } from "../../lib/errors.ts";
import type { StorageDeed } from "../../lib/files/storage_trouble.ts";
import { StorageTrouble } from "../../lib/files/storage_trouble.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { HeardLog } from "../support/heard_log.ts";

const begins = "error files cannot be stored";
const ends = "info files can be stored again";

function stage() {
  const clock = new FakeClock();
  const { lines, log } = new HeardLog();
  const explain = (error: unknown) => error instanceof TypeError ? undefined : `${error}`;
  const trouble = new StorageTrouble({ place: "files", explain, log, clock });
  const fail = (deed: StorageDeed = "store", error = new Error("full")) =>
    trouble.guard(deed, () => Promise.reject(error));
  const work = (deed: StorageDeed = "store") => trouble.guard(deed, () => Promise.resolve(deed));
  return { clock, lines, trouble, fail, work };
}

Deno.test("StorageTrouble gives what was done, and says nothing", async () => {
  const { clock, lines, work } = stage();
  assertEquals([await work("read"), lines, clock.pending], ["read", [], 0]);
});

Deno.test("StorageTrouble makes failures unavailable, and tells of each kind once", async () => {
  const { lines, fail } = stage();
  for (let n = 0; n < 4; n++) {
    const { code, message } = await assertRejects(
      () => fail("store", new Error(`${n % 2}`)),
      ChatError,
    );
    assertEquals(code, "unavailable");
    assertEquals(message, "Cannot store the file: its storage fails just now; try again later");
  }
  assertEquals(lines, [begins, begins]);
});

Deno.test("StorageTrouble lets through what is not the storage's fault", async () => {
  const { lines, fail } = stage();
  const error = new TypeError("a mistake of ours");
  assertStrictEquals(await assertRejects(() => fail("read", error), TypeError), error);
  assertEquals(lines, []);
});

Deno.test("StorageTrouble is over when the same works and nothing fails for 5 s", async () => {
  const { clock, lines, fail, work } = stage();
  await assertRejects(() => fail(), ChatError);
  await work("read");
  await work("remove");
  assertEquals(clock.pending, 0);
  await work();
  clock.advance(4_999);
  await assertRejects(() => fail(), ChatError);
  clock.advance(60_000);
  assertEquals(lines, [begins]);
  await work();
  clock.advance(5_000);
  assertEquals(lines, [begins, ends]);
  await assertRejects(() => fail(), ChatError);
  assertEquals(lines, [begins, ends, begins]);
});

Deno.test("StorageTrouble that is closed tells what is over, and no more", async () => {
  const { clock, lines, trouble, fail, work } = stage();
  await assertRejects(() => fail(), ChatError);
  await work();
  trouble.close();
  trouble.close();
  assertEquals([lines, clock.pending], [[begins, ends], 0]);
  await assertRejects(() => fail(), ChatError);
  await work();
  assertEquals([lines, clock.pending], [[begins, ends], 0]);
});
