import { type Clock, systemClock } from "../clock.ts";
import { turn } from "../turn.ts";
import { ChatError, OperatorError, soonMs } from "../errors.ts";
import type { Log } from "../log.ts";
import type { TroubleList } from "../trouble_list.ts";
import { Trouble } from "../trouble.ts";
import type {
  SqliteAnswer,
  SqliteCall,
  SqliteMethod,
  SqliteRequest,
  SqliteResponse,
  SqliteTarget,
} from "./sqlite_calls.ts";
import { countAtOnce, draftsIn } from "./sqlite_calls.ts";
import { isDamage } from "./sqlite_errors.ts";
import type { SqliteFileOptions } from "./sqlite_file.ts";

/** What {@linkcode SqliteDriver} needs. */
export interface SqliteDriverOptions extends SqliteFileOptions {
  /** By which it waits for a lull; the machine's unless given. */
  clock?: Clock;
  log: Log;
  /** Is told of trouble; nobody is unless given. */
  troubles?: TroubleList;
}

/** What the driver goes by beside its worker. */
interface Parts {
  readonly clock: Clock;
  readonly trouble: Trouble;
  /** Is told why tidying failed, again and again. */
  readonly untidied: (why: string) => void;
}

interface Waiting extends SqliteCall {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** What may wait is done when nothing was asked for in this time, and now and then all the same. */
const lullMs = 250;
const lullsAtMost = 4;
/** Steps in one lull, unless somebody asks for something. */
const stepsAtOnce = 50;
/** Steps where there is no lull, each between two other batches: one of each kind. */
const stepsBetween = 5;

/**
 * Keeps the worker that holds the database at work.
 *
 * Group commit: what waits while the worker is busy, of all rooms, is one transaction when it is
 * free, up to a bound: so rooms publish what the last one committed while the worker is at the next.
 *
 * What may wait (the full-text index, the last traces of deleted texts) is done in small steps while
 * nobody asks for anything, and otherwise a step of each kind once a second.
 */
export class SqliteDriver {
  readonly #worker: Worker;
  readonly #clock: Clock;
  readonly #trouble: Trouble;
  readonly #untidied: (why: string) => void;
  #waiting: Waiting[] = [];
  /** Those who wait to make a batch. */
  #makers: (() => void)[] = [];
  #isBusy = false;
  /** Ends the wait for a lull. */
  #lull: (() => void) | undefined;
  #lullsMissed = 0;
  /** Steps that are to be done between batches. */
  #stepsDue = 0;
  #wasAsked = false;
  #closing: Promise<void> | undefined;
  #whenIdle: (() => void) | undefined;
  #answered: ((response: SqliteResponse) => void) | undefined;

  private constructor(worker: Worker, { clock, trouble, untidied }: Parts) {
    this.#worker = worker;
    this.#clock = clock;
    this.#trouble = trouble;
    this.#untidied = untidied;
    worker.onmessage = ({ data }: MessageEvent<string>) => this.#answered!(JSON.parse(data));
  }

  /**
   * Opens the database, makes it where there is none, and brings it up to date.
   *
   * @throws {OperatorError} when it cannot be used.
   */
  static async open(
    { clock = systemClock, log, troubles, ...options }: SqliteDriverOptions,
  ): Promise<SqliteDriver> {
    const url = new URL("./sqlite_worker.ts", import.meta.url);
    const trouble = new Trouble({
      begins: "the database cannot be used",
      ends: "the database is well again",
      facts: { path: options.path },
      isForGood: isDamage,
      part: "store",
      troubles,
      log,
      clock,
    });
    const told = new Set<string>();
    const untidied = (why: string) => {
      if (!told.has(why)) log.error("cannot tidy the database", { path: options.path, why });
      told.add(why);
    };
    const worker = new Worker(url, { type: "module" });
    const driver = new SqliteDriver(worker, { clock, trouble, untidied });
    const response = await driver.#ask({ open: options });
    if ("failure" in response) {
      driver.#worker.terminate();
      const why = response.isOperators
        ? response.failure
        : `Cannot open the database "${options.path}": ${response.failure}`;
      throw new OperatorError(why);
    }
    driver.#awaitLull(response.isUntidy);
    return driver;
  }

