import { assertEquals } from "@std/assert";
import { Trouble } from "../lib/trouble.ts";
import { TroubleList } from "../lib/trouble_list.ts";
import { FakeClock } from "./support/fake_clock.ts";
import { HeardLog } from "./support/heard_log.ts";

/** Two troubles of the store. */
function stage() {
  const clock = new FakeClock();
  const troubles = new TroubleList(clock);
  const open = () =>
    new Trouble({
      ...{ begins: "it fails", ends: "it works", facts: {} },
      ...{ part: "store", troubles, clock, log: new HeardLog().log },
    });
  return { clock, troubles, one: open(), other: open() };
}

Deno.test("TroubleList.has() a part from its first failure on until the trouble is over", () => {
  const { clock, troubles, one } = stage();
  assertEquals(troubles.has("store"), false);
  one.failed("the disk is full");
  assertEquals([troubles.has("store"), troubles.has("files")], [true, false]);
  one.worked();
  clock.advance(4_999);
  assertEquals(troubles.has("store"), true);
  clock.advance(1);
  assertEquals(troubles.has("store"), false);
});

Deno.test("TroubleList.has() a part as long as one of its troubles is not over", () => {
  const { clock, troubles, one, other } = stage();
  for (const trouble of [one, other]) trouble.failed("the disk is full");
  one.worked();
  clock.advance(5_000);
  assertEquals(troubles.has("store"), true);
});

Deno.test("TroubleList.has() nothing that nobody met for a minute", () => {
  const { clock, troubles, one } = stage();
  one.failed("the disk is full");
  clock.advance(59_999);
  assertEquals(troubles.has("store"), true);
  clock.advance(1);
  assertEquals(troubles.has("store"), false);
  one.failed("the disk is full");
  assertEquals(troubles.has("store"), true);
});
