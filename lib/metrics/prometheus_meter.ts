import process from "node:process";
import type { Clock } from "../clock.ts";
import type { ErrorCode } from "../errors.ts";
import type { Answered, Meter, PostOutcome, RoomTurn } from "../meter.ts";
import type { Ready } from "../readiness.ts";
import type { Metric } from "./exposition.ts";
import { expose } from "./exposition.ts";
import { Histogram } from "./histogram.ts";
import { Tally } from "./tally.ts";

/** What nobody has to count, for it can be looked at. */
export interface Readings {
  readonly sockets: number;
  readonly rooms: number;
  /** People with sockets at this node, each once for every room. */
  readonly people: number;
  /** What waits in the queues of all rooms. */
  readonly waiting: number;
  readonly ready: Ready;
  /** How late the event loop was, in seconds. */
  readonly delays: Histogram;
  /** The way to the other nodes, where there are any. */
  readonly bus?: { readonly dropped: number };
}

/** What a {@linkcode PrometheusMeter} is made of. */
export interface PrometheusMeterOptions {
  readonly version: string;
  readonly clock: Clock;
}

const secondsUpTo10 = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const eventsUpTo1000 = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000];

/** Counts what the server does, and writes it down for Prometheus. */
export class PrometheusMeter implements Meter {
  readonly #options: PrometheusMeterOptions;
  readonly #startedAtMs: number;
  #committed = 0;
  #delivered = 0;
  readonly #batches = new Histogram(eventsUpTo1000);
  readonly #commits = new Histogram(secondsUpTo10);
  readonly #errors = new Tally(["way", "code"]);
  readonly #ends = new Tally(["code"]);
  readonly #requests = new Tally(["method", "route", "status"]);
  readonly #answers = new Histogram(secondsUpTo10);
  readonly #posts = { webhook: new Tally(["outcome"]), push: new Tally(["outcome"]) };

  constructor(options: PrometheusMeterOptions) {
    this.#options = options;
    this.#startedAtMs = options.clock.now();
  }

  turned({ drafts, committed, delivered, commitMs }: RoomTurn): void {
    this.#committed += committed;
    this.#delivered += delivered;
    if (drafts === 0) return;
    this.#batches.add(drafts);
    this.#commits.add(commitMs / 1_000);
  }

  erred(way: "socket" | "http", code: ErrorCode): void {
    this.#errors.add(way, code);
  }

  socketEnded(code: number): void {
    this.#ends.add(code);
  }

  answered({ method, route, status, ms }: Answered): void {
    this.#requests.add(method, route, status);
    this.#answers.add(ms / 1_000);
  }

  posted(to: "webhook" | "push", outcome: PostOutcome): void {
    this.#posts[to].add(outcome);
  }

  /** All of it as text. */
  expose(readings: Readings): string {
    return expose([...this.#counted(), ...this.#seen(readings), ...this.#process()]);
  }

  /** What was counted or measured. */
  #counted(): Metric[] {
    return [
      {
        name: "parley_events_committed_total",
        type: "counter",
        help: "Events that this node put into the logs of rooms",
        read: () => this.#committed,
      },
      {
        name: "parley_deliveries_total",
        type: "counter",
        help: "Events given to sockets, one for each socket",
        read: () => this.#delivered,
      },
      {
        name: "parley_batch_events",
        type: "histogram",
        help: "What was handed to the store at once",
        read: () => this.#batches,
      },
      {
        name: "parley_commit_seconds",
        type: "histogram",
        help: "How long the store took for that",
        read: () => this.#commits,
      },
      {
        name: "parley_errors_total",
        type: "counter",
        help: "Requests that failed, by the code of the error",
        read: () => this.#errors,
      },
      {
        name: "parley_sockets_ended_total",
        type: "counter",
        help: "Sockets that the server closed, by close code; 4000 is a slow consumer",
        read: () => this.#ends,
      },
      {
        name: "parley_http_requests_total",
        type: "counter",
        help: "Requests that were answered; 101 is a socket",
        read: () => this.#requests,
      },
      {
        name: "parley_http_request_seconds",
        type: "histogram",
        help: "How long answers took to begin",
        read: () => this.#answers,
      },
      {
        name: "parley_webhook_requests_total",
        type: "counter",
        help: "What became of requests to webhooks",
        read: () => this.#posts.webhook,
      },
      {
        name: "parley_pushes_total",
        type: "counter",
        help: "What became of pushes",
        read: () => this.#posts.push,
      },
    ];
  }

  /** What there is just now. */
  #seen({ sockets, rooms, people, waiting, ready, delays, bus }: Readings): Metric[] {
    return [
      {
        name: "parley_sockets",
        type: "gauge",
        help: "Sockets that are open",
        read: () => sockets,
      },
      {
        name: "parley_rooms",
        type: "gauge",
        help: "Rooms that are live",
        read: () => rooms,
      },
      {
        name: "parley_people",
        type: "gauge",
        help: "People with sockets at this node, once for each room",
        read: () => people,
      },
      {
        name: "parley_queue_items",
        type: "gauge",
        help: "What waits in the queues of all rooms",
        read: () => waiting,
      },
      {
        name: "parley_ready",
        type: "gauge",
        help: "1 while /readyz is 200",
        read: () => Number(ready.isReady),
      },
      {
        name: "parley_part_up",
        type: "gauge",
        help: "1 for each part that is well, as /readyz names it",
        read: () => ({
          labels: ["part"],
          rows: [...ready.parts].map(([part, state]) =>
            [[part], Number(state === "well")] as const
          ),
        }),
      },
      {
        name: "parley_bus_dropped_total",
        type: "counter",
        help: "What could not be told to other nodes, and is read from the database by them",
        read: () => bus?.dropped,
      },
      {
        name: "parley_event_loop_delay_seconds",
        type: "histogram",
        help: "How late a timer ran, twice a second",
        read: () => delays,
      },
    ];
  }

  /** What the process takes. */
  #process(): Metric[] {
    const { rss, heapUsed } = Deno.memoryUsage();
    const { user, system } = process.cpuUsage();
    return [
      {
        name: "process_resident_memory_bytes",
        type: "gauge",
        help: "Memory of the process",
        read: () => rss,
      },
      {
        name: "parley_heap_bytes",
        type: "gauge",
        help: "What of it JavaScript uses, SQLite's own thread not counted",
        read: () => heapUsed,
      },
      {
        name: "process_cpu_seconds_total",
        type: "counter",
        help: "Time on the processor, of all threads",
        read: () => (user + system) / 1_000_000,
      },
      {
        name: "process_start_time_seconds",
        type: "gauge",
        help: "When it started, Unix time",
        read: () => this.#startedAtMs / 1_000,
      },
      {
        name: "parley_build_info",
        type: "gauge",
        help: "Always 1; which Parley, on which Deno",
        read: () => ({
          labels: ["version", "deno"],
          rows: [[[this.#options.version, Deno.version.deno], 1]],
        }),
      },
    ];
  }
}
