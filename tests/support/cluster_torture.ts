import { delay } from "@std/async";
import { isDeepStrictEqual } from "node:util";
import { PostgresStore } from "../../lib/store/postgres_store.ts";
import { auditHistory, auditLog, readHistory, readLog } from "./audit.ts";
import { Cluster } from "./cluster.ts";
import type { ClusterNode } from "./cluster.ts";
import { HeardLog } from "./heard_log.ts";
import { Ledger } from "./ledger.ts";
import { patiently, StuckError } from "./patience.ts";
import type { Program } from "./program.ts";
import { Random } from "./random.ts";
import { Talker } from "./talker.ts";

/** What can go wrong, in words. */
export const clusterFaults = [
  "a node is killed",
  "a node is restarted",
  "NATS is away for 10 s",
  "PostgreSQL is restarted",
  "a node is frozen for 30 s",
  "a node is cut off from NATS",
  "a node is cut off from PostgreSQL",
  "NATS loses, doubles and mixes up messages",
  "a node's lines break for a moment, again and again",
] as const;

/** One of {@linkcode clusterFaults}. */
export type ClusterFault = typeof clusterFaults[number];

/** What to do to a cluster. */
export interface ClusterTortureOptions {
  readonly program: Program;
  readonly seed: number;
  /** What goes wrong, one after the other. */
  readonly faults: Iterable<ClusterFault>;
  /** Called when a fault is over, and everything was compared. */
  readonly progressed?: (progress: ClusterProgress) => void;
}

/** How it goes. */
export interface ClusterProgress {
  readonly fault: ClusterFault;
  /** How many faults there were. */
  readonly round: number;
  readonly acknowledged: number;
  /** From the end of the fault until all nodes knew who is there, in milliseconds. */
  readonly presenceMs: number;
}

/** How it went. */
export interface ClusterReport {
  readonly acknowledged: number;
  readonly resumes: number;
  /** Everything that was not as it should be, a line each. */
  readonly faults: readonly string[];
}

const nodes = 3;
const rooms = ["tea", "coffee", "soup", "cake"];
const clientsPerRoom = 15;
/** Commands that a client has on their way at most. */
const window = 2;
/** How long everybody writes before something goes wrong, and how long things go wrong if not said. */
const calmMs = 1_500;
const faultMs = 10_000;
const frozenMs = 30_000;
/** How often a line breaks that does so again and again, and for how long at most. */
const flaps = 12;
const momentMs = 400;
/** Whatever takes longer is given up as stuck; a socket whose node is frozen is given up after 35 s. */
const patienceMs = 90_000;
const presenceMs = 15_000;

/**
 * Lets 60 clients write over three nodes while things go wrong; after each of them, holds what each
 * client heard, the log, and who is present against each other. Stops at the first that shows a fault.
 */
export async function tortureCluster(options: ClusterTortureOptions): Promise<ClusterReport> {
  await using stage = new Stage(options);
  return await stage.run();
}

class Stage implements AsyncDisposable {
  readonly #options: ClusterTortureOptions;
  readonly #random: Random;
  readonly #faults: string[] = [];
  readonly #ledgers = rooms.map((room) => new Ledger(room, this.#faults));
  readonly #talkers: Talker[] = [];
  #cluster!: Cluster;
  #acknowledged = 0;

  constructor(options: ClusterTortureOptions) {
    this.#options = options;
    this.#random = new Random(options.seed);
  }

