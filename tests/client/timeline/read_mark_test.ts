import { assertEquals } from "@std/assert";
import { ReadMark } from "../../../client/timeline/read_mark.ts";
import { FakeClock } from "../../support/fake_clock.ts";

interface Stage {
  clock: FakeClock;
  mark: ReadMark;
  sent: number[];
  isConnected: boolean;
}

function openStage(): Stage {
  const clock = new FakeClock();
  const sent: number[] = [];
  const mark: ReadMark = new ReadMark(clock, (seq) => {
    if (stage.isConnected) sent.push(seq);
    return stage.isConnected;
  });
  const stage: Stage = { clock, mark, sent, isConnected: true };
  return stage;
}

Deno.test("ReadMark sends the first at once and then the newest every 2 s", () => {
  const { clock, mark, sent } = openStage();
  for (const seq of [1, 2, 3]) mark.seen(seq);
  assertEquals(sent, [1]);
  clock.advance(2_000);
  assertEquals(sent, [1, 3]);
});

Deno.test("ReadMark never goes back", () => {
  const { clock, mark, sent } = openStage();
  mark.seen(5);
  clock.advance(2_000);
  mark.seen(4);
  clock.advance(2_000);
  assertEquals(sent, [5]);
});

Deno.test("ReadMark tries again with the next one when there was no connection", () => {
  const stage = openStage();
  stage.isConnected = false;
  stage.mark.seen(5);
  stage.isConnected = true;
  assertEquals(stage.sent, []);
  stage.mark.seen(5);
  assertEquals(stage.sent, [5]);
});

Deno.test("ReadMark.close() drops the mark that waits", () => {
  const { clock, mark, sent } = openStage();
  mark.seen(1);
  mark.seen(2);
  mark.close();
  clock.advance(5_000);
  assertEquals(sent, [1]);
});

Deno.test("ReadMark.welcomed() sends again what was lost with the connection", () => {
  const { clock, mark, sent } = openStage();
  mark.seen(5);
  clock.advance(2_000);
  mark.welcomed(3);
  clock.advance(0);
  assertEquals(sent, [5, 5]);
});

Deno.test("ReadMark.welcomed() sends what was read without a connection, and keeps the marks apart", () => {
  const stage = openStage();
  stage.mark.seen(5);
  stage.isConnected = false;
  stage.mark.seen(6);
  stage.clock.advance(2_000);
  stage.isConnected = true;
  stage.mark.welcomed(5);
  stage.mark.seen(7);
  stage.clock.advance(0);
  assertEquals(stage.sent, [5, 7]);
  stage.mark.welcomed(6);
  stage.clock.advance(1_999);
  assertEquals(stage.sent, [5, 7]);
  stage.clock.advance(1);
  assertEquals(stage.sent, [5, 7, 7]);
});

Deno.test("ReadMark.welcomed() sends nothing that the server knows", () => {
  const { clock, mark, sent } = openStage();
  mark.seen(5);
  mark.welcomed(7);
  mark.seen(6);
  assertEquals([sent, clock.pending], [[5], 0]);
});

Deno.test("ReadMark.refused() sends the mark again, as late as the server asks", () => {
  const { clock, mark, sent } = openStage();
  mark.seen(5);
  mark.refused(3_000);
  clock.advance(2_999);
  assertEquals(sent, [5]);
  clock.advance(1);
  assertEquals(sent, [5, 5]);
  assertEquals(clock.pending, 0);
});

Deno.test("ReadMark.refused() sends the newest mark there is by then", () => {
  const { clock, mark, sent } = openStage();
  mark.seen(5);
  mark.refused(100);
  mark.seen(6);
  clock.advance(2_000);
  assertEquals(sent, [5, 6]);
});

Deno.test("ReadMark.refused() leaves a mark alone that was taken long ago", () => {
  const { clock, mark } = openStage();
  mark.seen(5);
  clock.advance(10_001);
  mark.refused(100);
  assertEquals(clock.pending, 0);
});

Deno.test("ReadMark.refused() does nothing where no mark was sent", () => {
  const { clock, mark } = openStage();
  mark.refused(100);
  assertEquals(clock.pending, 0);
});
