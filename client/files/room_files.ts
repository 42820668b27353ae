/** The files of one room: read a page at a time, newest first, and kept up to date by its log. */
import { computed, effect, signal, untracked } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import { isCurrent, logPoint } from "../timeline/log_point.ts";
import type { LogPoint } from "../timeline/log_point.ts";
import { filesNow } from "./files_now.ts";
import type { LogWindow } from "../timeline/log_window.ts";
import type { RoomFile } from "./room_file.ts";

/** What is known of a room's files. */
export interface RoomFilesState {
  /** `loading` and `failed` are about the first page. */
  readonly status: "loading" | "loaded" | "failed";
  /** Newest first. */
  readonly files: readonly RoomFile[];
  /** Whether there are older ones, and how loading them goes. */
  readonly older: "none" | "more" | "loading" | "failed";
}

/** What {@linkcode RoomFiles} needs from outside. */
export interface RoomFilesParts {
  /** What is loaded of the room's log, and heard of it. */
  readonly log: ReadonlySignal<LogWindow>;
  /** Reads JSON by HTTP; rejects when that fails, or when it is cut short. */
  fetchJson(path: string, cutShort: AbortSignal): Promise<unknown>;
}

/** What the server answers. */
interface FilePage {
  readonly files: readonly RoomFile[];
  /** Where the next page begins, when there is one. */
  readonly next?: string;
}

/** What was read, before what has happened since. */
interface Listing extends Omit<RoomFilesState, "files"> {
  readonly listed: readonly RoomFile[];
  readonly next?: string;
  /** What was known when the first page was asked for. */
  readonly asked?: LogPoint;
}

/** See the module's words. Open it once; close it when nobody looks any more. */
export class RoomFiles {
  readonly #listing = signal<Listing>({ status: "loading", listed: [], older: "none" });
  readonly #state: ReadonlySignal<RoomFilesState>;
  readonly #parts: RoomFilesParts;
  readonly #path: string;
  #reading = new AbortController();
  #stopWatching = () => {};

  /** Reads nothing yet. */
  constructor(room: string, parts: RoomFilesParts) {
    this.#parts = parts;
    this.#path = `/api/rooms/${encodeURIComponent(room)}/files`;
    this.#state = computed(() => {
      const { status, older, listed, asked } = this.#listing.value;
      const files = asked === undefined ? [] : filesNow(listed, asked, parts.log.value);
      return { status, older, files };
    });
  }

  /** What is known of them. */
  get state(): ReadonlySignal<RoomFilesState> {
    return this.#state;
  }

  /** Reads the first page, and again whenever too much has happened since. */
  open(): void {
    this.load();
    this.#stopWatching = effect(() => {
      const { asked } = this.#listing.value;
      if (asked === undefined || isCurrent(this.#parts.log.value, asked)) return;
      untracked(() => this.load());
    });
  }

  /** Reads the first page, in place of all that was read. */
  load(): void {
    this.#reading.abort();
    const { signal } = this.#reading = new AbortController();
    const asked = logPoint(this.#parts.log.peek());
    const { listed, asked: before } = this.#listing.peek();
    // Until there is something better, what was there stays; it was asked for anew, though.
    this.#listing.value = before === undefined
      ? { status: "loading", listed: [], older: "none" }
      : { status: "loaded", listed, older: "none", asked };
    void this.#read(signal).then(
      (page) => this.#listing.value = { status: "loaded", asked, ...page },
      () => {
        if (signal.aborted) return;
        this.#listing.value = { status: "failed", listed: [], older: "none" };
      },
    );
  }

  /** Reads older ones, unless there are none or they are on their way. */
  more(): void {
    const { older, next } = this.#listing.peek();
    if (next === undefined || older === "loading") return;
    const { signal } = this.#reading;
    this.#listing.value = { ...this.#listing.peek(), older: "loading" };
    void this.#read(signal, next).then(
      ({ listed, ...page }) => {
        const { next: _read, ...before } = this.#listing.peek();
        this.#listing.value = { ...before, ...page, listed: [...before.listed, ...listed] };
      },
      () => {
        if (signal.aborted) return;
        this.#listing.value = { ...this.#listing.peek(), older: "failed" };
      },
    );
  }

  /** Ends what is on its way. */
  close(): void {
    this.#stopWatching();
    this.#reading.abort();
  }

  /** Reads a page; rejects also when it is not wanted any more. */
  async #read(
    signal: AbortSignal,
    cursor?: string,
  ): Promise<Pick<Listing, "listed" | "next" | "older">> {
    const query = cursor === undefined ? "" : `?${new URLSearchParams({ cursor })}`;
    // The server is trusted to answer as the protocol says.
    const page = await this.#parts.fetchJson(this.#path + query, signal) as FilePage;
    signal.throwIfAborted();
    const { files: listed, next } = page;
    return next === undefined ? { listed, older: "none" } : { listed, next, older: "more" };
  }
}
