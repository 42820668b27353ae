import type { Buffer } from "node:buffer";
import { performance } from "node:perf_hooks";
import { type HeardEvent, readEvents } from "./dialects.ts";
import { Member, type Seat } from "./member.ts";
import type { Sender } from "./sender.ts";

/**
 * A member that reads every event it is given, checks it and times it.
 *
 * It throws where nobody catches, which ends the process, when a message is lost, doubled or out of
 * its sender's order, when a `seq` does not follow the last one, and when the server sends an `error`.
 */
export class Witness extends Member {
  /** While true, latencies are kept. */
  isRecording = false;
  /** Milliseconds from saying to receiving, of every message that came while recording. */
  readonly latenciesMs: number[] = [];

  readonly #senders: ReadonlyMap<string, Sender>;
  readonly #heard = new Map<string, number>();
  #seq = 0;

  /** @param senders Those it may hear, by name; more may be added later. */
  constructor(seat: Seat, senders: ReadonlyMap<string, Sender>) {
    super(seat);
    this.#senders = senders;
  }

  protected override onFrame(bytes: Buffer, start: number, end: number): void {
    super.onFrame(bytes, start, end);
    const now = performance.now();
    for (const event of readEvents(this.dialect, bytes.toString("utf8", start, end))) {
      this.#take(event, now);
    }
  }

  #take(event: HeardEvent, now: number): void {
    if (event.type === "error") this.#refuse(event, "no error");
    if (event.type !== "message" && event.type !== "say") return;
    if (event.type === "message" && event.seq !== ++this.#seq) {
      this.#refuse(event, `seq ${this.#seq}`);
    }
    const [name, number] = event.text.split(" ", 2);
    const expected = (this.#heard.get(name) ?? 0) + 1;
    const saidAtMs = this.#senders.get(name)?.saidAtMs[expected - 1];
    if (Number(number) !== expected || saidAtMs === undefined) {
      this.#refuse(event, `number ${expected} of ${name}`);
    }
    this.#heard.set(name, expected);
    if (this.isRecording) this.latenciesMs.push(now - saidAtMs);
  }

  #refuse(event: object, wanted: string): never {
    throw new Error(
      `Cannot vouch for "${this.room}": got ${JSON.stringify(event)}, want ${wanted}`,
    );
  }
}
