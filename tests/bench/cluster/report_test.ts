import { assertEquals } from "@std/assert";
import type { ClusterContender } from "../../../bench/cluster/contender.ts";
import { clusterLoads } from "../../../bench/cluster/loads.ts";
import { renderClusterLoad } from "../../../bench/cluster/report.ts";

function outcome(
  family: ClusterContender["family"],
  nodes: number,
  messagesPerSecond: readonly number[],
) {
  const name = `${family} ${nodes}`;
  const contender = { name, family, nodes, runsOn: "", dialect: "parley" } as const;
  const start = () => Promise.reject(new Error("it is not to be started"));
  const rounds = messagesPerSecond.map((rate) => ({ messagesPerSecond: rate, serverCores: 0.5 }));
  return { contender: { ...contender, start }, rounds };
}

/** The cells of all rows of a report's tables. */
function cellsOf(report: string): string[][] {
  const rows = report.split("\n").filter((line) => line.startsWith("|"));
  return rows.map((row) => row.slice(2, -2).split(" | "));
}

Deno.test("renderClusterLoad() shows medians, and whom Parley stands beside", () => {
  const report = renderClusterLoad({
    key: "c",
    load: clusterLoads.c!,
    outcomes: [
      outcome("parley", 1, [900, 1_000, 5_000]),
      outcome("parley", 2, [500]),
      outcome("shared port", 2, [400]),
      outcome("socket.io", 1, [2_000]),
      outcome("socket.io", 2, [1_000]),
    ],
  });
  assertEquals(cellsOf(report), [
    ["", "messages/s"],
    ["---", "---:"],
    ["parley 1", "1,000"],
    ["parley 2", "500"],
    ["shared port 2", "400"],
    ["socket.io 1", "2,000"],
    ["socket.io 2", "1,000"],
    ["parley 1 ÷ socket.io 1", "0.50"],
    ["parley 2 ÷ socket.io 2", "0.50"],
    ["parley 2 ÷ parley 1", "0.50"],
    ["shared port 2 ÷ parley 1", "0.40"],
    ["", "nodes: CPU s/1,000 messages", "node cores"],
    ["---", "---:", "---:"],
    ["parley 1", "0.500", "0.50"],
    ["parley 2", "1.000", "0.50"],
    ["shared port 2", "1.250", "0.50"],
    ["socket.io 1", "0.250", "0.50"],
    ["socket.io 2", "0.500", "0.50"],
  ]);
});

Deno.test("renderClusterLoad() shows only what rest costs where nobody says anything", () => {
  const rest = outcome("parley", 1, []);
  const rounds = [{ serverCores: 0.25 }];
  const report = renderClusterLoad({
    key: "g",
    load: clusterLoads.g!,
    outcomes: [{ ...rest, rounds }],
  });
  assertEquals(cellsOf(report), [["", "node cores"], ["---", "---:"], ["parley 1", "0.25"]]);
});

Deno.test("renderClusterLoad() leaves out whom nobody stands beside", () => {
  const report = renderClusterLoad({
    key: "c",
    load: clusterLoads.c!,
    outcomes: [outcome("parley", 1, [1_000])],
  });
  assertEquals(cellsOf(report).map(([first]) => first), [
    ...["", "---", "parley 1"],
    ...["", "---", "parley 1"],
  ]);
});
