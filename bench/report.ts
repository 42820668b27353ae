import type { Contender } from "./contender.ts";
import type { Figures } from "./load_generator.ts";
import type { Load } from "./loads.ts";

/** All rounds of one server under one load. */
export interface Outcome {
  readonly contender: Contender;
  readonly rounds: readonly Figures[];
}

/** One load with the servers that were put under it, Parley first. */
export interface LoadOutcomes {
  readonly key: string;
  readonly load: Load;
  readonly outcomes: readonly Outcome[];
}

interface Column {
  readonly title: string;
  readonly field: keyof Figures;
  /** Unit of the column in units of the field. */
  readonly scale?: number;
  readonly decimals: number;
  /** Whether Parley's figure divided by another's says something. */
  readonly hasRatio: boolean;
}

const columns: readonly Column[] = [
  { title: "deliveries/s", field: "deliveriesPerSecond", decimals: 0, hasRatio: true },
  { title: "p50 ms", field: "p50Ms", decimals: 2, hasRatio: true },
  { title: "p99 ms", field: "p99Ms", decimals: 2, hasRatio: true },
  { title: "CPU µs/delivery", field: "cpuMicrosPerDelivery", decimals: 2, hasRatio: true },
  {
    title: "KB/connection",
    field: "bytesPerIdleConnection",
    scale: 1e3,
    decimals: 1,
    hasRatio: true,
  },
  { title: "joins/s", field: "joinsPerSecond", decimals: 0, hasRatio: true },
  { title: "RSS MB", field: "rssBytes", scale: 1e6, decimals: 0, hasRatio: true },
  { title: "server cores", field: "serverCores", decimals: 2, hasRatio: false },
  { title: "generator cores", field: "generatorCores", decimals: 2, hasRatio: false },
  { title: "other cores", field: "otherCores", decimals: 2, hasRatio: false },
];

/** From here on other processes have disturbed a round. */
const disturbingCores = 0.15;

/**
 * The median of each figure by itself, so that one disturbed round does not count.
 *
 * @param rounds At least one, all with the same fields.
 */
export function median(rounds: readonly Figures[]): Figures {
  const fields = Object.keys(rounds[0]) as (keyof Figures)[];
  return Object.fromEntries(fields.map((field) => {
    const sorted = rounds.map((round) => round[field] ?? NaN).sort((a, b) => a - b);
    return [field, (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2];
  }));
}

/** Shows one load as a Markdown section: medians, Parley's ratios, and how far the rounds differ. */
export function renderLoad({ key, load, outcomes }: LoadOutcomes): string {
  const [parley, ...others] = outcomes.map(({ contender, rounds }) => ({
    name: contender.name,
    rounds,
    figures: median(rounds),
  }));
  const shown = columns.filter(({ field }) => parley.figures[field] !== undefined);
  const rows = [
    ["", ...shown.map(({ title }) => title)],
    ["---", ...shown.map(() => "---:")],
    ...[parley, ...others].map(({ name, figures }) => [
      name,
      ...shown.map((column) => show(column, figures)),
    ]),
    ...others.map(({ name, figures }) => [
      `Parley/${name}`,
      ...shown.map(({ field, hasRatio }) =>
        hasRatio ? format((parley.figures[field] ?? NaN) / (figures[field] ?? NaN), 2) : ""
      ),
    ]),
  ];
  const byRound = [parley, ...others].map(({ name, rounds }) =>
    `${name} ${rounds.map((round) => show(shown[0], round)).join(" / ")}`
  );
  return [
    `### ${key}: ${load.title}`,
    rows.map((cells) => `| ${cells.join(" | ")} |`).join("\n"),
    `${shown[0].title} by round: ${byRound.join("; ")}.`,
  ].join("\n\n");
}

/**
 * Shows the figure that matters most, such as `20,000 deliveries/s`, with a warning where other
 * processes have taken enough CPU time to spoil it.
 */
export function headline(figures: Figures): string {
  const column = columns.find(({ field }) => figures[field] !== undefined) ?? columns[0];
  const { otherCores = 0 } = figures;
  const warning = otherCores > disturbingCores
    ? `, while others took ${format(otherCores, 2)} cores`
    : "";
  return `${show(column, figures)} ${column.title}${warning}`;
}

function show({ field, scale = 1, decimals }: Column, figures: Figures): string {
  return format((figures[field] ?? NaN) / scale, decimals);
}

function format(value: number, decimals: number): string {
  return value.toLocaleString("en", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}
