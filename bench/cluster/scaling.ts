import { type Costs, signSeconds } from "./costs.ts";

/** How people use it. */
export interface Shape {
  readonly title: string;
  readonly connections: number;
  readonly membersPerRoom: number;
  /** Of all rooms together. */
  readonly messagesPerSecond: number;
}

/**
 * How a proxy leads connections: each to any node, or all of one room to one node, as long as that is
 * there.
 */
export type Leading = "anywhere" | "by room";

/** What nobody measured here. */
export interface Assumptions {
  /** How much of one core a node is to use, so that there is room for bursts and for others' people. */
  readonly coresPerNode: number;
  readonly bytesPerNode: number;
  /** For open files, and the ports of a proxy. */
  readonly connectionsPerNode: number;
  /** What one PostgreSQL may use of its machine. */
  readonly databaseCores: number;
  /** How often a second its disk makes sure of what was written. */
  readonly databaseSyncs: number;
  /** How many connections it takes, and how many a node has to it as it is shipped. */
  readonly databaseConnections: number;
  readonly databaseConnectionsPerNode: number;
  /** What one server of NATS may use. */
  readonly brokerCores: number;
  /** What a network card carries. */
  readonly networkBytesPerSecond: number;
  /** Of TCP, IP and Ethernet, for each frame to a client. */
  readonly bytesPerFrame: number;
  /** Of a room's name and number in what each node tells every 5 s. */
  readonly bytesPerRoomCount: number;
}

/** Good machines of today. */
export const assumptions: Assumptions = {
  coresPerNode: 0.5,
  bytesPerNode: 2e9,
  connectionsPerNode: 25_000,
  databaseCores: 16,
  databaseSyncs: 5_000,
  databaseConnections: 500,
  databaseConnectionsPerNode: 14,
  brokerCores: 4,
  networkBytesPerSecond: 1.25e9 / 2,
  bytesPerFrame: 78,
  bytesPerRoomCount: 30,
};

/** What a shape needs, all nodes together where nothing else is said. */
export interface Needs {
  readonly nodes: number;
  /** Which of the bounds of a node asks for so many. */
  readonly nodesBecauseOf: "CPU" | "memory" | "connections";
  /** How many nodes have a room open, on average. */
  readonly nodesPerRoom: number;
  readonly deliveriesPerSecond: number;
  readonly nodeCores: number;
  /** The part of it that is signs of life, given and heard. */
  readonly signCores: number;
  readonly memoryBytes: number;
  readonly databaseCores: number;
  readonly databaseConnections: number;
  readonly databaseSyncsPerSecond: number;
  readonly walBytesPerSecond: number;
  readonly newsPerSecond: number;
  readonly newsBytesPerSecond: number;
  readonly brokerCores: number;
  readonly clientBytesPerSecond: number;
  /** After all were cut off: until the last is back, as the nodes allow and as the database does. */
  readonly rejoinSecondsByNodes: number;
  readonly rejoinSecondsByDatabase: number;
}

/** One part of a whole, and how much of what one of it can do is needed. */
export interface Strain {
  readonly part:
    | "PostgreSQL's CPU"
    | "PostgreSQL's disk"
    | "PostgreSQL's connections"
    | "NATS' CPU"
    | "NATS' network";
  /** 1 is all of it. */
  readonly use: number;
}

const mostNodes = 100_000;

/**
 * Computes what a shape needs. More nodes may need still more of them, since each gives signs of life to
 * all that have a room open; the least number that suffices is found.
 */
export function computeNeeds(
  shape: Shape,
  leading: Leading,
  costs: Costs,
  assumed: Assumptions = assumptions,
): Needs {
  let nodes = 1;
  for (;;) {
    const needs = computeWith(nodes, { shape, leading, costs, assumed });
    if (needs.nodes === nodes || nodes >= mostNodes) return needs;
    nodes = needs.nodes;
  }
}

/** With so many nodes; the answer has more of them where they do not suffice. */
function computeWith(
  nodes: number,
  { shape, leading, costs, assumed }: {
    shape: Shape;
    leading: Leading;
    costs: Costs;
    assumed: Assumptions;
  },
): Needs {
  const { connections, membersPerRoom, messagesPerSecond: messages } = shape;
  const rooms = connections / membersPerRoom;
  const nodesPerRoom = leading === "by room" ? 1 : nodes * (1 - (1 - 1 / nodes) ** membersPerRoom);
  const hops = nodesPerRoom - 1;
  const deliveries = messages * membersPerRoom;
  const openRooms = rooms * nodesPerRoom;
  const signs = openRooms / signSeconds;
  const signCores = signs * hops * costs.nodePerSign / 1e6;
  const nodeCores = signCores + (
        messages * (costs.nodePerMessage + hops * costs.nodePerHop) +
        deliveries * costs.nodePerDelivery + connections * costs.nodePerRestingSecond
      ) / 1e6;
  const memory = connections * costs.bytesPerConnection;
  const byBound = [
    ["CPU", nodeCores / assumed.coresPerNode],
    ["memory", memory / (assumed.bytesPerNode - costs.bytesPerNode)],
    ["connections", connections / assumed.connectionsPerNode],
  ] as const;
  const [nodesBecauseOf, wanted] = byBound.reduce((most, one) => one[1] > most[1] ? one : most);
  const needed = Math.max(nodes, Math.ceil(wanted));

  // What each node tells all others of how many are in its rooms.
  const counts = nodes * (nodes - 1) / signSeconds;
  const countBytes = openRooms * assumed.bytesPerRoomCount * (nodes - 1) / signSeconds;
  const newsIn = messages + signs + nodes / signSeconds;
  const newsOut = (messages + signs) * hops + counts;
  // Each of them may have one core for those who come back, and the database what it may use.
  return {
    nodes: needed,
    nodesBecauseOf,
    nodesPerRoom,
    deliveriesPerSecond: deliveries,
    nodeCores,
    signCores,
    memoryBytes: memory + needed * costs.bytesPerNode,
    databaseCores: messages * costs.databasePerMessage / 1e6,
    databaseConnections: needed * assumed.databaseConnectionsPerNode,
    databaseSyncsPerSecond: messages * costs.walSyncsPerMessage,
    walBytesPerSecond: messages * costs.walBytesPerMessage,
    newsPerSecond: newsIn + newsOut,
    newsBytesPerSecond: hops * (messages * costs.bytesPerNews + signs * costs.bytesPerSign) +
      countBytes,
    brokerCores: (newsIn + newsOut) * costs.brokerPerNews / 1e6,
    clientBytesPerSecond: deliveries * (costs.bytesPerDelivery + assumed.bytesPerFrame),
    rejoinSecondsByNodes: connections * costs.nodePerJoin / 1e6 / needed,
    rejoinSecondsByDatabase: connections * costs.databasePerJoin / 1e6 / assumed.databaseCores,
  };
}

/** How much of what there is one of is needed, the most strained first: so they break, in this order. */
export function findStrains(needs: Needs, assumed: Assumptions = assumptions): Strain[] {
  const strains: Strain[] = [
    { part: "PostgreSQL's CPU", use: needs.databaseCores / assumed.databaseCores },
    { part: "PostgreSQL's disk", use: needs.databaseSyncsPerSecond / assumed.databaseSyncs },
    {
      part: "PostgreSQL's connections",
      use: needs.databaseConnections / assumed.databaseConnections,
    },
    { part: "NATS' CPU", use: needs.brokerCores / assumed.brokerCores },
    { part: "NATS' network", use: needs.newsBytesPerSecond / assumed.networkBytesPerSecond },
  ];
  return strains.sort((a, b) => b.use - a.use);
}
