import { assertEquals } from "@std/assert";
import type { Metric } from "../../lib/metrics/exposition.ts";
import { expose } from "../../lib/metrics/exposition.ts";
import { Histogram } from "../../lib/metrics/histogram.ts";
import { Tally } from "../../lib/metrics/tally.ts";

/** What a metric that reads `value` is written as, without its first two lines. */
function samplesOf(value: ReturnType<Metric["read"]>): string[] {
  const text = expose([{ name: "m", type: "gauge", help: "What it is", read: () => value }]);
  return text.split("\n").slice(2, -1);
}

Deno.test("expose() says what a metric is, then what it is at", () => {
  assertEquals(
    expose([{ name: "parley_rooms", type: "gauge", help: "Rooms that are live", read: () => 3 }]),
    "# HELP parley_rooms Rooms that are live\n# TYPE parley_rooms gauge\nparley_rooms 3\n",
  );
});

Deno.test("expose() counts in each bucket what is in those below", () => {
  const histogram = new Histogram([0.5, 1]);
  for (const value of [0.25, 0.75, 2, 3]) histogram.add(value);
  assertEquals(samplesOf(histogram), [
    'm_bucket{le="0.5"} 1',
    'm_bucket{le="1"} 2',
    'm_bucket{le="+Inf"} 4',
    "m_sum 6",
    "m_count 4",
  ]);
});

Deno.test("expose() gives each count of a tally its labels", () => {
  const tally = new Tally(["way", "code"]);
  tally.add("socket", "empty");
  tally.add("http", 404);
  tally.add("socket", "empty");
  assertEquals(samplesOf(tally), [
    'm{way="socket",code="empty"} 2',
    'm{way="http",code="404"} 1',
  ]);
});

Deno.test("expose() escapes what a label may not hold", () => {
  const labels = ["name"];
  assertEquals(samplesOf({ labels, rows: [[['a"b\\c\nd'], 1]] }), ['m{name="a\\"b\\\\c\\nd"} 1']);
});

Deno.test("expose() leaves out a metric that reads nothing, and says what an empty one is", () => {
  const metric = { name: "m", type: "gauge", help: "What", read: () => undefined } as const;
  assertEquals(expose([metric]), "");
  assertEquals(samplesOf(new Tally(["a"])), []);
});