  async run(): Promise<ClusterReport> {
    const { program, faults, progressed } = this.#options;
    const args = ["--rate-limit", "0"];
    this.#cluster = await Cluster.open({ program, nodes, random: this.#random, args });
    try {
      await this.#gather();
      let round = 0;
      for (const fault of faults) {
        for (const talker of this.#talkers) talker.talk();
        await delay(calmMs);
        await this.#suffer(fault);
        const presenceMs = await this.#comparePresence(fault);
        await this.#settle();
        await this.#compare();
        progressed?.({ fault, round: ++round, acknowledged: this.#acknowledged, presenceMs });
        if (this.#faults.length > 0) break;
      }
    } catch (error) {
      // A node that is no more may answer in many ways; why it is no more says more than they.
      const crashes = this.#cluster.nodes.flatMap(({ crashes }) => crashes);
      this.#faults.push(...crashes);
      if (error instanceof StuckError) this.#faults.push(error.message);
      else if (crashes.length === 0) throw error;
    }
    const resumes = this.#talkers.reduce((sum, { client }) => sum + client.resumes, 0);
    return { acknowledged: this.#acknowledged, resumes, faults: this.#faults };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#cluster?.[Symbol.asyncDispose]();
    await Promise.all(this.#talkers.map((talker) => talker[Symbol.asyncDispose]()));
  }

  async #gather(): Promise<void> {
    const { origin, nodes } = this.#cluster;
    for (const ledger of this.#ledgers) {
      for (let number = 1; number <= clientsPerRoom; number++) {
        const name = `${ledger.room}-${number}`;
        const cookie = await nodes[0]!.running.cookieOf(name);
        const random = new Random(this.#random.below(2 ** 32));
        const faults = this.#faults;
        const acknowledged = () => void this.#acknowledged++;
        this.#talkers.push(
          new Talker({ name, origin, cookie, ledger, faults, random, window, acknowledged }),
        );
      }
    }
    await this.#patiently("joining", this.#talkers.map((talker) => talker.open()));
  }

  async #suffer(fault: ClusterFault): Promise<void> {
    const { postgres, nats, nodes } = this.#cluster;
    const node = this.#random.pick(nodes);
    switch (fault) {
      case "a node is killed":
        await node.running.end("SIGKILL");
        await delay(calmMs);
        return await node.start();
      case "a node is restarted": {
        const { code } = await node.running.end("SIGTERM");
        if (code !== 0) this.#faults.push(`a node that was asked to end did so with ${code}`);
        return await node.start();
      }
      case "NATS is away for 10 s":
        await nats.stop();
        await delay(faultMs);
        return await nats.start();
      case "PostgreSQL is restarted":
        await postgres.stop();
        await delay(calmMs);
        return await postgres.start();
      case "a node is frozen for 30 s":
        node.running.signal("SIGSTOP");
        await delay(frozenMs);
        return node.running.signal("SIGCONT");
      case "a node is cut off from NATS":
        node.toNats.cut();
        await delay(faultMs);
        return node.toNats.mend();
      case "a node is cut off from PostgreSQL":
        node.toPostgres.cut();
        await delay(faultMs);
        return node.toPostgres.mend();
      case "NATS loses, doubles and mixes up messages":
        for (const { toNats } of nodes) toNats.meddles = true;
        await delay(faultMs);
        for (const { toNats } of nodes) toNats.meddles = false;
        return;
      case "a node's lines break for a moment, again and again":
        for (let times = 0; times < flaps; times++) {
          const line = this.#random.pick([node.toNats, node.toPostgres, node.toPostgres]);
          line.cut();
          await delay(this.#random.below(momentMs));
          line.mend();
          await delay(this.#random.below(2 * momentMs));
        }
    }
  }

  /** Waits until every node knows who is in each room, gives for how long. */
  async #comparePresence(fault: ClusterFault): Promise<number> {
    const since = performance.now();
    for (;;) {
      const faults = await this.#presenceFaults();
      const tookMs = Math.round(performance.now() - since);
      if (faults.length === 0) return tookMs;
      if (tookMs > presenceMs) {
        this.#faults.push(...faults.map((one) => `${tookMs} ms after ${fault}: ${one}`));
        return tookMs;
      }
      await delay(200);
    }
  }

  async #presenceFaults(): Promise<string[]> {
    const wanted = this.#talkers.map(({ client }) => client.id!);
    const all = await Promise.all(
      this.#cluster.nodes.flatMap((node) =>
        this.#scenes().map(async ({ ledger: { room }, talkers }) => {
          const ids = talkers.map(({ client }) => client.id!).toSorted();
          const found = await presentAt(node, room);
          if (isDeepStrictEqual(found, ids)) return [];
          const missing = ids.filter((id) => !found.includes(id));
          const foreign = found.filter((id) => !wanted.includes(id));
          return [`${room} at ${node.port}: ${missing.length} missing, ${foreign.length} too many`];
        })
      ),
    );
    return all.flat();
  }

  /** Lets everything on its way arrive, at its sender and at everybody else. */
  async #settle(): Promise<void> {
    await this.#patiently("acknowledging", this.#talkers.map((talker) => talker.hush()));
    const arrivals = this.#scenes().flatMap(({ ledger, talkers }) =>
      talkers.map(({ client }) => client.until(() => client.seq >= ledger.newest))
    );
    await this.#patiently("hearing all", arrivals);
  }

  /** Holds what was heard against the log, and against the history that each node gives. */
  async #compare(): Promise<void> {
    const { postgres, nodes } = this.#cluster;
    const store = await PostgresStore.open({ url: postgres.url, log: new HeardLog().log });
    try {
      for (const scene of this.#scenes()) {
        const log = await readLog(store, scene.ledger.room);
        this.#faults.push(...auditLog(log, scene));
        for (const { origin } of nodes) {
          const history = await readHistory(origin, scene.ledger.room);
          this.#faults.push(...auditHistory(history, scene));
        }
      }
    } finally {
      await store.close();
    }
  }

  #scenes() {
    return this.#ledgers.map((ledger) => ({
      ledger,
      talkers: this.#talkers.filter(({ client }) => client.room === ledger.room),
    }));
  }

  #patiently(what: string, work: readonly Promise<void>[]): Promise<void> {
    return patiently(what, work, { talkers: this.#talkers, patienceMs });
  }
}

/** Who is in a room, as a node says. */
async function presentAt({ origin }: ClusterNode, room: string): Promise<string[]> {
  const ids: string[] = [];
  try {
    for (let cursor: string | undefined = "0"; cursor !== undefined;) {
      const answer: Response = await fetch(`${origin}/api/rooms/${room}/members?cursor=${cursor}`);
      const { members, next }: { members: { id: string }[]; next?: string } = await answer.json();
      ids.push(...members.map(({ id }) => id));
      cursor = next;
    }
  } catch {
    // A node that cannot answer knows nobody.
    return [];
  }
  return ids.toSorted();
}
