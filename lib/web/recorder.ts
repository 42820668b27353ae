import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Audit } from "../store/audit.ts";
import type { Recorder } from "./router.ts";

/** What a recorder is made of. */
export interface RecorderOptions {
  audit: Audit;
  clock: Clock;
  log: Log;
}

/**
 * Makes what keeps acts in the audit log. An act that cannot be kept there was done all the same, and
 * its answer may hold what is told only once: so it goes into the log for the operator instead.
 */
export function recorderOf({ audit, clock, log }: RecorderOptions): Recorder {
  return async function record(act, { actor, address, params, room, notes, requestId }) {
    const deed = {
      by: actor?.id ?? "",
      act,
      ...(room !== undefined && { room }),
      ...(params.id !== undefined && { target: params.id }),
    };
    try {
      await audit.add({
        at: clock.now(),
        name: actor?.name ?? "",
        ...deed,
        ...(notes.length > 0 && { detail: notes.join(", ") }),
        address,
      });
    } catch (error) {
      log.error("what was done is missing in the audit log", { requestId, ...deed, error });
    }
  };
}
