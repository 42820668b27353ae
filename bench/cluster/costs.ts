import type { FiguresFile, MeasuredFigures } from "./figures_file.ts";

/** What things cost, as one machine has shown; CPU time in µs. Nothing is below 0. */
export interface Costs {
  /** At the node of who says it, one by one, the deliveries apart. */
  readonly nodePerMessage: number;
  readonly nodePerDelivery: number;
  /** For each further node that has the room open: told by the one, taken by the other. */
  readonly nodePerHop: number;
  /** For each second that a connection rests, the pings included. */
  readonly nodePerRestingSecond: number;
  /** For each sign of life of a room that one node hears of another. */
  readonly nodePerSign: number;
  readonly nodePerJoin: number;
  readonly bytesPerConnection: number;
  /** What a node holds before anybody comes. */
  readonly bytesPerNode: number;
  /** Of PostgreSQL, when messages come one by one, and when it is kept busy and they come in batches. */
  readonly databasePerMessage: number;
  readonly databasePerBusyMessage: number;
  readonly databasePerJoin: number;
  readonly walBytesPerMessage: number;
  /** How often the disk is waited for, when messages come one by one. */
  readonly walSyncsPerMessage: number;
  /** Of NATS, for each news that it takes or gives. */
  readonly brokerPerNews: number;
  readonly bytesPerNews: number;
  readonly bytesPerSign: number;
  readonly bytesPerDelivery: number;
}

/** How often a node gives a sign of life for each of its rooms, in seconds. */
export const signSeconds = 5;

/**
 * Takes apart what was measured: deliveries by comparing rooms of 5 with rooms of 50 under the same
 * messages, hops and signs by comparing three nodes with one.
 *
 * @throws {Error} When a load or a figure is missing.
 */
export function readCosts(file: FiguresFile): Costs {
  const people = find(file, "a", 1);
  const few = { one: find(file, "d", 1), three: find(file, "d", 3) };
  const many = { one: find(file, "e", 1), three: find(file, "e", 3) };
  const busy = find(file, "c", 1);
  const [fewSize, manySize] = [membersOf(file, "d"), membersOf(file, "e")];

  const nodePerDelivery = above0(
    (perMessage(many.one, "serverCores") - perMessage(few.one, "serverCores")) /
      (manySize - fewSize),
  );
  const fewCost = perMessage(few.one, "serverCores");
  const hops = [few, many].map(({ one, three }) =>
    (perMessage(three, "serverCores") - perMessage(one, "serverCores")) / 2
  );
  const carried = get(many.three, "newsInPerSecond") + get(many.three, "newsOutPerSecond");
  return {
    nodePerMessage: above0(fewCost - fewSize * nodePerDelivery),
    nodePerDelivery,
    nodePerHop: above0((hops[0] + hops[1]) / 2),
    ...readRest(file),
    nodePerJoin: get(people, "serverMicrosPerJoin"),
    bytesPerConnection: get(people, "bytesPerIdleConnection"),
    bytesPerNode: above0(
      get(people, "rssBytes") -
        get(people, "bytesPerIdleConnection") * file.loads.a.load.clients,
    ),
    databasePerMessage: perMessage(many.one, "databaseCores"),
    databasePerBusyMessage: perMessage(busy, "databaseCores"),
    databasePerJoin: get(people, "databaseMicrosPerJoin"),
    walBytesPerMessage: get(many.one, "walBytesPerMessage"),
    walSyncsPerMessage: get(many.one, "walSyncsPerMessage"),
    brokerPerNews: get(many.three, "brokerCores") * 1e6 / carried,
    bytesPerNews: bytesPerNews(many.three),
    bytesPerSign: bytesPerNews(find(file, "g", 3)),
    bytesPerDelivery: get(many.one, "bytesPerDelivery"),
  };
}

/**
 * What rest costs, at most. With n nodes that have r rooms open each, r × n × (n - 1) signs are heard
 * each 5 s: all that three nodes need more than one is taken for that, and all that one needs for its
 * connections. The difference is large enough to be measured; what is between the two is not.
 */
function readRest(file: FiguresFile) {
  const { clients, rooms } = file.loads.g.load;
  const [one, three] = [1, 3].map((nodes) => get(find(file, "g", nodes), "serverCores") * 1e6);
  const signsOfThree = rooms * 6 / signSeconds;
  return {
    nodePerSign: above0(three! - one!) / signsOfThree,
    nodePerRestingSecond: one! / clients,
  };
}

/** CPU time for one message, in µs. */
function perMessage(figures: MeasuredFigures, cores: "serverCores" | "databaseCores"): number {
  return get(figures, cores) * 1e6 / get(figures, "messagesPerSecond");
}

function bytesPerNews(figures: MeasuredFigures): number {
  const news = get(figures, "newsOutPerSecond");
  if (news > 0) return get(figures, "newsOutBytesPerSecond") / news;
  throw new Error("Cannot compute costs: nodes told each other nothing; leave --quick out");
}

function membersOf({ loads }: FiguresFile, key: string): number {
  return loads[key].load.clients / loads[key].load.rooms;
}

function find({ loads }: FiguresFile, key: string, nodes: number): MeasuredFigures {
  const found = loads[key]?.figures.find((one) => one.family === "parley" && one.nodes === nodes);
  if (found === undefined) {
    throw new Error(`Cannot compute costs: load ${key} was not measured with ${nodes} nodes`);
  }
  return found;
}

function get(figures: MeasuredFigures, field: keyof MeasuredFigures): number {
  const value = figures[field];
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new Error(`Cannot compute costs: ${field} was not measured with ${figures.nodes} nodes`);
}

/** What is less than what it is compared with is noise. */
function above0(value: number): number {
  return Math.max(0, value);
}
