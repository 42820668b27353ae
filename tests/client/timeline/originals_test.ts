import { assertEquals } from "@std/assert";
import { Originals } from "../../../client/timeline/originals.ts";
import type { Original } from "../../../client/timeline/state.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { FakeNetwork } from "../connection/fake_network.ts";
import { message } from "./wire_samples.ts";

class Stage implements Disposable {
  readonly clock = new FakeClock();
  readonly network = new FakeNetwork();
  readonly found: [seq: number, original: Original][] = [];
  readonly originals = new Originals({
    clock: this.clock,
    fetchMessages: this.network.fetchMessages,
    found: (seq, original) => void this.found.push([seq, original]),
  });

  /** The messages that were asked for, in order. */
  get asked(): number[] {
    return this.network.fetches.map(({ path }) => Number(/before=(\d+)/.exec(path)![1]) - 1);
  }

  want(...seqs: number[]): void {
    for (const seq of seqs) this.originals.want(seq);
  }

  [Symbol.dispose](): void {
    this.originals.close();
    assertEquals(this.clock.pending, 0, "a timer was left behind");
  }
}

Deno.test("Originals.want() asks for one message and tells what came", async () => {
  using stage = new Stage();
  stage.want(7);
  assertEquals(stage.network.fetches[0]?.path, "after=6&before=8&limit=1");
  await stage.network.fetches[0]!.answer(message(7));
  assertEquals(stage.found, [[7, message(7)]]);
});

Deno.test("Originals.want() asks once, however many want it", () => {
  using stage = new Stage();
  stage.want(7, 7, 7);
  assertEquals(stage.asked, [7]);
});

Deno.test("Originals.want() asks for three at a time, and then for the newest wanted", async () => {
  using stage = new Stage();
  stage.want(1, 2, 3, 4, 5);
  assertEquals(stage.asked, [1, 2, 3]);
  await stage.network.fetches[1]!.answer(message(2));
  assertEquals(stage.asked, [1, 2, 3, 5]);
  await stage.network.fetches[3]!.fail();
  assertEquals(stage.asked, [1, 2, 3, 5, 4]);
});

Deno.test("Originals tells that a message is gone when the answer does not hold it", async () => {
  using stage = new Stage();
  stage.want(7, 9);
  await stage.network.fetches[0]!.answer();
  await stage.network.fetches[1]!.answer(message(8));
  assertEquals(stage.found, [[7, "gone"], [9, "gone"]]);
});

Deno.test("Originals tries three times with longer and longer waits, then says that it failed", async () => {
  using stage = new Stage();
  stage.want(7);
  for (const waitMs of [2_000, 8_000]) {
    await stage.network.fetches.at(-1)!.fail();
    assertEquals(stage.found, []);
    const before = stage.asked.length;
    stage.clock.advance(waitMs - 1);
    assertEquals(stage.asked.length, before);
    stage.clock.advance(1);
    assertEquals(stage.asked.length, before + 1);
  }
  await stage.network.fetches[2]!.fail();
  assertEquals(stage.found, [[7, "failed"]]);
  stage.clock.advance(1_000_000);
  assertEquals(stage.asked, [7, 7, 7]);
});

Deno.test("Originals.want() begins anew after it has failed", async () => {
  using stage = new Stage();
  stage.want(7);
  for (const waitMs of [2_000, 8_000, 0]) {
    await stage.network.fetches.at(-1)!.fail();
    stage.clock.advance(waitMs);
  }
  stage.want(7);
  await stage.network.fetches.at(-1)!.answer(message(7));
  assertEquals(stage.found, [[7, "failed"], [7, message(7)]]);
});

Deno.test("Originals.restart() asks anew for what is under way, and passes over older answers", async () => {
  using stage = new Stage();
  stage.want(1, 2, 3, 4);
  await stage.network.fetches[0]!.fail();
  assertEquals(stage.asked, [1, 2, 3, 4]);
  stage.originals.restart();
  assertEquals(stage.clock.pending, 0);
  for (const fetch of stage.network.fetches.slice(1)) await fetch.answer(message(1));
  assertEquals(stage.found, []);
  assertEquals(stage.asked.slice(4), [4, 3, 2]);
  await stage.network.fetches[4]!.answer(message(4));
  assertEquals(stage.found, [[4, message(4)]]);
  assertEquals(stage.asked.slice(7), [1]);
});

Deno.test("Originals.close() hears no answer any more, and asks nothing", async () => {
  using stage = new Stage();
  stage.want(1, 2, 3, 4);
  stage.originals.close();
  await stage.network.fetches[0]!.answer(message(1));
  assertEquals(stage.found, []);
  assertEquals(stage.asked, [1, 2, 3]);
});
