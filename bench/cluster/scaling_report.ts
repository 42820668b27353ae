import { renderTable } from "../report_page.ts";
import type { Costs } from "./costs.ts";
import { type Assumptions, computeNeeds, findStrains } from "./scaling.ts";
import type { Leading, Needs, Shape } from "./scaling.ts";

/** The shapes of usage that `docs/SCALING.md` is about. */
export const shapes: readonly Shape[] = [
  {
    title: "a quiet million: rooms of 50, everybody says something each 10 minutes",
    connections: 1_000_000,
    membersPerRoom: 50,
    messagesPerSecond: 1_000_000 / 600,
  },
  {
    title: "a busy million: rooms of 50, everybody says something each minute",
    connections: 1_000_000,
    membersPerRoom: 50,
    messagesPerSecond: 1_000_000 / 60,
  },
  {
    title: "a town hall: 10,000 in one room, 2 messages a second",
    connections: 10_000,
    membersPerRoom: 10_000,
    messagesPerSecond: 2,
  },
];

const leadings: readonly Leading[] = ["anywhere", "by room"];

interface Line {
  readonly title: string;
  readonly show: (needs: Needs) => string;
}

const lines: readonly Line[] = [
  { title: "messages = commits a second", show: () => "" },
  { title: "deliveries a second", show: (one) => count(one.deliveriesPerSecond) },
  { title: "nodes", show: (one) => `${count(one.nodes)} (${one.nodesBecauseOf})` },
  { title: "nodes that have a room open", show: (one) => round(one.nodesPerRoom) },
  { title: "cores of all nodes", show: (one) => round(one.nodeCores) },
  { title: "of these, for signs of life", show: (one) => round(one.signCores) },
  { title: "memory of all nodes, GB", show: (one) => round(one.memoryBytes / 1e9) },
  { title: "cores of PostgreSQL", show: (one) => round(one.databaseCores) },
  { title: "connections to it", show: (one) => count(one.databaseConnections) },
  { title: "its disk waits a second", show: (one) => count(one.databaseSyncsPerSecond) },
  { title: "its log, MB/s", show: (one) => round(one.walBytesPerSecond / 1e6) },
  { title: "news a second, in and out of NATS", show: (one) => count(one.newsPerSecond) },
  { title: "of these out, MB/s", show: (one) => round(one.newsBytesPerSecond / 1e6) },
  { title: "cores of NATS", show: (one) => round(one.brokerCores) },
  { title: "to clients, Mbit/s", show: (one) => count(one.clientBytesPerSecond * 8 / 1e6) },
  { title: "all back after a cut: nodes, s", show: (one) => round(one.rejoinSecondsByNodes) },
  { title: "the same: PostgreSQL, s", show: (one) => round(one.rejoinSecondsByDatabase) },
];

/** Shows what each shape needs, both ways to lead connections, and what breaks first. */
export function renderShapes(costs: Costs, assumed: Assumptions): string {
  return shapes.map((shape) => {
    const needs = leadings.map((leading) => computeNeeds(shape, leading, costs, assumed));
    const commits = count(shape.messagesPerSecond);
    const rows = lines.map(({ title, show }, index) => [
      title,
      ...needs.map((one) => index === 0 ? commits : show(one)),
    ]);
    const strains = leadings.map((leading, index) => {
      const order = findStrains(needs[index], assumed).map(({ part, use }) =>
        `${part} ${percent(use)}`
      );
      return `- Led ${leading}: ${order.join(", ")}.`;
    });
    return [
      `### ${shape.title[0].toUpperCase()}${shape.title.slice(1)}`,
      renderTable(["", ...leadings.map((leading) => `led ${leading}`)], rows),
      "Of what there is one of, this much is needed, the most strained first:",
      strains.join("\n"),
    ].join("\n\n");
  }).join("\n\n");
}