  /** Resolves when the worker can take the next batch; see `Store.ready`. */
  async ready(): Promise<void> {
    await turn();
    if (this.#isBusy && !this.#closing) await new Promise<void>((go) => this.#makers.push(go));
  }

  /**
   * Has the worker run a method of its log.
   *
   * @throws {ChatError} `unavailable` when the database cannot do it now.
   * @throws {RangeError} when it cannot be: the method throws a `SqliteMistake`.
   */
  call<Method extends SqliteMethod>(
    method: Method,
    ...args: Parameters<SqliteTarget[Method]>
  ): Promise<ReturnType<SqliteTarget[Method]>> {
    if (this.#closing) return Promise.reject(unavailable("it is closed"));
    return new Promise((resolve, reject) => {
      // The worker answers with what the method of this name returns.
      const settle = resolve as (value: unknown) => void;
      this.#waiting.push({ method, args, resolve: settle, reject });
      if (!this.#isBusy) void this.#work();
    });
  }

  /** Ends the worker once running calls are done; may be called twice. */
  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  async #close(): Promise<void> {
    this.#lull?.();
    this.#wakeMakers();
    if (this.#isBusy) await new Promise<void>((resolve) => this.#whenIdle = resolve);
    await this.#ask({ close: true });
    this.#worker.terminate();
    this.#trouble.close();
  }

  /** Hands over all that waits, again and again, until nothing does. */
  async #work(): Promise<void> {
    this.#isBusy = true;
    this.#wasAsked ||= this.#waiting.length > 0;
    // A turn first, so that calls of this very moment are one batch.
    await Promise.resolve();
    let publish = () => {};
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, countAtOnce(this.#waiting));
      const answering = this.#ask({ calls: batch.map(({ method, args }) => ({ method, args })) });
      // Only now, so that the worker has something to do while rooms publish what it has done.
      publish();
      const response = await answering;
      publish = () => this.#settleAll(batch, response);
      if (this.#stepsDue > 0) await this.#tidy(1);
      // The next batches are made in this turn, at the last moment.
      if (this.#wakeMakers()) await turn();
    }
    publish();
    this.#isBusy = false;
    this.#wakeMakers();
    this.#whenIdle?.();
  }

  /** Lets those go on who wait to make a batch; tells whether there were any. */
  #wakeMakers(): boolean {
    const makers = this.#makers.splice(0);
    for (const go of makers) go();
    return makers.length > 0;
  }

  #settleAll(batch: readonly Waiting[], response: SqliteResponse): void {
    const answers = "answers" in response ? response.answers : batch.map(() => response);
    for (const [index, waiting] of batch.entries()) this.#settle(waiting, answers[index]!);
    if (!("answers" in response)) return;
    // Less than a message may well fit where a message does not.
    const isAppended = batch.some((call) => draftsIn(call) > 0);
    if (isAppended && response.didWrite) this.#trouble.worked();
    this.#awaitLull(response.isUntidy);
  }

  #settle({ resolve, reject }: Waiting, answer: SqliteAnswer): void {
    if ("failure" in answer) {
      this.#trouble.failed(answer.failure);
      reject(unavailable(answer.failure));
    } else if ("mistake" in answer) reject(new RangeError(answer.mistake));
    else resolve(answer.value);
  }

  #awaitLull(isUntidy: boolean): void {
    if (isUntidy && !this.#closing) {
      this.#lull ??= this.#clock.schedule(lullMs, () => void this.#onLull());
    }
  }

  /** Tidies as long as nobody asks for anything; looks again later where somebody does. */
  async #onLull(): Promise<void> {
    this.#lull = undefined;
    const isLull = !this.#isBusy && !this.#wasAsked;
    this.#wasAsked = this.#isBusy;
    if (!isLull && ++this.#lullsMissed < lullsAtMost) return this.#awaitLull(true);
    this.#lullsMissed = 0;
    this.#stepsDue = isLull ? 0 : stepsBetween;
    // Else it is done between two batches.
    if (this.#isBusy) return;
    this.#isBusy = true;
    await this.#tidy(isLull ? stepsAtOnce : 1);
    this.#wakeMakers();
    void this.#work();
  }

  /** Tidies, at most so many steps, until somebody asks for something. */
  async #tidy(steps: number): Promise<void> {
    let isUntidy = true;
    // A step that came to nothing would do so again at once.
    let isOfUse = true;
    for (let step = 0; step < steps && isUntidy && isOfUse && !this.#closing; step++) {
      const response = await this.#ask({ tidy: true });
      isUntidy = "isUntidy" in response && response.isUntidy;
      isOfUse = "didWrite" in response && response.didWrite;
      if ("untidied" in response && response.untidied) this.#untidied(response.untidied);
      if (this.#waiting.length > 0) break;
    }
    this.#stepsDue = isUntidy && isOfUse ? this.#stepsDue - 1 : 0;
    this.#awaitLull(isUntidy);
  }

  #ask(request: SqliteRequest): Promise<SqliteResponse> {
    return new Promise((resolve) => {
      this.#answered = resolve;
      this.#worker.postMessage(JSON.stringify(request));
    });
  }
}

function unavailable(why: string): ChatError {
  return new ChatError("unavailable", "Cannot store or read this now", {
    reason: "storage",
    retryAfterMs: soonMs,
    cause: new Error(why),
  });
}
