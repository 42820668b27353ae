import { delay } from "@std/async";

/** How long messages took, in milliseconds. */
export interface Latencies {
  readonly p50: number;
  readonly p99: number;
}

/** Milliseconds between two messages. */
const everyMs = 20;

/** Somebody who talks in a room of their own, and notes how long each message takes to come back. */
export class ChatPulse implements Disposable {
  readonly #socket: WebSocket;
  readonly #sentAtMs = new Map<string, number>();
  #tookMs: number[] = [];
  #isOver = false;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#hear(data);
    void this.#talk();
  }

  /** Joins the room `chat` of a Parley, and talks from then on. */
  static async open(port: number): Promise<ChatPulse> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/room?room=chat&name=Pulse`);
    await new Promise((resolve) => socket.onopen = resolve);
    return new ChatPulse(socket);
  }

  /** What was noted since this was last asked. */
  take(): Latencies {
    const sorted = this.#tookMs.sort((a, b) => a - b);
    this.#tookMs = [];
    const at = (part: number) =>
      sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
    return { p50: at(0.5), p99: at(0.99) };
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#socket.close();
  }

  async #talk(): Promise<void> {
    for (let count = 0; !this.#isOver; count++) {
      const ref = `p${count}`;
      this.#sentAtMs.set(ref, performance.now());
      this.#socket.send(JSON.stringify({ type: "say", text: "How long does this take?", ref }));
      await delay(everyMs);
    }
  }

  #hear(frame: string): void {
    const nowMs = performance.now();
    for (const line of frame.split("\n")) {
      const { ref } = JSON.parse(line);
      const sentAtMs = this.#sentAtMs.get(ref);
      if (sentAtMs === undefined) continue;
      this.#sentAtMs.delete(ref);
      this.#tookMs.push(nowMs - sentAtMs);
    }
  }
}
