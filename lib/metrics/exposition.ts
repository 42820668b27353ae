import { Histogram } from "./histogram.ts";
import type { Labels } from "./tally.ts";

/** One metric, as Prometheus reads it. */
export interface Metric {
  /** Such as `parley_events_total`; a counter's ends in `_total`. */
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  /** What it says, on one line. */
  readonly help: string;
  /**
   * What there is to tell just now: a number, how values are spread, numbers by their labels, or
   * nothing at all.
   */
  readonly read: () => number | Histogram | LabelledNumbers | undefined;
}

/** Numbers, by the values of their labels. */
export interface LabelledNumbers {
  readonly labels: readonly string[];
  readonly rows: readonly (readonly [values: Labels, number: number])[];
}

/** The media type of {@linkcode expose}. */
export const expositionType = "text/plain; version=0.0.4; charset=utf-8";

/**
 * Writes metrics down; those that read `undefined` are left out.
 *
 * @see {@link https://prometheus.io/docs/instrumenting/exposition_formats/ | Exposition formats}
 */
export function expose(metrics: readonly Metric[]): string {
  return metrics.map(exposeOne).join("");
}

function exposeOne({ name, type, help, read }: Metric): string {
  const value = read();
  if (value === undefined) return "";
  const samples = samplesOf(name, value);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples, ""].join("\n");
}

function samplesOf(name: string, value: number | Histogram | LabelledNumbers): string[] {
  if (typeof value === "number") return [`${name} ${value}`];
  if (value instanceof Histogram) return bucketsOf(name, value);
  return value.rows.map(([values, number]) => `${name}${labelsOf(value.labels, values)} ${number}`);
}

/** Each bucket holds all those below it as well. */
function bucketsOf(name: string, { bounds, counts, sum }: Histogram): string[] {
  let count = 0;
  const buckets = counts.map((here, range) => {
    count += here;
    return `${name}_bucket${labelsOf(["le"], [bounds[range] ?? "+Inf"])} ${count}`;
  });
  return [...buckets, `${name}_sum ${sum}`, `${name}_count ${count}`];
}

function labelsOf(names: readonly string[], values: Labels): string {
  const pairs = names.map((name, index) => `${name}="${escape(`${values[index]}`)}"`);
  return `{${pairs.join(",")}}`;
}

function escape(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
