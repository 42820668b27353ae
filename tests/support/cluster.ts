import { Balancer } from "./balancer.ts";
import { freeLowPort } from "./free_port.ts";
import { TestNats } from "./nats.ts";
import { NatsMeddler } from "./nats_meddler.ts";
import { TestPostgres } from "./postgres.ts";
import type { Program } from "./program.ts";
import { RunningProgram, TestFolder } from "./program.ts";
import type { Random } from "./random.ts";
import { SeverableProxy } from "./severable_proxy.ts";

/** What a {@linkcode Cluster} is made of. */
export interface ClusterOptions {
  readonly program: Program;
  readonly nodes: number;
  readonly random: Random;
  /** What each node is told besides. */
  readonly args?: readonly string[];
}

/** One node, and its own lines to NATS and PostgreSQL. */
export class ClusterNode implements AsyncDisposable {
  readonly toNats: NatsMeddler;
  readonly toPostgres: SeverableProxy;
  readonly port: number;
  /** How it ended when nobody asked it to, a line each time. */
  readonly crashes: string[] = [];
  readonly #start: (node: ClusterNode) => Promise<RunningProgram>;
  #running: RunningProgram | undefined;

  constructor(
    { toNats, toPostgres, port, start }: {
      toNats: NatsMeddler;
      toPostgres: SeverableProxy;
      port: number;
      start: (node: ClusterNode) => Promise<RunningProgram>;
    },
  ) {
    this.toNats = toNats;
    this.toPostgres = toPostgres;
    this.port = port;
    this.#start = start;
  }

  get origin(): string {
    return this.running.origin;
  }

  get running(): RunningProgram {
    return this.#running!;
  }

  /** Starts it, at first and after it has ended. */
  async start(): Promise<void> {
    this.#running = await this.#start(this);
    void this.#running.crash().then((crash) => crash && this.crashes.push(crash));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running?.[Symbol.asyncDispose]();
    await this.toNats[Symbol.asyncDispose]();
    await this.toPostgres[Symbol.asyncDispose]();
  }
}

/** Several nodes with a PostgreSQL, a NATS and a balancer of their own, all on loopback. */
export class Cluster implements AsyncDisposable {
  readonly nodes: ClusterNode[] = [];
  readonly #stack = new AsyncDisposableStack();
  postgres!: TestPostgres;
  nats!: TestNats;
  #balancer!: Balancer;

  private constructor() {}

  /** Starts everything, and waits until every node is ready. */
  static async open({ program, nodes, random, args = [] }: ClusterOptions): Promise<Cluster> {
    const cluster = new Cluster();
    const stack = cluster.#stack;
    try {
      cluster.postgres = stack.use(await TestPostgres.open());
      cluster.nats = stack.use(await TestNats.open());
      cluster.#balancer = stack.use(await Balancer.open());
      for (let number = 0; number < nodes; number++) {
        const toNats = await NatsMeddler.open(cluster.nats.port, random);
        const toPostgres = await SeverableProxy.open(
          `http://${new URL(cluster.postgres.url).host}`,
        );
        const folder = stack.use(new TestFolder());
        const port = freeLowPort();
        const start = (node: ClusterNode) =>
          RunningProgram.start(program, folder.path, [
            ...["--port", `${node.port}`, "--store", "postgres", "--files", "postgres"],
            ...["--database-url", through(cluster.postgres.url, node.toPostgres.origin)],
            ...["--nats-url", node.toNats.url, ...args],
          ]);
        cluster.nodes.push(stack.use(new ClusterNode({ toNats, toPostgres, port, start })));
      }
      await Promise.all(cluster.nodes.map((node) => node.start()));
      cluster.#balancer.leadTo(cluster.nodes.map(({ port }) => port));
      return cluster;
    } catch (error) {
      await cluster[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Where clients connect: to any node. */
  get origin(): string {
    return this.#balancer.origin;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#stack.disposeAsync();
  }
}

/** A database's address by way of a proxy. */
function through(url: string, proxy: string): string {
  const address = new URL(url);
  address.host = new URL(proxy).host;
  return address.href;
}
