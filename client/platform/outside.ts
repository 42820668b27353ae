import type { Clock } from "../../lib/clock.ts";
import type { Retrying } from "../connection/until_done.ts";

/** What parts of the view that ask the server themselves need of the world outside. */
export interface Outside {
  readonly clock: Clock;
  /** For what is done until it succeeds. */
  readonly retrying: Retrying;
  /** Reads JSON by HTTP; rejects when that fails, or when it is cut short. */
  fetchJson(path: string, cutShort?: AbortSignal): Promise<unknown>;
  /**
   * Asks for something by HTTP; gives the JSON of the answer, if it has any.
   *
   * @throws {Refusal} when the server refuses, or cannot be reached.
   */
  ask(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Asks by plain HTTP what would become of a request; gives the status. */
  probe(path: string): Promise<number>;
}
