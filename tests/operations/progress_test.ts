import { assertEquals } from "@std/assert";
import type { ProgressOptions } from "../../lib/operations/progress.ts";
import { Progress, sizeOf } from "../../lib/operations/progress.ts";
import { FakeClock } from "../support/fake_clock.ts";

/** A terminal, or what is none, that keeps what is written to it. */
function stage(options: Partial<ProgressOptions> & { isTerminal?: boolean } = {}) {
  const { isTerminal = true, ...others } = options;
  const clock = new FakeClock();
  const written: string[] = [];
  const terminal = {
    isTerminal: () => isTerminal,
    writeSync(bytes: Uint8Array) {
      written.push(new TextDecoder().decode(bytes));
      return bytes.length;
    },
  };
  const progress = new Progress({ clock, terminal, columns: () => 100, ...others });
  return { clock, written, progress };
}

Deno.test("Progress shows nothing of work that is done in half a second", () => {
  const { clock, written, progress } = stage();
  progress.begin("Counting");
  clock.advance(499);
  progress.update(9, 10);
  progress.end();
  assertEquals(written, []);
});

Deno.test("Progress shows how far longer work is, and how much time is left", () => {
  const { clock, written, progress } = stage();
  progress.begin("Counting");
  clock.advance(10_000);
  progress.update(250_000, 1_000_000);
  assertEquals(written, [
    "\rCounting [#####---------------] 25%  250,000 of 1,000,000, 30 s left\x1b[K",
  ]);
});

Deno.test("Progress writes its line anew ten times a second at most", () => {
  const { clock, written, progress } = stage();
  progress.begin("Counting");
  for (let done = 0; done < 2_000; done++) {
    clock.advance(1);
    progress.update(done, 2_000);
  }
  assertEquals(written.length, 16);
});

Deno.test("Progress takes its line away at the end, once", () => {
  const { clock, written, progress } = stage();
  progress.begin("Counting");
  clock.advance(1_000);
  progress.update(1, 2);
  progress.end();
  progress.end();
  assertEquals(written.slice(1), ["\r\x1b[K"]);
});

Deno.test("Progress shows at once what nothing will be heard of for long", () => {
  const { written, progress } = stage();
  progress.begin("Waiting", { isLong: true });
  progress.begin("Counting");
  assertEquals(written, ["\rWaiting …\x1b[K", "\r\x1b[K"]);
});

Deno.test("Progress never fills a line of the terminal", () => {
  const { clock, written, progress } = stage({ columns: () => 20 });
  progress.begin("Counting to a hundred");
  clock.advance(1_000);
  progress.update(1, 2);
  assertEquals(written, ["\rCounting to a hundr\x1b[K"]);
});

Deno.test("Progress of nothing is all of it", () => {
  const { clock, written, progress } = stage();
  progress.begin("Counting");
  clock.advance(1_000);
  progress.update(0, 0);
  assertEquals(written, ["\rCounting [####################]100%  0 of 0, 0 s left\x1b[K"]);
});

Deno.test("Progress writes nothing where there is no terminal", () => {
  const { clock, written, progress } = stage({ isTerminal: false });
  progress.begin("Waiting", { isLong: true });
  clock.advance(10_000);
  progress.update(1, 2);
  progress.end();
  assertEquals(written, []);
});

for (
  const [bytes, said] of [
    [0, "0 bytes"],
    [999, "999 bytes"],
    [4_096, "4.1 kB"],
    [12_300_000, "12 MB"],
    [1_500_000_000, "1.5 GB"],
    [2_000_000_000_000, "2 TB"],
  ] as const
) {
  Deno.test(`sizeOf() says ${bytes} as ${said}`, () => {
    assertEquals(sizeOf(bytes), said);
  });
}

Deno.test("Progress writes a line now and then where it is no terminal, if it is told to", () => {
  const { clock, written, progress } = stage({ isTerminal: false, lineEveryMs: 1_000 });
  progress.begin("Counting", { isLong: true });
  for (let done = 1; done <= 25; done++) {
    clock.advance(100);
    progress.update(1_000 * done, 90_000);
  }
  progress.end();
  assertEquals(written, ["Counting: 10,000 of 90,000\n", "Counting: 20,000 of 90,000\n"]);
});
