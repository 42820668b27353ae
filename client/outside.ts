import type { Clock } from "../lib/clock.ts";

/** What parts of the view that ask the server themselves need of the world outside. */
export interface Outside {
  readonly clock: Clock;
  /** Reads JSON by HTTP; rejects when that fails, or when it is cut short. */
  fetchJson(path: string, cutShort?: AbortSignal): Promise<unknown>;
  /** Asks by plain HTTP what would become of a request; gives the status. */
  probe(path: string): Promise<number>;
}
