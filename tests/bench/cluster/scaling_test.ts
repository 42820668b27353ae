import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Costs } from "../../../bench/cluster/costs.ts";
import { assumptions, computeNeeds, findStrains } from "../../../bench/cluster/scaling.ts";

const costs: Costs = {
  nodePerMessage: 100,
  nodePerDelivery: 10,
  nodePerHop: 30,
  nodePerRestingSecond: 2,
  nodePerSign: 20,
  nodePerJoin: 500,
  bytesPerConnection: 25_000,
  bytesPerNode: 100_000_000,
  databasePerMessage: 400,
  databasePerBusyMessage: 100,
  databasePerJoin: 200,
  walBytesPerMessage: 2_000,
  walSyncsPerMessage: 0.5,
  brokerPerNews: 3,
  bytesPerNews: 400,
  bytesPerSign: 120,
  bytesPerDelivery: 250,
};

const million = {
  title: "a million",
  connections: 1_000_000,
  membersPerRoom: 50,
  messagesPerSecond: 2_000,
};

Deno.test("computeNeeds() adds up what messages, deliveries and rest cost when led by room", () => {
  const needs = computeNeeds(million, "by room", costs);
  assertEquals(needs.deliveriesPerSecond, 100_000);
  // 2,000 messages of 100 µs, 100,000 deliveries of 10, a million connections of 2.
  assertEquals(needs.nodeCores.toFixed(3), "3.200");
  assertEquals([needs.nodesPerRoom, needs.signCores], [1, 0]);
  assertEquals(needs.databaseCores.toFixed(3), "0.800");
  assertEquals(needs.databaseSyncsPerSecond, 1_000);
  assertEquals(needs.walBytesPerSecond, 4_000_000);
});

Deno.test("computeNeeds() takes as many nodes as the tightest bound asks for", () => {
  const by = (assumed: Partial<typeof assumptions>) => {
    const needs = computeNeeds(million, "by room", costs, { ...assumptions, ...assumed });
    return [needs.nodes, needs.nodesBecauseOf];
  };
  assertEquals(by({}), [40, "connections"]);
  assertEquals(by({ coresPerNode: 0.04 }), [80, "CPU"]);
  assertEquals(by({ bytesPerNode: 350_000_000 }), [100, "memory"]);
});

Deno.test("computeNeeds() finds that signs of life ask for more nodes when led anywhere", () => {
  const anywhere = computeNeeds(million, "anywhere", costs);
  const byRoom = computeNeeds(million, "by room", costs);
  assert(anywhere.nodes > byRoom.nodes);
  assert(anywhere.signCores > 10 * byRoom.nodeCores);
  assert(anywhere.newsPerSecond > 100 * byRoom.newsPerSecond);
  // At least as many as their own cores ask for.
  assert(anywhere.nodes * assumptions.coresPerNode >= anywhere.nodeCores);
});

Deno.test("computeNeeds() needs one node for few, whichever way they are led", () => {
  const few = { ...million, connections: 500, messagesPerSecond: 1 };
  const needs = computeNeeds(few, "anywhere", costs);
  assertEquals([needs.nodes, needs.nodesPerRoom], [1, 1]);
  assertEquals(needs, computeNeeds(few, "by room", costs));
});

Deno.test("findStrains() tells what breaks first", () => {
  const assumed = { ...assumptions, databaseConnectionsPerNode: 0 };
  const strains = (messagesPerSecond: number, leading: "anywhere" | "by room") =>
    findStrains(computeNeeds({ ...million, messagesPerSecond }, leading, costs, assumed));
  assertStringIncludes(strains(2_000, "anywhere")[0]!.part, "NATS");
  const [first, second] = strains(20_000, "by room");
  assertEquals([first!.part, first!.use], ["PostgreSQL's disk", 2]);
  assertEquals([second!.part, second!.use], ["PostgreSQL's CPU", 0.5]);
});
