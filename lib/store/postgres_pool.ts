import type { ISql, Sql } from "postgres";
import postgres from "postgres";
import type { Clock } from "../clock.ts";
import { systemClock } from "../clock.ts";
import { ChatError, OperatorError } from "../errors.ts";
import type { Log } from "../log.ts";
import { Trouble } from "../trouble.ts";
import type { PostgresAddress } from "./postgres_address.ts";
import { demandTls, readAddress } from "./postgres_address.ts";
import { explainPostgres, isBroken, isClash, isLost } from "./postgres_errors.ts";
import { Permits } from "./permits.ts";
import { migrate } from "./postgres_schema.ts";

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
  clock?: Clock;
  log: Log;
}

/** The types that rows are read with, besides the driver's own. */
interface Types extends Record<string, unknown> {
  bigint: number;
  string: string;
  booleans: readonly unknown[];
  strings: readonly unknown[];
  bigints: readonly unknown[];
}

/** What runs statements: a connection of the pool, within a transaction or not. */
export type PostgresSql = ISql<Types>;

/** Beyond the statement's own time, how long an answer may take: then the network has swallowed it. */
const graceSeconds = 15;
/** How long running queries may go on when all ends. */
const closeTimeoutSeconds = 5;
/** How long the end of a connection that failed may take. */
const dropTimeoutSeconds = 1;
/** How often something is tried that clashed with what others did. */
const triesAtClash = 5;

/** What the operator reads. */
const words = {
  read: { begins: "the database cannot be read", ends: "the database can be read again" },
  write: { begins: "the database cannot be written", ends: "the database can be written again" },
};

/**
 * Connections to one PostgreSQL, and what becomes of their failures.
 *
 * A statement has a connection for itself until it is answered, so that nothing waits behind what is
 * slow or locked. Whatever fails is `unavailable` to whoever asked; the operator hears of it once when
 * it begins, and once when it is over.
 */
export class PostgresPool {
  readonly #address: PostgresAddress;
  readonly #options: Required<PostgresPoolOptions>;
  readonly #troubles: Readonly<Record<keyof typeof words, Trouble>>;
  readonly #permits: Permits;
  /** Connections that nobody uses, those used last at the end. */
  #idle: Sql<Types>[] = [];
  /** Ends of connections that are used no more. */
  readonly #dropped = new Set<Promise<void>>();
  #closing: Promise<void> | undefined;

  private constructor(address: PostgresAddress, options: Required<PostgresPoolOptions>) {
    this.#address = address;
    this.#options = options;
    this.#permits = new Permits(options.connections);
    const { log, clock } = options;
    const facts = { place: address.place };
    this.#troubles = {
      read: new Trouble({ ...words.read, facts, log, clock }),
      write: new Trouble({ ...words.write, facts, log, clock }),
    };
  }

  /**
   * Connects, makes the tables where there are none, and brings them up to date.
   *
   * @throws {OperatorError} when the database cannot be used.
   */
  static async open(
    {
      connections = 10,
      statementTimeoutSeconds = 30,
      connectTimeoutSeconds = 10,
      clock = systemClock,
      ...rest
    }: PostgresPoolOptions,
  ): Promise<PostgresPool> {
    const times = { statementTimeoutSeconds, connectTimeoutSeconds };
    const options = { ...rest, ...times, connections: Math.max(2, connections), clock };
    const address = readAddress(options.url);
    await demandTls(address, connectTimeoutSeconds * 1_000);
    const pool = new PostgresPool(address, options);
    try {
      await pool.#on((sql) => inTransaction(sql, migrate));
    } catch (cause) {
      await pool.close();
      if (cause instanceof OperatorError) throw cause;
      const why = explainPostgres(cause);
      if (why === undefined) throw cause;
      throw new OperatorError(`Cannot use ${address.place}: ${why}`, { cause });
    }
    return pool;
  }

  /** Connections at most. */
  get size(): number {
    return this.#options.connections;
  }

  /** Reads; where the connection breaks, once more. */
  read<T>(work: (sql: PostgresSql) => Promise<T>): Promise<T> {
    return this.#guard("read", work, true);
  }

  /**
   * Writes by one statement.
   *
   * @param isRepeatable Doing it twice is as good as doing it once: then it is done once more where
   * the connection broke, and nobody knows whether it was done.
   */
  write<T>(work: (sql: PostgresSql) => Promise<T>, isRepeatable = false): Promise<T> {
    return this.#guard("write", work, isRepeatable);
  }

  /** Writes by several statements, which are one commit, or none. */
  transaction<T>(work: (sql: PostgresSql) => Promise<T>, isRepeatable = false): Promise<T> {
    return this.#guard("write", (sql) => inTransaction(sql, work), isRepeatable);
  }

  /** Ends all connections once what runs is done; may be called twice. */
  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  async #close(): Promise<void> {
    await this.#permits.takeAll();
    const idle = this.#idle.splice(0);
    await Promise.all(idle.map((sql) => sql.end({ timeout: closeTimeoutSeconds })));
    await Promise.all(this.#dropped);
    for (const trouble of Object.values(this.#troubles)) trouble.close();
  }

  async #guard<T>(
    deed: keyof typeof words,
    work: (sql: Sql<Types>) => Promise<T>,
    isRepeatable: boolean,
  ): Promise<T> {
    if (this.#closing) throw closed();
    await this.#permits.take();
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
    } finally {
      this.#permits.giveBack();
    }
  }

  async #try<T>(work: (sql: Sql<Types>) => Promise<T>, isRepeatable: boolean): Promise<T> {
    for (let tries = 1, wasLost = false;; tries++) {
      try {
        return await this.#on(work);
      } catch (error) {
        if (isLost(error) && isRepeatable && !wasLost && !this.#closing) wasLost = true;
        else if (!isClash(error) || tries >= triesAtClash) throw error;
      }
    }
  }

  /**
   * Does something on a connection that nobody else uses meanwhile.
   *
   * One that failed is used no more: the driver may still hold what it was to send on it. Nor is one
   * on which there is no answer, for the network has swallowed it.
   */
  async #on<T>(work: (sql: Sql<Types>) => Promise<T>): Promise<T> {
    const { clock, statementTimeoutSeconds, connectTimeoutSeconds } = this.#options;
    const seconds = statementTimeoutSeconds + connectTimeoutSeconds + graceSeconds;
    const sql = this.#idle.pop() ?? connect(this.#address, this.#options);
    const cancel = clock.schedule(seconds * 1_000, () => void sql.end({ timeout: 0 }));
    try {
      const result = await work(sql);
      this.#idle.push(sql);
      return result;
    } catch (error) {
      if (isBroken(error)) this.#drop(sql);
      else this.#idle.push(sql);
      throw error;
    } finally {
      cancel();
    }
  }

  #drop(sql: Sql<Types>): void {
    const dropped = sql.end({ timeout: dropTimeoutSeconds })
      .finally(() => this.#dropped.delete(dropped));
    this.#dropped.add(dropped);
  }
}

