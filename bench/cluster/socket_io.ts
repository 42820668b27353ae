import { delay } from "@std/async";
import { join } from "@std/path";
import { freePort } from "../../tests/support/free_port.ts";
import type { Contender } from "../contender.ts";
import { isListening } from "../generator/process_usage.ts";
import { findVersion } from "../program_version.ts";
import { startServer } from "../running_server.ts";
import type { ClusterContender } from "./contender.ts";

const packages = { "socket.io": "4.8.4", "@socket.io/redis-adapter": "8.3.0", "ioredis": "6.0.0" };
const patienceMs = 5_000;

/**
 * Several processes of `npm:socket.io` on Node, which speak to each other by way of Redis.
 *
 * @param nodes How many.
 * @param folder Where its packages are installed; whoever made it removes it.
 * @throws {Error} When Node, Redis or the packages cannot be had.
 */
export async function socketIo(nodes: number, folder: string): Promise<ClusterContender> {
  const nodeVersion = await findVersion("node");
  if (nodeVersion === undefined) throw new Error("Cannot run socket.io: install Node");
  const redisVersion = await findVersion("redis-server");
  if (redisVersion === undefined) {
    throw new Error(`Cannot run socket.io: install Redis, as by "apt install redis-server"`);
  }
  await install(folder);
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  const [redis] = /\d+\.\d+\.\d+/.exec(redisVersion) ?? [redisVersion];
  const runsOn = `${versions.join(", ")} on node ${nodeVersion}, Redis ${redis}`;
  const server = join(import.meta.dirname!, "../servers/socket_io.mjs");
  return {
    name: nodes === 1 ? "socket.io, 1 process" : `socket.io, ${nodes} processes`,
    family: "socket.io",
    nodes,
    runsOn,
    dialect: "socket.io",
    async start({ folder: dataFolder, signal }) {
      await using stack = new AsyncDisposableStack();
      const redis = stack.use(await startRedis(dataFolder, signal));
      const contender: Contender = {
        name: "socket.io",
        runsOn,
        dialect: "socket.io",
        command: ({ port }) => ["node", server, `${port}`, folder, `${redis.port}`],
      };
      const servers = [];
      for (let node = 0; node < nodes; node++) {
        servers.push(stack.use(await startServer(contender, { folder: dataFolder, signal })));
      }
      const rest = stack.move();
      return {
        ports: servers.map(({ port }) => port),
        serverPids: servers.map(({ pid }) => pid),
        brokerPid: redis.pid,
        [Symbol.asyncDispose]: () => rest.disposeAsync(),
      };
    },
  };
}

/** Through Deno's own cache; what is installed already is left. */
async function install(folder: string): Promise<void> {
  const manifest = JSON.stringify({ private: true, dependencies: packages });
  await Deno.writeTextFile(join(folder, "package.json"), manifest);
  const args = ["install", "--quiet", "--node-modules-dir=auto"];
  const env = { NO_COLOR: "1" };
  const command = new Deno.Command(Deno.execPath(), { args, cwd: folder, env });
  const { success, stderr } = await command.output();
  if (success) return;
  throw new Error(`Cannot install socket.io: ${new TextDecoder().decode(stderr).trim()}`);
}

/** It keeps nothing on disk. */
async function startRedis(folder: string, signal: AbortSignal) {
  const port = freePort();
  const args = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const redis = new Deno.Command("redis-server", {
    args: [...args, "--dir", folder],
    stdin: "null",
    stdout: "null",
    signal,
  }).spawn();
  const dispose = async () => {
    try {
      redis.kill("SIGTERM");
    } catch {
      // It has ended of its own accord.
    }
    await redis.status;
  };
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += 20) {
    if (isListening(redis.pid, port)) {
      return { pid: redis.pid, port, [Symbol.asyncDispose]: dispose };
    }
    await delay(20);
  }
  await dispose();
  throw new Error(`Cannot start redis-server: it has not listened for ${patienceMs} ms`);
}
