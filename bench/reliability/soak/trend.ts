/** What is measured over and over, in one unit. */
export interface Series {
  /** As in a fault: `memory`. */
  readonly name: string;
  /** Such as ` MB`; nothing for a count. */
  readonly unit: string;
  /** By how much it may rise and still count as flat: a part of what it is, and something besides. */
  readonly mayRise: { readonly part: number; readonly besides: number };
  /** When it was measured, and what it was then; by time. */
  readonly points: readonly (readonly [seconds: number, value: number])[];
}

/** Where a series lies once it is warm, and by how much it rises until its end. */
export interface Trend {
  /** The median. */
  readonly level: number;
  /** Over the whole of it; below 0 where it falls. */
  readonly rise: number;
}

/** Of a run, the part at its beginning in which caches fill and code is compiled. */
export const warmUp = 1 / 4;

/** The points of a series after its warm-up. */
export function warm({ points }: Series): Series["points"] {
  return points.slice(Math.ceil(points.length * warmUp));
}

/**
 * How a series goes after its warm-up: its median, and the rise of the Theil–Sen line, whose slope is
 * the median of the slopes between any two points; so that no few of them decide.
 *
 * @throws {RangeError} with less than two points.
 * @see {@link https://en.wikipedia.org/wiki/Theil%E2%80%93Sen_estimator | Theil–Sen estimator}
 */
export function trendOf(series: Series): Trend {
  const points = warm(series);
  if (points.length < 2) throw new RangeError(`Cannot tell how ${series.name} goes by one point`);
  const slopes = points.flatMap(([at, value], index) =>
    points.slice(index + 1).map(([laterAt, later]) => (later - value) / (laterAt - at))
  );
  const seconds = points.at(-1)![0] - points[0]![0];
  return { level: median(points.map(([, value]) => value)), rise: median(slopes) * seconds };
}

/**
 * The least of each of so many parts of a series: of memory, what is left when garbage was collected,
 * which happens in bursts and later where the machine is busy.
 */
export function leastOfParts({ points }: Series, parts: number): Series["points"] {
  const seconds = points.at(-1)?.[0] ?? 0;
  const partOf = ([at]: Series["points"][number]) =>
    Math.min(parts - 1, Math.floor(at / seconds * parts));
  return [...Map.groupBy(points, partOf).values()].map((some) =>
    some.reduce((least, point) => point[1] < least[1] ? point : least)
  );
}

/** What is wrong with a series that should be flat: a line where it rises by more than it may. */
export function faultsOf(series: Series): string[] {
  const { name, unit, mayRise } = series;
  const { level, rise } = trendOf(series);
  const most = level * mayRise.part + mayRise.besides;
  if (rise <= most) return [];
  const [by, at, allowed] = [rise, level, most].map((value) => `${value.toFixed(1)}${unit}`);
  return [`${name} rises by ${by} at ${at}, which is more than ${allowed}`];
}

/** The middle one of some numbers; between the two in the middle where they are even. */
export function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
