import { systemClock } from "../../lib/clock.ts";
import type { NatsOptions } from "../../lib/cluster/nats_access.ts";
import { readNatsAccess } from "../../lib/cluster/nats_access.ts";
import { NatsBus } from "../../lib/cluster/nats_bus.ts";
import { createLog } from "../../lib/log.ts";
import { until } from "../support/until.ts";
import { BusNode } from "./bus_subject.ts";

/** A node's bus over NATS, and what its operator reads. */
export class NatsNode extends BusNode {
  /** What was logged as an error: the reasons. */
  readonly reasons: string[];
  /** All that was logged, as it was written. */
  readonly lines: string[];

  private constructor(bus: NatsBus, lines: string[], reasons: string[]) {
    super(bus);
    this.lines = lines;
    this.reasons = reasons;
  }

  static async open(options: NatsOptions): Promise<NatsNode> {
    const lines: string[] = [];
    const reasons: string[] = [];
    function write(line: string): void {
      lines.push(line);
      const { level, why } = JSON.parse(line);
      if (level === "error") reasons.push(why);
    }
    const log = createLog({ level: "debug", format: "json", clock: systemClock, write });
    const access = await readNatsAccess(options);
    // Where the first of several servers is, is not left to chance.
    const bus = new NatsBus({ access, log, random: () => 0 });
    return new NatsNode(bus, lines, reasons);
  }

  /** Waits until the operator reads why it is away, and gives that. */
  async reason(): Promise<string> {
    await until(() => this.reasons.length > 0);
    return this.reasons.at(-1)!;
  }
}
