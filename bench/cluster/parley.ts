import { freePort } from "../../tests/support/free_port.ts";
import { TestNats } from "../../tests/support/nats.ts";
import { TestPostgres } from "../../tests/support/postgres.ts";
import { parley } from "../contender.ts";
import { findVersion } from "../program_version.ts";
import { startServer } from "../running_server.ts";
import type { ClusterContender } from "./contender.ts";

/** Nodes of Parley to measure. */
export interface ParleyOptions {
  /** How many nodes. */
  readonly nodes: number;
  /** Whether they share one port. */
  readonly sharesPort?: boolean;
  /** Path of an executable; the sources unless given. */
  readonly executable?: string;
}

/**
 * Several nodes of Parley, with a PostgreSQL and a NATS of their own. Commits wait for the disk.
 *
 * @throws {Error} When one of the two is not on this machine.
 */
export async function parleyNodes(
  { nodes, sharesPort = false, executable }: ParleyOptions,
): Promise<ClusterContender> {
  if (await findVersion("nats-server") === undefined) {
    throw new Error(`Cannot run several nodes: install NATS, as by "apt install nats-server"`);
  }
  const count = nodes === 1 ? "1 node" : `${nodes} nodes`;
  return {
    name: sharesPort ? `Parley, ${count} on one port` : `Parley, ${count}`,
    family: sharesPort ? "shared port" : "parley",
    nodes,
    runsOn: parley("postgres", executable).runsOn,
    dialect: "parley",
    async start({ folder, signal }) {
      await using stack = new AsyncDisposableStack();
      const postgres = stack.use(await TestPostgres.open({ isDurable: true }));
      const nats = stack.use(await TestNats.open());
      const contender = parley("postgres", executable, [
        ...["--files", "postgres", "--database-url", postgres.url, "--nats-url", nats.url],
        ...["--drain", "0", "--reuse-port", sharesPort ? "on" : "off"],
      ]);
      const shared = sharesPort ? freePort() : undefined;
      const servers = [];
      for (let node = 0; node < nodes; node++) {
        const place = { folder, signal, ...(shared !== undefined && { port: shared }) };
        servers.push(stack.use(await startServer(contender, place)));
      }
      const rest = stack.move();
      return {
        ports: [...new Set(servers.map(({ port }) => port))],
        serverPids: servers.map(({ pid }) => pid),
        databasePid: postgres.pid,
        brokerPid: nats.pid,
        natsMonitorPort: nats.monitorPort,
        written: () => readWritten(postgres),
        [Symbol.asyncDispose]: () => rest.disposeAsync(),
      };
    },
  };
}

/** @see {@link https://www.postgresql.org/docs/current/monitoring-stats.html | pg_stat_wal} */
async function readWritten(postgres: TestPostgres) {
  const row = await postgres.execute(
    "select pg_current_wal_lsn() - '0/0', wal_sync from pg_stat_wal",
  );
  const [bytes, syncs] = row.split("|").map(Number);
  return { bytes, syncs };
}
