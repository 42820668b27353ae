import { readFileSync } from "node:fs";

// The unit of CPU time in /proc/PID/stat: Linux shows 100 a second to every program.
const microsPerTick = 10_000;

/** What a process has used so far, all of its threads together. */
export interface ProcessUsage {
  /** CPU time, in its own code and in the kernel, in steps of 10 ms. */
  readonly cpuMicros: number;
  /** Memory that it holds now. */
  readonly rssBytes: number;
}

/**
 * Reads what a process has used so far; Linux only.
 *
 * @throws {Error} When there is no such process.
 * @see {@link https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html | proc_pid_stat(5)}
 */
export function readProcessUsage(pid: number): ProcessUsage {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  // The second field is the program's name, which may hold spaces; the next one is the third.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [userTicks, systemTicks] = fields.slice(14 - 3, 16 - 3).map(Number);
  const [, rssKibibytes] = readFileSync(`/proc/${pid}/status`, "latin1").split("VmRSS:");
  return {
    cpuMicros: (userTicks + systemTicks) * microsPerTick,
    rssBytes: Number.parseInt(rssKibibytes) * 1024,
  };
}

/**
 * Reads how long the cores of this machine have had nothing to do since it started, all added up;
 * Linux only.
 *
 * @see {@link https://man7.org/linux/man-pages/man5/proc_stat.5.html | proc_stat(5)}
 */
export function readIdleMicros(): number {
  const [total] = readFileSync("/proc/stat", "latin1").split("\n");
  const [, _user, _nice, _system, idleTicks, waitingTicks] = total.split(/\s+/).map(Number);
  return (idleTicks + waitingTicks) * microsPerTick;
}
