import type { Dialect } from "../contender.ts";

/** Several processes that serve the same rooms, beside what they need. Leaving its scope ends it all. */
export interface RunningCluster extends AsyncDisposable {
  /** Of the processes, on 127.0.0.1; one where they share it. */
  readonly ports: readonly number[];
  readonly serverPids: readonly number[];
  /** The one that stores, with its children. */
  readonly databasePid?: number;
  /** The one by which they speak to each other. */
  readonly brokerPid: number;
  readonly natsMonitorPort?: number;
  /** What the database has written to its log so far. */
  written?(): Promise<Written>;
}

/** What a database has written to its log. */
export interface Written {
  readonly bytes: number;
  /** How often it waited for the disk. */
  readonly syncs: number;
}

/** Who takes part, whatever the number of processes: those of Parley may share a port. */
export type Family = "parley" | "shared port" | "socket.io";

/** One of a family, with a number of processes. */
export interface ClusterContender {
  /** Such as `Parley, 2 nodes`. */
  readonly name: string;
  readonly family: Family;
  readonly nodes: number;
  /** What it runs on, with versions; the same for all of a family. */
  readonly runsOn: string;
  readonly dialect: Dialect;
  /**
   * Starts all of it.
   *
   * @param options `folder` is for what it stores; whoever made it removes it. `signal` ends it.
   * @throws {Error} When a part of it does not start.
   */
  start(options: { folder: string; signal: AbortSignal }): Promise<RunningCluster>;
}
