import { readdirSync, readFileSync, readlinkSync } from "node:fs";

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
  const [userTicks, systemTicks] = readTicks(pid);
  const [, rssKibibytes] = readFileSync(`/proc/${pid}/status`, "latin1").split("VmRSS:");
  return {
    cpuMicros: (userTicks + systemTicks) * microsPerTick,
    rssBytes: Number.parseInt(rssKibibytes) * 1024,
  };
}

/**
 * Reads the CPU time that a process has used so far with all its children, those that have ended included;
 * Linux only. Children of children count once they have ended.
 *
 * @throws {Error} When there is no such process.
 */
export function readTreeCpuMicros(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "latin1").split(" ")
    .filter((child) => child !== "").map(Number);
  const [userTicks, systemTicks, endedUserTicks, endedSystemTicks] = readTicks(pid);
  const own = userTicks + systemTicks + endedUserTicks + endedSystemTicks;
  const theirs = children.map((child) => {
    try {
      const [userTicks, systemTicks] = readTicks(child);
      return userTicks + systemTicks;
    } catch {
      // It has ended just now, and counts with the ended ones next time.
      return 0;
    }
  });
  return theirs.reduce((sum, ticks) => sum + ticks, own) * microsPerTick;
}

/**
 * Counts the sockets that a process has open; Linux only.
 *
 * @throws {Error} When there is no such process.
 */
export function countSockets(pid: number): number {
  return readSockets(pid).length;
}

/**
 * Counts the files and sockets that a process has open; Linux only.
 *
 * @throws {Error} When there is no such process.
 */
export function countOpenFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/**
 * Whether a process listens on a port of 127.0.0.1; Linux only.
 *
 * @see {@link https://docs.kernel.org/networking/proc_net_tcp.html | The proc/net/tcp variables}
 */
export function isListening(pid: number, port: number): boolean {
  const address = `0100007F:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const [, ...lines] = readFileSync("/proc/net/tcp", "latin1").split("\n");
  const listeners = lines.map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local === address && state === "0A")
    .map((fields) => `socket:[${fields[9]}]`);
  try {
    return listeners.length > 0 && readSockets(pid).some((name) => listeners.includes(name));
  } catch {
    // There is no such process any more.
    return false;
  }
}

/** The open sockets of a process, as `socket:[INODE]`. */
function readSockets(pid: number): string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((name) => {
    try {
      const target = readlinkSync(`${folder}/${name}`);
      return target.startsWith("socket:") ? [target] : [];
    } catch {
      // It was closed just now.
      return [];
    }
  });
}

/** In user mode and in the kernel, then the same of children that have ended and were waited for. */
function readTicks(pid: number): number[] {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  // The second field is the program's name, which may hold spaces; the next one is the third.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields.slice(14 - 3, 18 - 3).map(Number);
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
