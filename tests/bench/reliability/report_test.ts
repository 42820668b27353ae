import { assertEquals, assertStringIncludes } from "@std/assert";
import { renderOutcomes } from "../../../bench/reliability/report.ts";
import { sampleOutcome } from "./sample.ts";

/** The parts between empty lines. */
function partsOf(report: string): string[] {
  return report.split("\n\n");
}

Deno.test("renderOutcomes() says of each run what was done, what the server did, and its figures", () => {
  const figures = [
    { name: "memory at the most", value: 123.4, unit: "MB" },
    { name: "people", value: 5_000 },
    { name: "p99", value: 1.234, unit: "ms", decimals: 1 },
  ];
  const [_overview, ...parts] = partsOf(renderOutcomes([sampleOutcome("one", { figures })]));
  assertEquals(parts, [
    "### About one",
    "All of one.",
    "It stood.",
    [
      "| figure | measured |",
      "| --- | ---: |",
      "| memory at the most | 123 MB |",
      "| people | 5,000 |",
      "| p99 | 1.2 ms |",
    ].join("\n"),
    "_`deno task reliability --only one --seed 7`, 12 s, 2026-11-23; " +
    "Parley 1.2.3 (the executable, commit 0123abc); Some Processor, 2 cores._",
  ]);
});

Deno.test("renderOutcomes() shows the picture of a run that has one, and what it is drawn from", () => {
  const report = renderOutcomes([sampleOutcome("one", { pictureAlt: "Memory over time" })]);
  assertStringIncludes(
    report,
    "It stood.\n\n![Memory over time](images/one.svg)\n\nIt is drawn from [one.csv](images/one.csv).",
  );
});

Deno.test("renderOutcomes() begins with which held, each with a link to it", () => {
  const faults = ["a client waited", "memory grew"];
  const title = "Half a header, for ever";
  const [overview] = partsOf(
    renderOutcomes([sampleOutcome("one", { title }), sampleOutcome("two", { faults })]),
  );
  assertEquals(overview!.split("\n"), [
    "| run | `--only` | done | all held |",
    "| --- | ---: | ---: | ---: |",
    "| [Half a header, for ever](#half-a-header-for-ever) | `one` | 2026-11-23 | yes |",
    "| [About two](#about-two) | `two` | 2026-11-23 | 2 faults |",
  ]);
});

Deno.test("renderOutcomes() shows the first faults, and how many more there are", () => {
  const faults = Array.from({ length: 23 }, (_, n) => `fault ${n + 1}`);
  const report = renderOutcomes([sampleOutcome("one", { faults })]);
  assertStringIncludes(
    report,
    "**Not as it has to be:**\n\n- fault 1\n",
  );
  assertStringIncludes(report, "- fault 20\n- and 3 more");
});

Deno.test("renderOutcomes() tells runs in short from others", () => {
  assertStringIncludes(
    renderOutcomes([sampleOutcome("one", { size: "short" })]),
    "`, in short, 12 s",
  );
});
