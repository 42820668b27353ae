import { assertEquals, assertThrows } from "@std/assert";
import { readCosts } from "../../../bench/cluster/costs.ts";
import type { FiguresFile, MeasuredFigures } from "../../../bench/cluster/figures_file.ts";
import { clusterLoads } from "../../../bench/cluster/loads.ts";

/** Figures as they come when a message costs 100 µs, a delivery 10, and a further node 30. */
function figuresOf(key: string, nodes: number, members: number): MeasuredFigures {
  const messagesPerSecond = 1_000;
  const perMessage = 100 + 10 * members + 30 * (nodes - 1);
  return {
    family: "parley",
    nodes,
    messagesPerSecond,
    serverCores: messagesPerSecond * perMessage / 1e6,
    databaseCores: key === "c" ? 0.1 : 0.4,
    brokerCores: 0.01,
    newsInPerSecond: 1_000,
    newsOutPerSecond: 1_000 * (nodes - 1),
    newsOutBytesPerSecond: 400_000 * (nodes - 1),
    bytesPerDelivery: 250,
    walBytesPerMessage: 2_000,
    walSyncsPerMessage: 0.5,
  };
}

/** 3 µs a second for each of 3,000 connections, and 20 for each sign of life. */
function restOf(nodes: number): MeasuredFigures {
  const signs = 1_000 * nodes * (nodes - 1) / 5;
  return {
    family: "parley",
    nodes,
    serverCores: (3_000 * 3 + signs * 20) / 1e6,
    newsOutPerSecond: signs,
    newsOutBytesPerSecond: signs * 120,
  };
}

function peopleOf(nodes: number): MeasuredFigures {
  return {
    family: "parley",
    nodes,
    serverMicrosPerJoin: 500,
    databaseMicrosPerJoin: 200,
    bytesPerIdleConnection: 25_000,
    rssBytes: 25_000 * 3_000 + 80_000_000,
  };
}

function measured(): FiguresFile {
  const of = (key: string, figures: (nodes: number) => MeasuredFigures) => ({
    load: clusterLoads[key]!,
    figures: [1, 2, 3].map(figures),
  });
  return {
    setting: "a machine",
    loads: {
      a: of("a", peopleOf),
      c: of("c", (nodes) => figuresOf("c", nodes, 5)),
      d: of("d", (nodes) => figuresOf("d", nodes, 5)),
      e: of("e", (nodes) => figuresOf("e", nodes, 50)),
      g: of("g", restOf),
    },
  };
}

Deno.test("readCosts() takes apart what messages, deliveries, nodes and signs of life cost", () => {
  const costs = readCosts(measured());
  const rounded = Object.entries(costs).map(([name, value]) => [name, Math.round(value * 10) / 10]);
  assertEquals(Object.fromEntries(rounded), {
    nodePerMessage: 100,
    nodePerDelivery: 10,
    nodePerHop: 30,
    nodePerRestingSecond: 3,
    nodePerSign: 20,
    nodePerJoin: 500,
    bytesPerConnection: 25_000,
    bytesPerNode: 80_000_000,
    databasePerMessage: 400,
    databasePerBusyMessage: 100,
    databasePerJoin: 200,
    walBytesPerMessage: 2_000,
    walSyncsPerMessage: 0.5,
    brokerPerNews: 3.3,
    bytesPerNews: 400,
    bytesPerSign: 120,
    bytesPerDelivery: 250,
  });
});

Deno.test("readCosts() says which load is missing", () => {
  const { loads: { e: _, ...loads }, setting } = measured();
  assertThrows(() => readCosts({ setting, loads }), Error, "load e was not measured with 1 nodes");
});
