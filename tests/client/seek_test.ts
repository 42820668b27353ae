import { assertEquals } from "@std/assert";
import { Seek } from "../../client/seek.ts";
import { emptyRoom, receive } from "../../client/state.ts";
import { texts } from "../../client/texts.ts";
import { message, welcome } from "./wire_samples.ts";

/** A room of 5,000 entries of which the last is loaded. */
class Stage {
  state = [welcome({ seq: 5_000 }), message(5_000)].reduce(receive, emptyRoom("tea"));
  loads = 0;
  canLoad = true;
  readonly told: string[] = [];
  readonly seek = new Seek({
    state: () => this.state,
    load: () => {
      this.loads++;
      return this.canLoad;
    },
    failed: (text) => void this.told.push(text),
  });

  /** A page of history with these messages comes. */
  page(seqs: number[], { more = true } = {}): void {
    const messages = seqs.map((seq) => message(seq));
    this.state = receive(this.state, { type: "history", ref: "h", messages, more });
    this.seek.goOn();
  }
}

Deno.test("Seek.to() a loaded message loads nothing and waits for who shows it", () => {
  const stage = new Stage();
  stage.seek.to(5_000);
  assertEquals([stage.loads, stage.seek.target.value], [0, 5_000]);
  stage.seek.reached();
  assertEquals(stage.seek.target.value, undefined);
});

Deno.test("Seek.to() loads page after page until the message is there", () => {
  const stage = new Stage();
  stage.seek.to(4_700);
  stage.page([4_800, 4_900]);
  assertEquals(stage.loads, 2);
  stage.page([4_600, 4_700]);
  assertEquals([stage.loads, stage.seek.target.value], [2, 4_700]);
  assertEquals(stage.told, []);
});

Deno.test("Seek.to() says that a message is too far back without loading anything", () => {
  const stage = new Stage();
  stage.seek.to(3_000);
  assertEquals(stage.loads, 1);
  stage.seek.to(2_999);
  assertEquals([stage.loads, stage.seek.target.value], [1, undefined]);
  assertEquals(stage.told, [texts.reply.tooFar]);
});

Deno.test("Seek says that a message is gone once the pages have passed its place", () => {
  const stage = new Stage();
  stage.seek.to(4_700);
  stage.page([4_600, 4_800]);
  assertEquals([stage.loads, stage.told], [1, [texts.reply.gone]]);
});

Deno.test("Seek says that a message is gone once the room begins after its place", () => {
  const stage = new Stage();
  stage.seek.to(4_700);
  stage.page([4_800], { more: false });
  assertEquals([stage.loads, stage.told], [1, [texts.reply.gone]]);
});

Deno.test("Seek says that there is no way when a page cannot be asked for", () => {
  const stage = new Stage();
  stage.canLoad = false;
  stage.seek.to(4_700);
  assertEquals([stage.told, stage.seek.target.value], [[texts.reply.notReached], undefined]);
});

Deno.test("Seek.fail() is about nothing while nothing is sought", () => {
  const stage = new Stage();
  stage.seek.fail();
  stage.page([4_900]);
  assertEquals([stage.told, stage.loads], [[], 0]);
});
