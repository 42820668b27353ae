import type { Buffer } from "node:buffer";
import { performance } from "node:perf_hooks";
import { frame, Peer } from "./peer.ts";

/** People in a room of their own. */
export const bystanderCount = 25;
/**
 * How often each of them says something: so seldom that after a server that stood still for 20 s nobody
 * has said more than the rate allows.
 */
const everyMs = 1_000;
/** What has not come back for so long counts with the time that it has waited. */
const overdueMs = 1_000;

/** What bystanders noticed since they were asked before. */
export interface Noticed {
  /** Messages that came back to who said them. */
  readonly echoes: number;
  /** How long that took. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** People who talk all the while in a room of their own: what others do must not be to their harm. */
export class Bystanders {
  readonly #peers: Peer[] = [];
  /** When each message was said that has not come back yet, in milliseconds, by its `ref`. */
  readonly #saidAtMs = new Map<string, number>();
  /** Messages that each of them heard. */
  readonly #heard: number[] = [];
  #latenciesMs: number[] = [];
  #said = 0;
  /** Why messages were refused, and how many for each reason. */
  readonly #refused = new Map<string, number>();
  #timer: ReturnType<typeof setInterval> | undefined;

  /** Comes in and begins to talk. */
  async begin(port: number): Promise<void> {
    for (let index = 0; index < bystanderCount; index++) {
      this.#heard.push(0);
      const onText = (payload: Buffer) => this.#hear(index, payload.toString());
      const peer = new Peer({ port, localAddress: "127.0.2.1", onText });
      this.#peers.push(peer.upgrade(`/room?room=bystanders&name=b${index}`));
      await peer.greeted;
    }
    let turn = 0;
    this.#timer = setInterval(() => this.#say(turn++ % bystanderCount), everyMs / bystanderCount);
  }

  /** What they have noticed since this was asked before. */
  take(): Noticed {
    const now = performance.now();
    const overdue = [...this.#saidAtMs.values()].map((saidAtMs) => now - saidAtMs)
      .filter((ms) => ms > overdueMs);
    const sorted = [...this.#latenciesMs, ...overdue].sort((a, b) => a - b);
    this.#latenciesMs = [];
    const at = (part: number) => sorted[Math.floor(sorted.length * part)] ?? 0;
    const maxMs = sorted.at(-1) ?? 0;
    return { echoes: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99), maxMs };
  }

  /** Says no more, and waits until what was said has been heard, or somebody's connection is gone. */
  async end(): Promise<{ readonly said: number; readonly faults: string[] }> {
    clearInterval(this.#timer);
    const refused = () => [...this.#refused.values()].reduce((sum, count) => sum + count, 0);
    const isDone = () =>
      this.#heard.every((count) => count >= this.#said - refused()) ||
      this.#peers.some(({ isEnded }) => isEnded);
    while (!isDone()) await new Promise((resolve) => setTimeout(resolve, 20));
    const faults = this.#peers.flatMap(({ isEnded, closeCode }, index) =>
      isEnded ? [`bystander ${index} lost the connection (${closeCode ?? "no close code"})`] : []
    );
    for (const [why, count] of this.#refused) {
      faults.push(`${count} messages of bystanders were refused: ${why}`);
    }
    for (const peer of this.#peers) peer.drop();
    return { said: this.#said, faults };
  }

  #say(index: number): void {
    const ref = `b${index}-${++this.#said}`;
    this.#saidAtMs.set(ref, performance.now());
    this.#peers[index].write(frame(1, JSON.stringify({ type: "say", ref, text: "all is quiet" })));
  }

  #hear(index: number, text: string): void {
    for (const line of text.split("\n")) {
      const { type, ref, code } = JSON.parse(line);
      if (type === "error") this.#refused.set(code, (this.#refused.get(code) ?? 0) + 1);
      if (type !== "message") continue;
      this.#heard[index]++;
      const saidAtMs = this.#saidAtMs.get(ref);
      if (saidAtMs === undefined || !ref.startsWith(`b${index}-`)) continue;
      this.#saidAtMs.delete(ref);
      this.#latenciesMs.push(performance.now() - saidAtMs);
    }
  }
}
