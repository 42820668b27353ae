import { ChatError, OperatorError } from "../errors.ts";
import type { ReadMark, RoomEvent } from "../wire/messages.ts";
import type {
  SqliteAnswer,
  SqliteCall,
  SqliteMethod,
  SqliteRequest,
  SqliteResponse,
} from "./sqlite_calls.ts";
import type { SqliteLog, SqliteLogOptions } from "./sqlite_log.ts";
import type { Draft, Outcome, Page, PageQuery, RoomRecord, Store } from "./store.ts";

interface Waiting {
  readonly call: SqliteCall;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Keeps the logs in one SQLite file, by way of a worker, so that no query and no write to the disk
 * ever holds up the event loop.
 *
 * Group commit: whatever waits while the worker is busy, of all rooms, is one transaction when it
 * is free. What a resolved promise stands for survives the end of the process, and, with
 * durability `full`, a power cut.
 */
export class SqliteStore implements Store {
  readonly #worker: Worker;
  #waiting: Waiting[] = [];
  #isBusy = false;
  #closing: Promise<void> | undefined;
  #whenIdle: (() => void) | undefined;
  #answered: ((response: SqliteResponse) => void) | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.onmessage = ({ data }: MessageEvent<SqliteResponse>) => this.#answered!(data);
  }

  /**
   * Opens the database, makes it where there is none, and brings it up to date.
   *
   * @throws {OperatorError} when it cannot be used.
   */
  static async open(options: SqliteLogOptions): Promise<SqliteStore> {
    const url = new URL("./sqlite_worker.ts", import.meta.url);
    const store = new SqliteStore(new Worker(url, { type: "module" }));
    const response = await store.#ask({ open: options });
    if (!("failure" in response)) return store;
    store.#worker.terminate();
    const why = response.isOperators
      ? response.failure
      : `Cannot open the database "${options.path}": ${response.failure}`;
    throw new OperatorError(why);
  }

  findRoom(name: string): Promise<RoomRecord | undefined> {
    return this.#call("findRoom", name);
  }

  createRoom(name: string, owner: string): Promise<RoomRecord> {
    return this.#call("createRoom", name, owner);
  }

  discardRoom(name: string): Promise<void> {
    return this.#call("discardRoom", name);
  }

  listRooms(): Promise<RoomRecord[]> {
    return this.#call("listRooms");
  }

  append(room: string, drafts: readonly Draft[]): Promise<Outcome[]> {
    return this.#call("append", room, drafts);
  }

  readEvents(room: string, after: number, upTo: number): Promise<RoomEvent[] | undefined> {
    return this.#call("readEvents", room, after, upTo);
  }

  readMessages(room: string, query: PageQuery): Promise<Page> {
    return this.#call("readMessages", room, query);
  }

  markRead(room: string, marks: ReadonlyMap<string, number>): Promise<ReadMark[]> {
    return this.#call("markRead", room, marks);
  }

  readMarks(room: string): Promise<ReadMark[]> {
    return this.#call("readMarks", room);
  }

  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  async #close(): Promise<void> {
    if (this.#isBusy) await new Promise<void>((resolve) => this.#whenIdle = resolve);
    await this.#ask({ close: true });
    this.#worker.terminate();
  }

  #call<Method extends SqliteMethod>(
    method: Method,
    ...args: Parameters<SqliteLog[Method]>
  ): Promise<ReturnType<SqliteLog[Method]>> {
    if (this.#closing) return Promise.reject(unavailable("it is closed"));
    return new Promise((resolve, reject) => {
      // The worker answers with what the method of this name returns.
      const settle = resolve as (value: unknown) => void;
      this.#waiting.push({ call: { method, args }, resolve: settle, reject });
      if (!this.#isBusy) void this.#work();
    });
  }

  /** Hands over all that waits, again and again, until nothing does. */
  async #work(): Promise<void> {
    this.#isBusy = true;
    // A turn first, so that calls of this very moment are one batch.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      const response = await this.#ask({ calls: batch.map(({ call }) => call) });
      for (const [index, waiting] of batch.entries()) {
        if ("failure" in response) waiting.reject(unavailable(response.failure));
        else settle(waiting, response.answers[index]!);
      }
    }
    this.#isBusy = false;
    this.#whenIdle?.();
  }

  #ask(request: SqliteRequest): Promise<SqliteResponse> {
    return new Promise((resolve) => {
      this.#answered = resolve;
      this.#worker.postMessage(request);
    });
  }
}

function settle({ resolve, reject }: Waiting, answer: SqliteAnswer): void {
  if ("mistake" in answer) reject(new RangeError(answer.mistake));
  else resolve(answer.value);
}

function unavailable(why: string): ChatError {
  return new ChatError("unavailable", "Cannot store or read this now", { cause: new Error(why) });
}