/** Shows what was measured, and what it was computed from. */
export function renderCosts(costs: Costs): string {
  const micros = (value: number) => `${round(value)} µs`;
  const bytes = (value: number) => `${count(value)} bytes`;
  return renderTable(["what", "cost", "from"], [
    ["a message, at its node", micros(costs.nodePerMessage), "d and e, 1 node"],
    ["a delivery", micros(costs.nodePerDelivery), "e less d, 1 node"],
    [
      "a message, for each further node that has its room open",
      micros(costs.nodePerHop),
      "d and e, 3 nodes less 1",
    ],
    [
      "a connection at rest with its rooms, for a second, at most",
      micros(costs.nodePerRestingSecond),
      "g, 1 to 3 nodes",
    ],
    ["a sign of life of a room, heard, at most", micros(costs.nodePerSign), "g, 1 to 3 nodes"],
    ["a join, at its node", micros(costs.nodePerJoin), "a, 1 node"],
    ["a connection, memory", bytes(costs.bytesPerConnection), "a, 1 node"],
    ["a node with nobody, memory", bytes(costs.bytesPerNode), "a, 1 node"],
    ["a message, PostgreSQL", micros(costs.databasePerMessage), "e, 1 node"],
    ["the same where it is kept busy", micros(costs.databasePerBusyMessage), "c, 1 node"],
    ["a join, PostgreSQL", micros(costs.databasePerJoin), "a, 1 node"],
    ["a message, PostgreSQL's log", bytes(costs.walBytesPerMessage), "e, 1 node"],
    ["disk waits for a message", round(costs.walSyncsPerMessage), "e, 1 node"],
    ["news, NATS, for each taken or given", micros(costs.brokerPerNews), "e, 3 nodes"],
    ["news of a message, size", bytes(costs.bytesPerNews), "e, 3 nodes"],
    ["a sign of life, size", bytes(costs.bytesPerSign), "g, 3 nodes"],
    ["a delivery, payload", bytes(costs.bytesPerDelivery), "e, 1 node"],
  ]);
}

/** Shows how far one of each goes, were it asked for nothing else. */
export function renderCeilings(costs: Costs, assumed: Assumptions): string {
  const perSecond = (cores: number, micros: number) => count(cores * 1e6 / micros);
  const ofPeople = assumed.bytesPerNode - costs.bytesPerNode;
  return renderTable(["one of", "could do at most"], [
    ["a node: deliveries a second", perSecond(assumed.coresPerNode, costs.nodePerDelivery)],
    ["a node: connections, by its memory", count(ofPeople / costs.bytesPerConnection)],
    [
      "PostgreSQL: messages a second, one by one",
      perSecond(assumed.databaseCores, costs.databasePerMessage),
    ],
    [
      "PostgreSQL: the same in batches",
      perSecond(assumed.databaseCores, costs.databasePerBusyMessage),
    ],
    [
      "its disk: messages a second, one by one",
      count(assumed.databaseSyncs / costs.walSyncsPerMessage),
    ],
    ["PostgreSQL: joins a second", perSecond(assumed.databaseCores, costs.databasePerJoin)],
    ["NATS: news a second, in and out", perSecond(assumed.brokerCores, costs.brokerPerNews)],
  ]);
}

/** Shows what nobody measured. */
export function renderAssumptions(assumed: Assumptions): string {
  return renderTable(["what", "assumed"], [
    ["what a node may use of its core", `${round(assumed.coresPerNode)}`],
    ["memory of a node", `${round(assumed.bytesPerNode / 1e9)} GB`],
    ["connections of a node", count(assumed.connectionsPerNode)],
    ["what PostgreSQL may use of its machine", `${round(assumed.databaseCores)} cores`],
    ["disk waits that its disk can do", `${count(assumed.databaseSyncs)} a second`],
    ["connections that it takes", count(assumed.databaseConnections)],
    ["connections of a node to it, as shipped", count(assumed.databaseConnectionsPerNode)],
    ["what a server of NATS may use", `${round(assumed.brokerCores)} cores`],
    ["what its network carries", `${count(assumed.networkBytesPerSecond / 1e6)} MB/s`],
    ["TCP, IP and Ethernet around a frame", `${assumed.bytesPerFrame} bytes`],
    ["a room in the counts that nodes tell", `${assumed.bytesPerRoomCount} bytes`],
  ]);
}

function count(value: number): string {
  return Math.round(value).toLocaleString("en");
}

/** To two digits, or to whole ones. */
function round(value: number): string {
  if (value >= 100) return count(value);
  return Number(value.toPrecision(2)).toLocaleString("en", { maximumFractionDigits: 4 });
}

function percent(value: number): string {
  return `${round(value * 100)} %`;
}
