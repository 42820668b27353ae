import { assertEquals } from "@std/assert";
import { Trouble } from "../lib/trouble.ts";
import { FakeClock } from "./support/fake_clock.ts";
import { HeardLog } from "./support/heard_log.ts";

const begins = "error the database cannot be used";
const ends = "info the database is well again";
const full = "the disk is full; make room";
const damaged = "it is damaged; stop the server, ask parley doctor, and put a backup in its place";

function stage() {
  const clock = new FakeClock();
  const { lines, log } = new HeardLog();
  return {
    clock,
    lines,
    trouble: new Trouble({
      begins: "the database cannot be used",
      ends: "the database is well again",
      facts: { path: "parley.db" },
      isForGood: (why) => why === damaged,
      log,
      clock,
    }),
  };
}

Deno.test("Trouble says nothing as long as all is well", () => {
  const { clock, lines, trouble } = stage();
  trouble.worked();
  clock.advance(60_000);
  trouble.close();
  assertEquals([lines, clock.pending], [[], 0]);
});

Deno.test("Trouble tells of trouble once, however often it is met", () => {
  const { lines, trouble } = stage();
  for (let n = 0; n < 100; n++) trouble.failed(full);
  assertEquals(lines, [begins]);
});

Deno.test("Trouble tells of each kind", () => {
  const { lines, trouble } = stage();
  for (let n = 0; n < 100; n++) trouble.failed(n % 2 ? full : "another program has locked it");
  assertEquals(lines, [begins, begins]);
});

Deno.test("Trouble is over when messages are kept and nothing fails for 5 s", () => {
  const { clock, lines, trouble } = stage();
  trouble.failed(full);
  trouble.worked();
  clock.advance(4_999);
  assertEquals(lines, [begins]);
  clock.advance(1);
  assertEquals(lines, [begins, ends]);
});

Deno.test("Trouble is not over as long as now this is kept, now that fails", () => {
  const { clock, lines, trouble } = stage();
  for (let n = 0; n < 100; n++) {
    trouble.failed(full);
    trouble.worked();
    clock.advance(1_000);
  }
  assertEquals(lines, [begins]);
});

Deno.test("Trouble is not over because nobody writes", () => {
  const { clock, lines, trouble } = stage();
  trouble.failed(full);
  clock.advance(60_000);
  trouble.close();
  assertEquals(lines, [begins]);
});

Deno.test("Trouble tells of trouble that comes back", () => {
  const { clock, lines, trouble } = stage();
  for (let n = 0; n < 2; n++) {
    trouble.failed(full);
    trouble.worked();
    clock.advance(5_000);
  }
  assertEquals(lines, [begins, ends, begins, ends]);
});

Deno.test("Trouble of damage stays, though other parts can be written", () => {
  const { clock, lines, trouble } = stage();
  for (let n = 0; n < 3; n++) {
    trouble.failed(damaged);
    trouble.worked();
    clock.advance(60_000);
  }
  trouble.close();
  assertEquals(lines, [begins]);
});

Deno.test("Trouble that was over of late is told of at the end", () => {
  const { clock, lines, trouble } = stage();
  trouble.failed(full);
  trouble.worked();
  trouble.close();
  assertEquals([lines, clock.pending], [[begins, ends], 0]);
});
