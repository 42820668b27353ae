/**
 * The logs of one direct room that the server has named: when it is set back from a backup it begins
 * another one, whose numbers begin anew. Each gets a span of places of its own here, so that nothing
 * ever stands where something else has stood. JSON, in the vault.
 */

/** A log, and behind which place its numbers count here. */
export interface KnownLog {
  /**
   * The server's name for it. What comes a second time is no log of before that goes on: it gets one
   * more sign for each time.
   */
  readonly epoch: string;
  readonly base: number;
}

/** Oldest first; the last one is the current one. */
export type KnownLogs = readonly KnownLog[];

/** Where an entry really stands: its log, and its number there. */
export interface Origin {
  readonly epoch: string;
  readonly seq: number;
}

/** Places of each log: its numbers are smaller. */
export const logSpan = 2 ** 32;

/** Behind which place the numbers of a log count; of the current one unless named. */
export function baseOf(logs: KnownLogs, epoch = logs.at(-1)?.epoch): number | undefined {
  return logs.length === 0 ? 0 : logs.find((log) => log.epoch === epoch)?.base;
}

/** Where what is kept at a place really stands. */
export function originOf(logs: KnownLogs, place: number): Origin {
  const { epoch, base } = logs.findLast((log) => log.base < place) ?? { epoch: "", base: 0 };
  return { epoch, seq: place - base };
}

/**
 * With this one as the current one.
 *
 * @param isAnother Whether it is another one than the last, whatever it is called.
 */
export function begun(logs: KnownLogs, epoch: string, isAnother: boolean): KnownLogs {
  const last = logs.at(-1);
  if (last?.epoch === epoch && !isAnother) return logs;
  let name = epoch;
  while (logs.some((log) => log.epoch === name)) name += "~";
  return [...logs, { epoch: name, base: last === undefined ? 0 : last.base + logSpan }];
}

/** With this one known, before all others unless it is already. */
export function recalled(logs: KnownLogs, epoch: string): KnownLogs {
  if (logs.some((log) => log.epoch === epoch)) return logs;
  return [{ epoch, base: (logs[0]?.base ?? 0) - logSpan }, ...logs];
}
