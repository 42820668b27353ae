import type { Log } from "../log.ts";
import type { BusState } from "./bus.ts";

/** The state of a bus, and whoever wants to hear of its changes. */
export class BusWatchers {
  readonly #watchers = new Set<{ readonly changed: (state: BusState) => void }>();
  readonly #log: Log;
  #state: BusState;

  constructor(state: BusState, log: Log) {
    this.#state = state;
    this.#log = log;
  }

  get state(): BusState {
    return this.#state;
  }

  /** Calls `changed` from now on; gives what ends that. */
  add(changed: (state: BusState) => void): () => void {
    const watcher = { changed };
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  /** Sets the state, and tells of it when it is another. */
  set(state: BusState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const { changed } of [...this.#watchers]) {
      try {
        changed(state);
      } catch (error) {
        this.#log.error("a change of the bus could not be taken", { state, error });
      }
    }
  }
}
