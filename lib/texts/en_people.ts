import { countsIn } from "./counts.ts";

const { number } = countsIn("en");

/** So many people, in English. */
export function people(count: number): string {
  return count === 1 ? "1 person" : `${number(count)} people`;
}
