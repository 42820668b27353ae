import type { BusState } from "./bus.ts";

/** The state of a bus, and whoever wants to hear of its changes. */
export class BusWatchers {
  readonly #watchers = new Set<{ readonly changed: (state: BusState) => void }>();
  #state: BusState;

  constructor(state: BusState) {
    this.#state = state;
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
    for (const { changed } of [...this.#watchers]) changed(state);
  }
}
