import type { ISql, Sql } from "postgres";
import postgres from "postgres";
import type { Clock } from "../clock.ts";
import { Permits } from "../permits.ts";
import type { PostgresAddress } from "./postgres_address.ts";
import { demandTls } from "./postgres_address.ts";
import { isBroken } from "./postgres_errors.ts";
import { PostgresSocket } from "./postgres_socket.ts";

/** What {@linkcode PostgresConnections} needs. */
export interface PostgresConnectionsOptions {
  readonly address: PostgresAddress;
  /** By which the database knows the connections. */
  readonly name: string;
  /** Connections at most. */
  readonly size: number;
  /** How long one statement may take. */
  readonly statementTimeoutSeconds: number;
  /** How long connecting may take. */
  readonly connectTimeoutSeconds: number;
  readonly clock: Clock;
}

/** The types that rows are read with, besides the driver's own. */
interface Types extends Record<string, unknown> {
  bigint: number;
  string: string;
  booleans: readonly unknown[];
  strings: readonly unknown[];
  bigints: readonly unknown[];
}

/** What runs statements: a connection, within a transaction or not. */
export type PostgresSql = ISql<Types>;

/** Beyond the statement's own time, how long an answer may take: then the network has swallowed it. */
const graceSeconds = 15;
/** How long a transaction may wait for its next statement: a server that is frozen holds others up. */
const idleSeconds = 5;
/** How many may wait for a connection: every busy room, and those who ask besides. */
const mostWaiting = 20_000;
/** How long running statements may go on when all ends. */
const closeTimeoutSeconds = 5;
/** How long the end of a connection that failed may take. */
const dropTimeoutSeconds = 1;

/**
 * Connections to one PostgreSQL, made when they are needed.
 *
 * Whoever does something has one alone, so that nothing waits behind what is slow or locked. One that
 * failed is used no more. The driver has a pool of its own, which does neither: after a connection
 * broke it may hold on to what it was to send, or send it where there is nothing to send on.
 */
export class PostgresConnections {
  readonly #options: PostgresConnectionsOptions;
  readonly #permits: Permits;
  /** Those that nobody uses, used last at the end. */
  readonly #idle: Sql<Types>[] = [];
  /** Ends of those that are used no more. */
  readonly #dropped = new Set<Promise<void>>();

  private constructor(options: PostgresConnectionsOptions) {
    this.#options = options;
    this.#permits = new Permits(options.size, mostWaiting);
  }

  /**
   * Connects to nothing yet, but makes sure that there is TLS where it is demanded.
   *
   * @throws {OperatorError} when there is none.
   */
  static async open(options: PostgresConnectionsOptions): Promise<PostgresConnections> {
    await demandTls(options.address, options.connectTimeoutSeconds * 1_000);
    return new PostgresConnections(options);
  }

  /** Connections at most. */
  get size(): number {
    return this.#options.size;
  }

  /** Runs one statement after the other. */
  run<T>(work: (sql: PostgresSql) => Promise<T>): Promise<T> {
    return this.#use(work);
  }

  /**
   * Runs statements as one commit.
   *
   * @param work Does nothing but these, for which no connection is needed.
   * @param isLong Whether they may take longer than a statement: then nothing ends them.
   */
  transaction<T>(work: (sql: PostgresSql) => Promise<T>, isLong = false): Promise<T> {
    return this.#use((sql) => transact(sql, work), isLong);
  }

  /** Ends all connections once what runs, or waits for one, is done. To be called once. */
  async close(): Promise<void> {
    await this.#permits.takeAll();
    const idle = this.#idle.splice(0);
    await Promise.all(idle.map((sql) => sql.end({ timeout: closeTimeoutSeconds })));
    await Promise.all(this.#dropped);
  }

  async #use<T>(work: (sql: Sql<Types>) => Promise<T>, isLong = false): Promise<T> {
    await this.#permits.take();
    try {
      // The driver may refuse the address.
      const sql = this.#idle.pop() ?? connect(this.#options);
      const cancel = isLong ? () => {} : this.#watch(sql);
      return await this.#useOne(sql, work).finally(cancel);
    } finally {
      this.#permits.giveBack();
    }
  }

  async #useOne<T>(sql: Sql<Types>, work: (sql: Sql<Types>) => Promise<T>): Promise<T> {
    try {
      const result = await work(sql);
      this.#idle.push(sql);
      return result;
    } catch (error) {
      if (!isBroken(error)) this.#idle.push(sql);
      // What broke one has likely broken all, and whoever tries again needs one that is sound.
      else for (const broken of [sql, ...this.#idle.splice(0)]) this.#drop(broken);
      throw error;
    }
  }

  /** Ends a connection once no answer can come any more, unless it is cancelled before. */
  #watch(sql: Sql<Types>): () => void {
    const { clock, statementTimeoutSeconds, connectTimeoutSeconds } = this.#options;
    const seconds = statementTimeoutSeconds + connectTimeoutSeconds + graceSeconds;
    return clock.schedule(seconds * 1_000, () => void sql.end({ timeout: 0 }));
  }

  #drop(sql: Sql<Types>): void {
    const dropped = sql.end({ timeout: dropTimeoutSeconds })
      .finally(() => this.#dropped.delete(dropped));
    this.#dropped.add(dropped);
  }
}

async function transact<T>(
  sql: Sql<Types>,
  work: (sql: PostgresSql) => Promise<T>,
): Promise<T> {
  const broken = Promise.withResolvers<never>();
  const committed = sql.begin(async (sql) => {
    try {
      // In a box, for the driver takes apart what it is given.
      return { result: await work(sql) };
    } catch (error) {
      if (!isBroken(error)) throw error;
      // Told of it, the driver would send "rollback" on what is no connection any more.
      broken.reject(error);
      return await new Promise<never>(() => {});
    }
  });
  const { result } = await Promise.race([committed, broken.promise]);
  return result as T;
}

/** Makes a client of one connection, which connects when it is first used. */
function connect(
  { address, name, statementTimeoutSeconds, connectTimeoutSeconds }: PostgresConnectionsOptions,
): Sql<Types> {
  const { url, socket, tls } = address;
  // Its types do not know of the socket.
  const driven = { socket: PostgresSocket.connect };
  return postgres(url, {
    ...socket,
    ...driven,
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
      application_name: name,
      statement_timeout: statementTimeoutSeconds * 1_000,
      idle_in_transaction_session_timeout: idleSeconds * 1_000,
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
