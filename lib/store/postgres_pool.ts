import type { Clock } from "../clock.ts";
import { systemClock } from "../clock.ts";
import { ChatError, OperatorError, soonMs } from "../errors.ts";
import type { Log } from "../log.ts";
import type { TroubleList } from "../trouble_list.ts";
import type { TroubleOptions } from "../trouble.ts";
import { Trouble } from "../trouble.ts";
import { readAddress } from "./postgres_address.ts";
import type { PostgresSql } from "./postgres_connections.ts";
import { PostgresConnections } from "./postgres_connections.ts";
import { explainPostgres, isClash, isLost } from "./postgres_errors.ts";
import { refuseHalfMoved } from "./postgres_move.ts";
import { checkVersion, migrate } from "./postgres_schema.ts";

/** What {@linkcode PostgresPool} needs. */
export interface PostgresPoolOptions {
  /** Where the database is; see {@linkcode readAddress}. It is never shown. */
  url: string;
  /** Connections at most; 10 unless given. Two at least: what holds a lock has one for itself. */
  connections?: number;
  /** How long one statement may take; 30 unless given. */
  statementTimeoutSeconds?: number;
  /** How long connecting may take; 10 unless given. */
  connectTimeoutSeconds?: number;
  /** Whether the database is only looked at: then it has to be of this program's version. */
  isReadOnly?: boolean;
  clock?: Clock;
  log: Log;
  /** Is told of trouble; nobody is unless given. */
  troubles?: TroubleList;
}

/** How often something is tried that clashed with what others did. */
const triesAtClash = 5;

/** What the operator reads. */
const words = {
  read: { begins: "the database cannot be read", ends: "the database can be read again" },
  write: { begins: "the database cannot be written", ends: "the database can be written again" },
};

/**
 * The database of a store, and what becomes of its failures: they are `unavailable` to whoever asked,
 * and the operator hears of them once when they begin, and once when they are over.
 */
export class PostgresPool {
  readonly #connections: PostgresConnections;
  readonly #troubles: Readonly<Record<keyof typeof words, Trouble>>;
  #closing: Promise<void> | undefined;

  private constructor(
    connections: PostgresConnections,
    about: Pick<TroubleOptions, "facts" | "part" | "troubles" | "log" | "clock">,
  ) {
    this.#connections = connections;
    this.#troubles = {
      read: new Trouble({ ...words.read, ...about }),
      write: new Trouble({ ...words.write, ...about }),
    };
  }

  /**
   * Connects, makes the tables where there are none, and brings them up to date.
   *
   * @throws {OperatorError} when the database cannot be used.
   */
  static async open(
    {
      url,
      connections = 10,
      statementTimeoutSeconds = 30,
      connectTimeoutSeconds = 10,
      isReadOnly = false,
      clock = systemClock,
      log,
      troubles,
    }: PostgresPoolOptions,
  ): Promise<PostgresPool> {
    const address = readAddress(url);
    const { place } = address;
    const opened = await PostgresConnections.open({
      address,
      name: "parley",
      size: Math.max(2, connections),
      statementTimeoutSeconds,
      connectTimeoutSeconds,
      clock,
    });
    try {
      await opened.transaction(async (sql) => {
        await refuseHalfMoved(sql);
        await (isReadOnly ? checkVersion : migrate)(sql);
        // Others may be at a migration that takes minutes, and so may this one.
      }, true);
    } catch (cause) {
      await opened.close();
      if (cause instanceof OperatorError) throw cause;
      const why = explainPostgres(cause);
      if (why === undefined) throw cause;
      throw new OperatorError(`Cannot use ${place}: ${why}`, { cause });
    }
    return new PostgresPool(opened, { facts: { place }, part: "store", troubles, log, clock });
  }

  /** Connections at most. */
  get size(): number {
    return this.#connections.size;
  }

  /** Reads; where the connection breaks, once more. */
  read<T>(work: (sql: PostgresSql) => Promise<T>): Promise<T> {
    return this.#guard("read", () => this.#connections.run(work), true);
  }

  /**
   * Writes by one statement.
   *
   * @param isRepeatable Doing it twice is as good as doing it once: then it is done once more where
   * the connection broke, and nobody knows whether it was done.
   */
  write<T>(work: (sql: PostgresSql) => Promise<T>, isRepeatable = false): Promise<T> {
    return this.#guard("write", () => this.#connections.run(work), isRepeatable);
  }

  /** Writes by several statements, which are one commit, or none. */
  transaction<T>(work: (sql: PostgresSql) => Promise<T>, isRepeatable = false): Promise<T> {
    return this.#guard("write", () => this.#connections.transaction(work), isRepeatable);
  }

  /** Ends all connections once what runs is done; may be called twice. */
  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  async #close(): Promise<void> {
    await this.#connections.close();
    for (const trouble of Object.values(this.#troubles)) trouble.close();
  }

  async #guard<T>(
    deed: keyof typeof words,
    work: () => Promise<T>,
    isRepeatable: boolean,
  ): Promise<T> {
    if (this.#closing) throw closed();
    try {
      const result = await this.#try(work, isRepeatable);
      if (!this.#closing) this.#troubles[deed].worked();
      return result;
    } catch (cause) {
      const why = cause instanceof ChatError ? undefined : explainPostgres(cause);
      if (why === undefined) throw cause;
      // What fails because it was told to end is no news.
      if (!this.#closing) this.#troubles[deed].failed(why);
      throw unavailable(new Error(why));
    }
  }

  async #try<T>(work: () => Promise<T>, isRepeatable: boolean): Promise<T> {
    for (let tries = 1, wasLost = false;; tries++) {
      try {
        return await work();
      } catch (error) {
        if (isLost(error) && isRepeatable && !wasLost && !this.#closing) wasLost = true;
        else if (!isClash(error) || tries >= triesAtClash) throw error;
      }
    }
  }
}

/** What whoever asks something of a closed store is told. */
export function closed(): ChatError {
  return unavailable(new Error("it is closed"));
}

function unavailable(cause: Error): ChatError {
  return new ChatError("unavailable", "Cannot store or read this now", {
    reason: "storage",
    retryAfterMs: soonMs,
    cause,
  });
}
