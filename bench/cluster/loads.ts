import type { Load } from "../loads.ts";
import type { Family } from "./contender.ts";

/** A load, and who can be put under it. */
export interface ClusterLoad extends Load {
  readonly families: readonly Family[];
}

const everybody: readonly Family[] = ["parley", "shared port", "socket.io"];
/** Where processes share a port, nobody chooses at which of them a client is. */
const withOwnPorts: readonly Family[] = ["parley", "socket.io"];

/** Those of a quick run unless others are named: the others take long to gather. */
export const quickKeys: readonly string[] = ["a", "b", "c", "d", "e"];

/** The loads on several nodes, by the letter that `--only` takes. */
export const clusterLoads: Readonly<Record<string, ClusterLoad>> = {
  a: {
    title: "3,000 connections in 60 rooms, all of them cut off and back at once",
    rooms: 60,
    clients: 3_000,
    grows: true,
    comesBack: true,
    families: everybody,
  },
  b: {
    title:
      "150 clients in one busy room, 15 senders, each waiting for its last message to come back",
    rooms: 1,
    clients: 150,
    traffic: { senders: 15, pace: { window: 1 } },
    families: everybody,
  },
  c: {
    title: "60 rooms of 5, one sender in each, with 4 messages under way",
    rooms: 60,
    clients: 300,
    traffic: { senders: 60, pace: { window: 4 } },
    families: everybody,
  },
  d: {
    title: "60 rooms of 5, 200 messages a second in all, senders at one node, all others elsewhere",
    rooms: 60,
    clients: 300,
    traffic: { senders: 60, pace: { deliveriesPerSecond: 1_000 } },
    placement: "apart",
    families: withOwnPorts,
  },
  e: {
    title:
      "10 rooms of 50, 200 messages a second in all, senders at one node, all others elsewhere",
    rooms: 10,
    clients: 500,
    traffic: { senders: 10, pace: { deliveriesPerSecond: 10_000 } },
    placement: "apart",
    families: withOwnPorts,
  },
  f: {
    title: "2,000 connections in one room, all of them cut off and back at once",
    rooms: 1,
    clients: 2_000,
    comesBack: true,
    families: withOwnPorts,
  },
  g: {
    title: "3,000 connections in 1,000 rooms, and nobody says anything",
    rooms: 1_000,
    clients: 3_000,
    rests: true,
    // What nodes tell each other at rest; others tell nothing.
    families: ["parley"],
  },
};
