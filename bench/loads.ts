/** How messages are sent: each sender keeps `window` of them under way, or all keep to a schedule. */
export type Pace =
  | { readonly window: number }
  | { readonly deliveriesPerSecond: number };

/** What is asked of servers. Clients are spread evenly over the rooms, senders over the clients. */
export interface Load {
  readonly title: string;
  readonly rooms: number;
  readonly clients: number;
  /** Without it nobody says anything, and memory is measured instead of traffic. */
  readonly traffic?: { readonly senders: number; readonly pace: Pace };
  /**
   * Where there are several servers: `even`, senders and others alike at all of them; `apart`, senders at
   * the first and all others elsewhere. `even` unless given.
   */
  readonly placement?: "even" | "apart";
  /** By how much servers grow is measured; wants servers just started. */
  readonly grows?: boolean;
  /** What it costs to be there while nobody says anything is measured. */
  readonly rests?: boolean;
  /** Everybody is cut off in the end, and comes back at once. */
  readonly comesBack?: boolean;
}

/** The loads by the letter that `--only` takes. */
export const loads: Readonly<Record<string, Load>> = {
  a: {
    title: "200 clients in one room, 20 senders, each waiting for its last message to come back",
    rooms: 1,
    clients: 200,
    traffic: { senders: 20, pace: { window: 1 } },
  },
  b: {
    title: "500 clients in 5 rooms, 50 senders on a schedule of 50,000 deliveries/s in all",
    rooms: 5,
    clients: 500,
    traffic: { senders: 50, pace: { deliveriesPerSecond: 50_000 } },
  },
  c: {
    title: "1,000 clients in 10 rooms, 100 senders, each with 16 messages under way",
    rooms: 10,
    clients: 1_000,
    traffic: { senders: 100, pace: { window: 16 } },
  },
  d: {
    title: "5,000 idle connections in 50 rooms",
    rooms: 50,
    clients: 5_000,
    grows: true,
  },
};
