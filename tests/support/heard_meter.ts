import type { Meter, RoomTurn } from "../../lib/meter.ts";
import { noMeter } from "../../lib/meter.ts";

/** A meter that keeps what it was told. */
export class HeardMeter implements Meter {
  readonly turns: RoomTurn[] = [];
  /** Errors, sockets that were ended and what was posted, as `socket empty`, `4000`, `push taken`. */
  readonly heard: string[] = [];
  readonly answered: Meter["answered"] = noMeter.answered;

  turned(turn: RoomTurn): void {
    this.turns.push(turn);
  }

  erred(...error: Parameters<Meter["erred"]>): void {
    this.heard.push(error.join(" "));
  }

  socketEnded(code: number): void {
    this.heard.push(`${code}`);
  }

  posted(...post: Parameters<Meter["posted"]>): void {
    this.heard.push(post.join(" "));
  }
}
