import { delay } from "@std/async";
import { join } from "@std/path";
import { SqliteStore } from "../../lib/store/sqlite_store.ts";
import { auditHistory, auditLog, readHistory, readLog } from "./audit.ts";
import { freeLowPort } from "./free_port.ts";
import { HeardLog } from "./heard_log.ts";
import { Ledger } from "./ledger.ts";
import { patiently, StuckError } from "./patience.ts";
import type { Program } from "./program.ts";
import { RunningProgram } from "./program.ts";
import { Random } from "./random.ts";
import { Talker } from "./talker.ts";

/** What to do to a server. */
export interface TortureOptions {
  program: Program;
  /** An empty folder; the server's data is in it afterwards, under `data`. */
  folder: string;
  /** How often the server is killed. */
  rounds: number;
  /** Draws what is said and when the server dies; timing does the rest. */
  seed: number;
  /** Called after each kill. */
  progressed?: (progress: Progress) => void;
}

/** How it goes. */
export interface Progress {
  /** How often the server was killed. */
  readonly round: number;
  /** How many commands were acknowledged. */
  readonly acknowledged: number;
  /** How many events that somebody had heard the server had no more. */
  readonly lost: number;
}

/** How it went. */
export interface TortureReport extends Progress {
  /** How often a client came back by itself, of all clients. */
  readonly resumes: number;
  /** The least of any one client. */
  readonly leastResumes: number;
  /** Everything that was not as it should be, a line each. */
  readonly faults: readonly string[];
}

const rooms = ["tea", "coffee", "soup", "cake", "bread"];
const clientsPerRoom = 10;
/** Commands that a client has on their way at most. */
const window = 8;
/** A server is killed once at least so many commands more, and at most so many, are acknowledged … */
const acknowledgedAtLeast = 100;
const acknowledgedAtMost = 3_000;
/** … and up to so many milliseconds later, so that it is not always just after a commit. */
const graceMs = 20;
/** Whatever takes longer, in milliseconds, is given up as stuck. */
const patienceMs = 60_000;

/**
 * Lets 50 clients write as fast as they may, kills the server in the middle of it, starts it again,
 * and so on; then holds the log, what each client heard, and what each client sent against each
 * other. Stops at the first round that shows a fault.
 */
export async function torture(options: TortureOptions): Promise<TortureReport> {
  await using stage = await Stage.open(options);
  return await stage.run();
}

class Stage implements AsyncDisposable {
  readonly #options: TortureOptions;
  readonly #random: Random;
  readonly #faults: string[] = [];
  readonly #ledgers = rooms.map((room) => new Ledger(room, this.#faults));
  readonly #talkers: Talker[] = [];
  readonly #port: number;
  #parley: RunningProgram | undefined;
  #round = 0;
  #acknowledged = 0;
  #goal: { readonly count: number; readonly reached: () => void } | undefined;

  private constructor(options: TortureOptions, random: Random, port: number) {
    this.#options = options;
    this.#random = random;
    this.#port = port;
  }

  static async open(options: TortureOptions): Promise<Stage> {
    const random = new Random(options.seed);
    const stage = new Stage(options, random, freeLowPort());
    try {
      await stage.#start();
      await stage.#gather();
      return stage;
    } catch (error) {
      await stage[Symbol.asyncDispose]();
      throw error;
    }
  }

  async run(): Promise<TortureReport> {
    for (const talker of this.#talkers) talker.talk();
    try {
      while (this.#round < this.#options.rounds && this.#faults.length === 0) await this.#kill();
      await this.#settle();
      await this.#audit();
    } catch (error) {
      if (!(error instanceof StuckError)) throw error;
      this.#faults.push(error.message);
    }
    const resumes = this.#talkers.map(({ client }) => client.resumes);
    return {
      ...this.#progress(),
      resumes: resumes.reduce((sum, count) => sum + count, 0),
      leastResumes: Math.min(...resumes),
      faults: this.#faults,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parley?.[Symbol.asyncDispose]();
    await Promise.all(this.#talkers.map((talker) => talker[Symbol.asyncDispose]()));
  }

  async #start(): Promise<void> {
    const { program, folder } = this.#options;
    const args = ["--port", `${this.#port}`, "--rate-limit", "0"];
    this.#parley = await RunningProgram.start(program, folder, args);
  }

  /** Lets everybody in before anybody says anything, so that each hears its room's whole log. */
  async #gather(): Promise<void> {
    const { origin } = this.#parley!;
    for (const ledger of this.#ledgers) {
      for (let number = 1; number <= clientsPerRoom; number++) {
        const name = `${ledger.room}-${number}`;
        const cookie = await this.#parley!.cookieOf(name);
        const random = new Random(this.#random.below(2 ** 32));
        const acknowledged = () => this.#count();
        const faults = this.#faults;
        this.#talkers.push(
          new Talker({ name, origin, cookie, ledger, faults, random, window, acknowledged }),
        );
      }
    }
    await this.#patiently("joining", this.#talkers.map((talker) => talker.open()));
  }

  /** One round: some traffic, a sudden death, a new start. */
  async #kill(): Promise<void> {
    const more = this.#random.below(acknowledgedAtMost - acknowledgedAtLeast);
    const count = this.#acknowledged + acknowledgedAtLeast + more;
    const traffic = new Promise<void>((reached) => this.#goal = { count, reached });
    await this.#patiently("writing", [traffic]);
    await delay(this.#random.below(graceMs));
    await this.#parley!.end("SIGKILL");
    this.#round++;
    this.#options.progressed?.(this.#progress());
    await this.#start();
  }

  /** Lets everything on its way arrive, at its sender and at everybody else. */
  async #settle(): Promise<void> {
    await this.#patiently("acknowledging", this.#talkers.map((talker) => talker.hush()));
    const arrivals = this.#scenes().flatMap(({ ledger, talkers }) =>
      talkers.map(({ client }) => client.until(() => client.seq >= ledger.newest))
    );
    await this.#patiently("hearing all", arrivals);
  }

  /** Compares everything, the log as it is on the disk after one more sudden death. */
  async #audit(): Promise<void> {
    const scenes = this.#scenes();
    for (const scene of scenes) {
      const history = await readHistory(this.#parley!.origin, scene.ledger.room);
      for (const fault of auditHistory(history, scene)) this.#faults.push(fault);
    }
    await this.#parley!.end("SIGKILL");
    const path = join(this.#options.folder, "data", "parley.db");
    const store = await SqliteStore.open({ path, durability: "full", log: new HeardLog().log });
    for (const scene of scenes) {
      const log = await readLog(store, scene.ledger.room);
      for (const fault of auditLog(log, scene)) this.#faults.push(fault);
    }
    await store.close();
  }

  #scenes() {
    return this.#ledgers.map((ledger) => ({
      ledger,
      talkers: this.#talkers.filter(({ client }) => client.room === ledger.room),
    }));
  }

  #count(): void {
    this.#acknowledged++;
    if (this.#goal && this.#acknowledged >= this.#goal.count) this.#goal.reached();
  }

  #progress(): Progress {
    const lost = this.#ledgers.reduce((sum, ledger) => sum + ledger.lost, 0);
    return { round: this.#round, acknowledged: this.#acknowledged, lost };
  }

  #patiently(what: string, work: readonly Promise<void>[]): Promise<void> {
    return patiently(what, work, { talkers: this.#talkers, patienceMs });
  }
}
