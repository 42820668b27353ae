import type { TrafficCounts } from "./traffic.ts";

/** What the thread is told, in this order. */
export type TrafficOrder =
  | { readonly do: "start"; readonly origin: string; readonly seed: number }
  | { readonly do: "end" }
  | { readonly do: "audit"; readonly dataFolder: string };

/** What came of the traffic so far. */
export interface TrafficResult {
  readonly counts: TrafficCounts;
  /** What was not as it should be, a line each. */
  readonly faults: readonly string[];
}

/** The traffic, in a thread of its own. */
export class TrafficThread implements Disposable {
  readonly #worker = new Worker(new URL("traffic_worker.ts", import.meta.url), { type: "module" });
  readonly #failed = Promise.withResolvers<never>();

  constructor(signal: AbortSignal) {
    const { reject, promise } = this.#failed;
    promise.catch(() => {});
    this.#worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(`Cannot make the traffic: ${event.message}`));
    };
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  }

  /** Begins with it at a server that has had none. */
  start(origin: string, seed: number): Promise<TrafficResult> {
    return this.#order({ do: "start", origin, seed });
  }

  /** Ends it, waits until all that was said was heard, and leaves. */
  end(): Promise<TrafficResult> {
    return this.#order({ do: "end" });
  }

  /** Once the server has ended: holds what it kept against what was said and heard. */
  audit(dataFolder: string): Promise<TrafficResult> {
    return this.#order({ do: "audit", dataFolder });
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }

  #order(order: TrafficOrder): Promise<TrafficResult> {
    const answer = new Promise<TrafficResult>((resolve) => {
      this.#worker.onmessage = ({ data }) => resolve(data);
    });
    this.#worker.postMessage(order);
    return Promise.race([answer, this.#failed.promise]);
  }
}
