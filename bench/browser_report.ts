import type { Noted } from "./page_probe.ts";

/** Milliseconds between two frames that are drawn at the usual pace. */
const frameMs = 1_000 / 60;

/** The columns of the table. */
export const columns: readonly string[] = [
  "",
  "key to paint: middle",
  "98 of 100 below",
  "slowest",
  "long tasks: number (slowest)",
  "frames left out",
  "main thread at work",
];

/** One row of the table, in milliseconds; `share` is the part of the time that was worked. */
export function renderRow(title: string, noted: Noted, share: number): string[] {
  const { keys, longTasks, frames } = noted;
  const passedMs = sum(frames);
  const drawn = frames.length;
  const wanted = Math.max(drawn, Math.round(passedMs / frameMs));
  return [
    title,
    ms(quantile(keys, 0.5)),
    ms(quantile(keys, 0.98)),
    ms(quantile(keys, 1)),
    longTasks.length === 0 ? "0" : `${longTasks.length} (${ms(quantile(longTasks, 1), 0)})`,
    percent(1 - drawn / wanted),
    percent(share),
  ];
}

/** The value below which that share of all lies; 1 gives the largest. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function ms(value: number, digits = 1): string {
  return Number.isNaN(value) ? "–" : value.toFixed(digits);
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
