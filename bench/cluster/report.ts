import { median } from "../report.ts";
import { renderTable } from "../report_page.ts";
import type { ClusterFigures, ClusterOutcome, ClusterOutcomes } from "./rounds.ts";

interface Column {
  readonly title: string;
  readonly value: (figures: ClusterFigures) => number | undefined;
  readonly decimals: number;
  /** Whether one figure divided by another says something. */
  readonly hasRatio?: boolean;
}

/** What is heard and how soon. */
const service: readonly Column[] = [
  { title: "messages/s", value: (one) => one.messagesPerSecond, decimals: 0, hasRatio: true },
  { title: "deliveries/s", value: (one) => one.deliveriesPerSecond, decimals: 0, hasRatio: true },
  { title: "p50 ms", value: (one) => one.p50Ms, decimals: 2, hasRatio: true },
  { title: "p99 ms", value: (one) => one.p99Ms, decimals: 2, hasRatio: true },
  {
    title: "KB/connection",
    value: (one) => scale(one.bytesPerIdleConnection, 1e-3),
    decimals: 1,
    hasRatio: true,
  },
  { title: "RSS MB", value: (one) => scale(one.rssBytes, 1e-6), decimals: 0, hasRatio: true },
  { title: "joins/s", value: (one) => one.joinsPerSecond, decimals: 0, hasRatio: true },
  { title: "join p99 ms", value: (one) => one.joinP99Ms, decimals: 0, hasRatio: true },
  {
    title: "largest share of connections %",
    value: (one) => scale(one.largestShare, 100),
    decimals: 0,
  },
];

/** What it takes, of whom. */
const cost: readonly Column[] = [
  {
    title: "nodes: CPU s/1,000 messages",
    value: (one) => cpuSeconds(one.serverCores, one.messagesPerSecond, 1_000),
    decimals: 3,
  },
  {
    title: "database",
    value: (one) => cpuSeconds(one.databaseCores, one.messagesPerSecond, 1_000),
    decimals: 3,
  },
  {
    title: "broker",
    value: (one) => cpuSeconds(one.brokerCores, one.messagesPerSecond, 1_000),
    decimals: 3,
  },
  {
    title: "nodes: CPU s/100,000 deliveries",
    value: (one) => cpuSeconds(one.serverCores, one.deliveriesPerSecond, 100_000),
    decimals: 2,
  },
  {
    title: "nodes: CPU ms/join",
    value: (one) => scale(one.serverMicrosPerJoin, 1e-3),
    decimals: 2,
  },
  { title: "database", value: (one) => scale(one.databaseMicrosPerJoin, 1e-3), decimals: 2 },
  { title: "broker", value: (one) => scale(one.brokerMicrosPerJoin, 1e-3), decimals: 2 },
  {
    title: "log KB/message",
    value: (one) => scale(one.walBytesPerMessage, 1e-3),
    decimals: 2,
  },
  { title: "disk waits/message", value: (one) => one.walSyncsPerMessage, decimals: 2 },
  { title: "NATS in/s", value: (one) => one.newsInPerSecond, decimals: 0 },
  { title: "NATS out/s", value: (one) => one.newsOutPerSecond, decimals: 0 },
  { title: "NATS out KB/s", value: (one) => scale(one.newsOutBytesPerSecond, 1e-3), decimals: 1 },
  { title: "node cores", value: (one) => one.serverCores, decimals: 2 },
  { title: "database cores", value: (one) => one.databaseCores, decimals: 2 },
  { title: "broker cores", value: (one) => one.brokerCores, decimals: 2 },
  { title: "generator cores", value: (one) => one.generatorCores, decimals: 2 },
  { title: "other cores", value: (one) => one.otherCores, decimals: 2 },
];

/**
 * Shows one load as a Markdown section: what was served, and beside it how Parley stands to socket.io with
 * as many processes, and more nodes to one; then what it cost; medians, and how far the rounds differ.
 */
export function renderClusterLoad({ key, load, outcomes }: ClusterOutcomes): string {
  const rows = outcomes.map(({ contender, rounds }) => ({ contender, figures: median(rounds) }));
  const served = service.filter(({ value }) => rows.some(({ figures }) => has(value(figures))));
  const took = cost.filter(({ value }) => rows.some(({ figures }) => has(value(figures))));
  const show = (columns: readonly Column[], figures: ClusterFigures) =>
    columns.map(({ value, decimals }) => format(value(figures), decimals));
  const ratios = findPairs(rows).map(({ title, one, other }) => [
    title,
    ...served.map(({ value, hasRatio }) => {
      const [ours, theirs] = [value(one.figures), value(other.figures)];
      return hasRatio && has(ours) && has(theirs) ? format(ours / theirs, 2) : "";
    }),
  ]);
  // Where nobody says anything and nobody comes, nothing is served.
  const [first = took[0]] = served;
  const byRound = outcomes.map(({ contender, rounds }) =>
    `${contender.name}: ${
      rounds.map((one) => format(first.value(one), first.decimals)).join(" / ")
    }`
  );
  const name = ({ contender }: Row) => contender.name;
  const tables = [
    {
      columns: served,
      rows: [...rows.map((row) => [name(row), ...show(served, row.figures)]), ...ratios],
    },
    { columns: took, rows: rows.map((row) => [name(row), ...show(took, row.figures)]) },
  ];
  return [
    `### ${key}: ${load.title}`,
    ...tables.filter(({ columns }) => columns.length > 0).map(({ columns, rows }) =>
      renderTable(["", ...columns.map(({ title }) => title)], rows)
    ),
    `${first.title} by round: ${byRound.join("; ")}.`,
  ].join("\n\n");
}

interface Row extends Pick<ClusterOutcome, "contender"> {
  readonly figures: ClusterFigures;
}

interface Pair {
  readonly title: string;
  readonly one: Row;
  readonly other: Row;
}

/** Whom to divide by whom: Parley by socket.io with as many processes, and by itself with one node. */
function findPairs(rows: readonly Row[]): Pair[] {
  const find = (family: string, nodes: number) =>
    rows.find(({ contender }) => contender.family === family && contender.nodes === nodes);
  return rows.flatMap((one) => {
    const { family, nodes, name } = one.contender;
    if (family === "socket.io") return [];
    const theirs = family === "parley" ? find("socket.io", nodes) : undefined;
    const alone = nodes > 1 ? find("parley", 1) : undefined;
    return [
      ...(theirs ? [{ title: `${name} ÷ ${theirs.contender.name}`, one, other: theirs }] : []),
      ...(alone ? [{ title: `${name} ÷ ${alone.contender.name}`, one, other: alone }] : []),
    ];
  });
}

/** CPU time for so many things. */
function cpuSeconds(cores: number | undefined, perSecond: number | undefined, things: number) {
  return cores === undefined || perSecond === undefined ? undefined : cores / perSecond * things;
}

function scale(value: number | undefined, factor: number): number | undefined {
  return value === undefined ? undefined : value * factor;
}

function has(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value);
}

function format(value: number | undefined, decimals: number): string {
  if (!has(value)) return "";
  return value.toLocaleString("en", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}
