import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import { limits } from "../../lib/wire/limits.ts";
import type { Person } from "../../lib/wire/messages.ts";

/** Those present in a room that its socket did not name: beyond the first 200. */
export interface MoreMembers {
  readonly people: readonly Person[];
  readonly status: "idle" | "loading" | "failed" | "complete";
}

/** Loads who else is present, page by page, when asked to. */
export class MemberPages {
  readonly #state = signal<MoreMembers>({ people: [], status: "idle" });
  readonly #fetchJson: (path: string) => Promise<unknown>;
  readonly #path: string;
  #cursor = `${limits.membersListed}`;

  /**
   * Loads nothing yet.
   *
   * @param fetchJson Reads JSON by HTTP; rejects when that fails.
   */
  constructor(room: string, fetchJson: (path: string) => Promise<unknown>) {
    this.#path = `/api/rooms/${encodeURIComponent(room)}/members`;
    this.#fetchJson = fetchJson;
  }

  /** Those loaded so far. */
  get state(): ReadonlySignal<MoreMembers> {
    return this.#state;
  }

  /** Loads the next page. Never rejects. */
  async load(): Promise<void> {
    const { people, status } = this.#state.value;
    if (status === "loading" || status === "complete") return;
    this.#state.value = { people, status: "loading" };
    try {
      // The server is trusted to answer as the protocol says.
      const { members, next } = await this.#fetchJson(`${this.#path}?cursor=${this.#cursor}`) as {
        members: Person[];
        next?: string;
      };
      this.#cursor = next ?? this.#cursor;
      this.#state.value = {
        people: [...people, ...members],
        status: next === undefined ? "complete" : "idle",
      };
    } catch {
      this.#state.value = { people, status: "failed" };
    }
  }
}
