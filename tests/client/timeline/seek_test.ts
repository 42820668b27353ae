import { assertEquals } from "@std/assert";
import { Seek } from "../../../client/timeline/seek.ts";
import { emptyRoom, receive } from "../../../client/timeline/state.ts";
import { texts } from "../../../client/i18n/texts.ts";
import { FakeNetwork } from "../connection/fake_network.ts";
import { edited, message, seqs, welcome } from "./wire_samples.ts";

/** A room of 5,000 entries of which the last is loaded. */
class Stage {
  state = emptyRoom("tea");
  readonly network = new FakeNetwork();
  readonly told: string[] = [];
  readonly seek = new Seek({
    state: () => this.state,
    fetchMessages: this.network.fetchMessages,
    came: (page) => this.state = receive(this.state, page),
    tell: (text) => void this.told.push(text),
  });

  /** Joins the room. */
  join(): this {
    for (const heard of [welcome({ seq: 5_000 }), message(5_000)]) {
      this.state = receive(this.state, heard);
    }
    return this;
  }

  get target(): number | "newest" | undefined {
    return this.seek.target.value;
  }

  get asked(): string[] {
    return this.network.fetches.map(({ path }) => path);
  }

  /** Answers the last question with these messages, of which there are more. */
  answer(...places: number[]): Promise<void> {
    return this.network.fetches.at(-1)!.answerWithMore(...places.map((seq) => message(seq)));
  }
}

Deno.test("Seek.to() a loaded message asks for nothing and waits for who shows it", () => {
  const stage = new Stage().join();
  stage.seek.to(5_000);
  assertEquals([stage.asked, stage.target], [[], 5_000]);
  stage.seek.reached();
  assertEquals(stage.target, undefined);
});

Deno.test("Seek.to() loads the messages around one that is far away", async () => {
  const stage = new Stage().join();
  stage.seek.to(70);
  assertEquals(stage.asked, ["after=19&limit=100"]);
  await stage.answer(69, 70, 71);
  assertEquals([seqs(stage.state.messages), stage.target], [[69, 70, 71], 70]);
  assertEquals(stage.told, []);
});

Deno.test("Seek.to() finds its way to a message of a log that was before", async () => {
  const stage = new Stage().join();
  stage.seek.to(-3);
  assertEquals(stage.asked, ["after=-54&limit=100"]);
  await stage.answer(-4, -3, -2);
  assertEquals([seqs(stage.state.messages), stage.target], [[-4, -3, -2], -3]);
});

Deno.test("Seek.to() waits until the room is joined", async () => {
  const stage = new Stage();
  stage.seek.to(7);
  assertEquals(stage.asked, []);
  stage.join().seek.goOn();
  assertEquals(stage.asked, ["after=0&limit=100"]);
  await stage.answer(7);
  assertEquals(stage.target, 7);
});

for (
  const [what, places, nearest] of [
    ["the next one", [69, 71, 72], 71],
    ["the last one", [60, 69], 69],
    ["the first that is left", [90, 91], 90],
  ] as const
) {
  Deno.test(`Seek shows ${what} in place of a message that is gone, and says so`, async () => {
    const stage = new Stage().join();
    stage.seek.to(70);
    await stage.answer(...places);
    assertEquals([stage.target, stage.told], [nearest, [texts.reply.notThere]]);
  });
}

Deno.test("Seek shows the newest in place of a message that was never there", async () => {
  const stage = new Stage().join();
  stage.seek.to(9_999);
  await stage.network.fetches[0]!.answer();
  assertEquals([stage.target, stage.told], [5_000, [texts.reply.notYet]]);
});

Deno.test("Seek gives up where nothing is left, and says so", async () => {
  const stage = new Stage();
  stage.state = receive(stage.state, welcome({ seq: 9 }));
  stage.seek.to(7);
  await stage.network.fetches[0]!.answer();
  assertEquals([stage.target, stage.told], [undefined, [texts.reply.notThere]]);
});

Deno.test("Seek.toNext() is content with the next message", async () => {
  const stage = new Stage().join();
  stage.seek.toNext(70);
  await stage.answer(69, 72);
  assertEquals([stage.target, stage.told], [72, []]);
});

Deno.test("Seek says that there is no way when the page fails", async () => {
  const stage = new Stage().join();
  stage.seek.to(70);
  await stage.network.fetches[0]!.fail();
  assertEquals([stage.told, stage.target], [[texts.reply.notReached], undefined]);
});

Deno.test("Seek passes over the answer when something else is sought by then", async () => {
  const stage = new Stage().join();
  stage.seek.to(70);
  stage.seek.to(700);
  await stage.network.fetches[0]!.answerWithMore(message(70));
  assertEquals(seqs(stage.state.messages), [5_000]);
  stage.seek.toNewest();
  await stage.answer(700);
  assertEquals([seqs(stage.state.messages), stage.target], [[5_000], "newest"]);
});

Deno.test("Seek asks again when the answer may lack changes that are forgotten already", async () => {
  const stage = new Stage().join();
  stage.seek.to(70);
  for (let seq = 5_001; seq <= 6_001; seq++) {
    stage.state = receive(stage.state, edited(seq, 70, "x"));
  }
  await stage.answer(70);
  assertEquals([stage.asked.length, seqs(stage.state.messages)], [2, [5_000]]);
  await stage.answer(70);
  assertEquals([seqs(stage.state.messages), stage.target], [[70], 70]);
});
