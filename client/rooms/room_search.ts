/** Searching one room: asks when one pauses in typing, and hears the newest answer only. */
import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Clock } from "../../lib/clock.ts";
import type { Message } from "../../lib/wire/messages.ts";

/** A message that was found. */
export interface FoundMessage extends Message {
  /** Some words of its text around what was found. */
  readonly snippet: string;
  /** What was found in `snippet`: where each begins and ends, in UTF-16 units. */
  readonly highlights: readonly (readonly [start: number, end: number])[];
}

/** How a search goes. */
export interface SearchState {
  /** `idle`: nothing is asked. What was found before stays while something else is searched. */
  readonly kind: "idle" | "searching" | "done" | "failed";
  /** Newest first. */
  readonly results: readonly FoundMessage[];
  /** Whether there are older ones, and how loading them goes. */
  readonly older: "none" | "more" | "loading" | "failed";
}

/** What a {@linkcode RoomSearch} needs from outside. */
export interface RoomSearchParts {
  readonly clock: Clock;
  /** Reads JSON by HTTP; rejects when that fails, or when it is cut short. */
  fetchJson(path: string, signal: AbortSignal): Promise<unknown>;
}

/** Milliseconds without a keystroke after which it is time to ask. */
const pauseMs = 250;
/** Results on one page. */
const pageSize = 30;
const nothing: SearchState = { kind: "idle", results: [], older: "none" };

/** See the module's words. Close it when nobody looks any more. */
export class RoomSearch {
  readonly #query = signal("");
  readonly #state = signal(nothing);
  readonly #parts: RoomSearchParts;
  readonly #path: string;
  #cancelPause = () => {};
  #asking = new AbortController();

  /** Asks nothing yet. */
  constructor(room: string, parts: RoomSearchParts) {
    this.#parts = parts;
    this.#path = `/api/rooms/${encodeURIComponent(room)}/search`;
  }

  /** What is searched for, as it is typed. */
  get query(): ReadonlySignal<string> {
    return this.#query;
  }

  /** How it goes. */
  get state(): ReadonlySignal<SearchState> {
    return this.#state;
  }

  /** Call at each change of the field; asks after a pause, at once when told to. */
  write(query: string, { isComplete = false }: { isComplete?: boolean } = {}): void {
    const isSame = query.trim() === this.#query.value.trim();
    this.#query.value = query;
    if (isSame && (!isComplete || this.#state.value.kind === "done")) return;
    this.#stop();
    if (query.trim() === "") return void (this.#state.value = nothing);
    this.#state.value = { ...this.#state.value, kind: "searching" };
    if (isComplete) return this.#ask();
    this.#cancelPause = this.#parts.clock.schedule(pauseMs, () => this.#ask());
  }

  /** Asks again after a failure. */
  retry(): void {
    this.#stop();
    this.#state.value = { ...this.#state.value, kind: "searching" };
    this.#ask();
  }

  /** Loads older results, unless there are none or they are on their way. */
  loadOlder(): void {
    const { kind, results, older } = this.#state.value;
    if (kind !== "done" || (older !== "more" && older !== "failed")) return;
    this.#state.value = { ...this.#state.value, older: "loading" };
    void this.#read(results.at(-1)!.seq).then(
      (page) => {
        if (page === undefined) return;
        this.#state.value = { ...page, results: [...results, ...page.results] };
      },
      () => this.#state.value = { ...this.#state.value, older: "failed" },
    );
  }

  /** Ends what is on its way. */
  close(): void {
    this.#stop();
  }

  #ask(): void {
    void this.#read().then(
      (page) => {
        if (page !== undefined) this.#state.value = page;
      },
      () => this.#state.value = { ...nothing, kind: "failed" },
    );
  }

  /** A page of results; `undefined` when something else is asked by now. */
  async #read(before?: number): Promise<SearchState | undefined> {
    const { signal } = this.#asking;
    const query = new URLSearchParams({ q: this.#query.value.trim(), limit: `${pageSize}` });
    if (before !== undefined) query.set("before", `${before}`);
    try {
      // The server is trusted to answer as the protocol says.
      const { results, more } = await this.#parts.fetchJson(`${this.#path}?${query}`, signal) as {
        results: FoundMessage[];
        more: boolean;
      };
      if (signal.aborted) return undefined;
      return { kind: "done", results, older: more ? "more" : "none" };
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }

  #stop(): void {
    this.#cancelPause();
    this.#asking.abort();
    this.#asking = new AbortController();
  }
}
