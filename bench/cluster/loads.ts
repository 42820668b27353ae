import type { Load } from "../loads.ts";

/** A load, and what the report shows of it. */
export interface ClusterLoad extends Load {
  /** Whether several processes on one port can be put under it: nobody chooses where a client is then. */
  readonly fitsSharedPort: boolean;
}

/** The loads on several nodes, by the letter that `--only` takes. */
export const clusterLoads: Readonly<Record<string, ClusterLoad>> = {
  a: {
    title: "3,000 connections in 60 rooms: at rest, and all of them cut off and back at once",
    rooms: 60,
    clients: 3_000,
    rests: true,
    comesBack: true,
    fitsSharedPort: true,
  },
  b: {
    title:
      "150 clients in one busy room, 15 senders, each waiting for its last message to come back",
    rooms: 1,
    clients: 150,
    traffic: { senders: 15, pace: { window: 1 } },
    fitsSharedPort: true,
  },
  c: {
    title: "60 rooms of 5, one sender in each, with 4 messages under way",
    rooms: 60,
    clients: 300,
    traffic: { senders: 60, pace: { window: 4 } },
    fitsSharedPort: true,
  },
  d: {
    title: "60 rooms of 5, 200 messages a second in all, senders at one node, all others elsewhere",
    rooms: 60,
    clients: 300,
    traffic: { senders: 60, pace: { deliveriesPerSecond: 1_000 } },
    placement: "apart",
    fitsSharedPort: false,
  },
  e: {
    title:
      "10 rooms of 50, 200 messages a second in all, senders at one node, all others elsewhere",
    rooms: 10,
    clients: 500,
    traffic: { senders: 10, pace: { deliveriesPerSecond: 10_000 } },
    placement: "apart",
    fitsSharedPort: false,
  },
  f: {
    title: "2,000 connections in one room, all of them cut off and back at once",
    rooms: 1,
    clients: 2_000,
    comesBack: true,
    fitsSharedPort: false,
  },
};
