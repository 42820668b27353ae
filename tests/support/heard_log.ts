import { createLog } from "../../lib/log.ts";
import type { Log } from "../../lib/log.ts";
import { FakeClock } from "./fake_clock.ts";

/** A log that writes nowhere, and keeps what it was told. */
export class HeardLog {
  /** Every line as its level and words, such as `error the database cannot be used`. */
  readonly lines: string[] = [];
  readonly log: Log = createLog({
    level: "debug",
    format: "json",
    clock: new FakeClock(),
    write: (line) => {
      const { level, message } = JSON.parse(line);
      this.lines.push(`${level} ${message}`);
    },
  });
}
