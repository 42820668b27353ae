import { deadline } from "@std/async";
import { sendParts, share } from "./file_visits.ts";
import { breakOff, readSlowly, sendNonsense } from "./rude_visits.ts";
import type { Site } from "./site.ts";
import { Talk } from "./talk.ts";
import {
  administer,
  automate,
  browse,
  chat,
  search,
  tellNobody,
  type Visit,
  whisper,
} from "./visits.ts";

/** What one kind of visitor does: so many at once, each with a rest of so many milliseconds between. */
export interface Habit {
  readonly visit: Visit;
  readonly atOnce: number;
  readonly restMs: number;
}

/** What came of the traffic. */
export interface TrafficCounts {
  /** Visits of each kind. */
  readonly visits: Readonly<Record<string, number>>;
  /** Commands of those who stay and talk, each acknowledged and in the log once. */
  readonly acknowledged: number;
  /** How often one of them was cut off and resumed. */
  readonly resumes: number;
}

/** What strangers do at the server all the while. */
export const habits: Readonly<Record<string, Habit>> = {
  chat: { visit: chat, atOnce: 24, restMs: 1_000 },
  browse: { visit: browse, atOnce: 2, restMs: 200 },
  search: { visit: search, atOnce: 1, restMs: 300 },
  share: { visit: share, atOnce: 2, restMs: 600 },
  sendParts: { visit: sendParts, atOnce: 1, restMs: 1_000 },
  automate: { visit: automate, atOnce: 1, restMs: 2_000 },
  tellNobody: { visit: tellNobody, atOnce: 1, restMs: 5_000 },
  administer: { visit: administer, atOnce: 1, restMs: 1_000 },
  whisper: { visit: whisper, atOnce: 1, restMs: 1_000 },
  sendNonsense: { visit: sendNonsense, atOnce: 1, restMs: 2_000 },
  breakOff: { visit: breakOff, atOnce: 1, restMs: 1_000 },
  readSlowly: { visit: readSlowly, atOnce: 1, restMs: 30_000 },
};

/** Milliseconds between two things that are said by those who stay. */
const stepMs = 20;
/** Everybody has come for the first time within so many milliseconds. */
const firstMs = 3_000;
/** A visit that takes longer, in milliseconds, is stuck. */
const patienceMs = 90_000;
/** Faults beyond so many say nothing new. */
const maxFaults = 100;

/** Everything that is done to the server, at an even pace, until it is told to end. */
export class Traffic implements AsyncDisposable {
  readonly #site: Site;
  readonly #talk: Talk;
  readonly #faults: string[];
  readonly #visits: Record<string, number> = {};
  readonly #ending = new AbortController();
  readonly #running: Promise<unknown>[] = [];

  private constructor(site: Site, talk: Talk, faults: string[]) {
    this.#site = site;
    this.#talk = talk;
    this.#faults = faults;
  }

  /** Makes rooms and lets in those who stay; nothing is said yet. */
  static async open(site: Site): Promise<Traffic> {
    const faults: string[] = [];
    await site.open();
    return new Traffic(site, await Talk.open(site, faults), faults);
  }

  get counts(): TrafficCounts {
    const { acknowledged, resumes } = this.#talk;
    return { visits: this.#visits, acknowledged, resumes };
  }

  /** What was not as it should be, a line each. */
  get faults(): readonly string[] {
    return this.#faults.slice(0, maxFaults);
  }

  /** Begins with all of it. */
  start(): void {
    const timer = setInterval(() => this.#talk.step(), stepMs);
    this.#ending.signal.addEventListener("abort", () => clearInterval(timer));
    for (const [name, habit] of Object.entries(habits)) {
      for (let count = 0; count < habit.atOnce; count++) {
        this.#running.push(this.#live(name, habit));
      }
    }
  }

  /** Lets what was begun come to its end, waits until all that was said was heard by all, and leaves. */
  async end(): Promise<void> {
    this.#ending.abort();
    await Promise.all(this.#running);
    await this.#patiently("hearing all", this.#talk.settle());
    await this.#patiently("leaving", this.#talk[Symbol.asyncDispose]());
  }

  /** Holds the logs of the server, which has ended, against what was said and heard. */
  async audit(dataFolder: string): Promise<void> {
    await this.#talk.audit(dataFolder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    await this.#talk[Symbol.asyncDispose]();
  }

  async #live(name: string, { visit, restMs }: Habit): Promise<void> {
    const { signal } = this.#ending;
    await rest(this.#site.random.next() * Math.min(restMs, firstMs), signal);
    while (!signal.aborted) {
      await this.#patiently(name, visit(this.#site));
      this.#visits[name] = (this.#visits[name] ?? 0) + 1;
      await rest((0.5 + this.#site.random.next()) * restMs, signal);
    }
  }

  async #patiently(what: string, work: Promise<void>): Promise<void> {
    try {
      await deadline(work, patienceMs);
    } catch (error) {
      this.#faults.push(`${what}: ${error instanceof Error ? error.message : error}`);
    }
  }
}

/** Waits so many milliseconds, or until the signal. */
function rest(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });
}
