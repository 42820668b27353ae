import { assertEquals } from "@std/assert";
import { RoomSearch } from "../../../client/rooms/room_search.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { message } from "../timeline/wire_samples.ts";

interface Asked {
  readonly query: string;
  readonly signal: AbortSignal;
  answer(seqs: number[], more?: boolean): Promise<void>;
  fail(): Promise<void>;
}

/** A search whose answers the test gives. */
class Stage implements Disposable {
  readonly clock = new FakeClock();
  readonly asked: Asked[] = [];
  readonly search = new RoomSearch("tea", {
    clock: this.clock,
    fetchJson: (path, signal) => {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      const found = (seq: number) => ({ ...message(seq), snippet: `text ${seq}`, highlights: [] });
      this.asked.push({
        query: path.split("?")[1]!,
        signal,
        answer: (seqs, more = false) => (resolve({ results: seqs.map(found), more }), settled()),
        fail: () => (reject(new Error("no")), settled()),
      });
      return promise;
    },
  });

  get kind(): string {
    return this.search.state.value.kind;
  }

  get seqs(): number[] {
    return this.search.state.value.results.map(({ seq }) => seq);
  }

  /** Types something and waits until it is asked. */
  async ask(query: string, answer: number[], more = false): Promise<void> {
    this.search.write(query);
    this.clock.advance(250);
    await this.asked.at(-1)!.answer(answer, more);
  }

  [Symbol.dispose](): void {
    this.search.close();
    assertEquals(this.clock.pending, 0, "a timer was left behind");
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

Deno.test("RoomSearch asks once, when typing has paused", async () => {
  using stage = new Stage();
  for (const query of ["t", "te", "tea"]) {
    stage.search.write(query);
    stage.clock.advance(200);
  }
  assertEquals([stage.asked.length, stage.kind], [0, "searching"]);
  stage.clock.advance(50);
  assertEquals(stage.asked.map(({ query }) => query), ["q=tea&limit=30"]);
  await stage.asked[0]!.answer([3, 1]);
  assertEquals([stage.kind, stage.seqs], ["done", [3, 1]]);
});

Deno.test("RoomSearch asks at once when told that it is complete, and not the same twice", async () => {
  using stage = new Stage();
  stage.search.write("tea", { isComplete: true });
  await stage.asked[0]!.answer([1]);
  stage.search.write("tea ", { isComplete: true });
  assertEquals(stage.asked.length, 1);
});

Deno.test("RoomSearch cuts a question short when another is typed, and drops its answer", async () => {
  using stage = new Stage();
  stage.search.write("tea", { isComplete: true });
  stage.search.write("coffee", { isComplete: true });
  assertEquals(stage.asked[0]!.signal.aborted, true);
  await stage.asked[1]!.answer([2]);
  await stage.asked[0]!.answer([1]);
  assertEquals(stage.seqs, [2]);
});

Deno.test("RoomSearch keeps what was found until the next answer", async () => {
  using stage = new Stage();
  await stage.ask("tea", [1]);
  stage.search.write("tea kettle");
  assertEquals([stage.kind, stage.seqs], ["searching", [1]]);
});

Deno.test("RoomSearch asks nothing with nothing", async () => {
  using stage = new Stage();
  await stage.ask("tea", [1]);
  stage.search.write(" ");
  stage.clock.advance(1_000);
  assertEquals([stage.kind, stage.seqs, stage.asked.length], ["idle", [], 1]);
});

Deno.test("RoomSearch loads older results below the last", async () => {
  using stage = new Stage();
  await stage.ask("tea", [9, 7], true);
  stage.search.loadOlder();
  stage.search.loadOlder();
  assertEquals(stage.asked.map(({ query }) => query).slice(1), ["q=tea&limit=30&before=7"]);
  await stage.asked[1]!.answer([5]);
  assertEquals([stage.seqs, stage.search.state.value.older], [[9, 7, 5], "none"]);
});

Deno.test("RoomSearch says when older results failed, and tries them again", async () => {
  using stage = new Stage();
  await stage.ask("tea", [9], true);
  stage.search.loadOlder();
  await stage.asked[1]!.fail();
  assertEquals([stage.seqs, stage.search.state.value.older], [[9], "failed"]);
  stage.search.loadOlder();
  await stage.asked[2]!.answer([3]);
  assertEquals(stage.seqs, [9, 3]);
});

Deno.test("RoomSearch says when a search failed, and tries again", async () => {
  using stage = new Stage();
  stage.search.write("tea", { isComplete: true });
  await stage.asked[0]!.fail();
  assertEquals(stage.kind, "failed");
  stage.search.retry();
  await stage.asked[1]!.answer([1]);
  assertEquals([stage.kind, stage.seqs], ["done", [1]]);
});

Deno.test("RoomSearch says nothing of a question that it cut short itself", async () => {
  using stage = new Stage();
  stage.search.write("tea", { isComplete: true });
  stage.search.write("");
  await stage.asked[0]!.fail();
  assertEquals(stage.kind, "idle");
});