/** Does something as one commit. */
async function inTransaction<T>(
  sql: Sql<Types>,
  work: (sql: PostgresSql) => Promise<T>,
): Promise<T> {
  const { result } = await sql.begin(async (sql) => {
    try {
      // In a box, for the driver takes apart what it is given.
      return { result: await work(sql) };
    } catch (error) {
      // The driver would send "rollback" on what is no connection any more. It fails by itself.
      if (isBroken(error)) return await new Promise<never>(() => {});
      throw error;
    }
  });
  return result as T;
}

/** Makes a client, which connects when it is first used. */
function connect(
  { url, socketFolder, tls }: PostgresAddress,
  { statementTimeoutSeconds, connectTimeoutSeconds }: Required<PostgresPoolOptions>,
): Sql<Types> {
  const statementTimeout = statementTimeoutSeconds * 1_000;
  return postgres(url, {
    ...(socketFolder !== undefined && { host: socketFolder }),
    max: 1,
    // Asking for them by itself, the driver fails without anybody who hears of it.
    fetch_types: false,
    // It would end in the midst of a transaction.
    max_lifetime: 0,
    ssl: tls,
    connect_timeout: connectTimeoutSeconds,
    // What fails is made anew, and asked for again by whoever needs it.
    backoff: () => 0,
    onnotice() {},
    types: {
      // Numbers of a log and times are far below where a number grows inexact.
      bigint: { to: 20, from: [20], serialize: String, parse: Number },
      // A text of PostgreSQL has no NUL in it, and nothing that we name has one.
      string: { to: 25, from: [25], serialize: withoutNul, parse: String },
      booleans: arrayType(1000),
      strings: arrayType(1009),
      bigints: arrayType(1016),
    },
    connection: {
      application_name: "parley",
      statement_timeout: statementTimeout,
      // Where a server was cut off within a transaction, its locks must not stay.
      idle_in_transaction_session_timeout: statementTimeout,
    },
  });
}

/** A type of arrays, which are only sent. */
function arrayType(to: number) {
  return { to, from: [], serialize: arrayOf, parse: (text: string): readonly unknown[] => [text] };
}

/** An array, as PostgreSQL reads it. */
function arrayOf(values: readonly unknown[]): string {
  const elements = values.map((value) =>
    value === null ? "null" : `"${withoutNul(value).replaceAll(/["\\]/g, "\\$&")}"`
  );
  return `{${elements}}`;
}

function withoutNul(text: unknown): string {
  return `${text}`.replaceAll("\0", "\uFFFD");
}

/** What whoever asks something of a closed store is told. */
export function closed(): ChatError {
  return unavailable(new Error("it is closed"));
}

function unavailable(cause: Error): ChatError {
  return new ChatError("unavailable", "Cannot store or read this now", {
    reason: "storage",
    cause,
  });
}
