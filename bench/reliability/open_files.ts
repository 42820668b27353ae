/** How many files a process of a run may have open, where the system lets it: each socket is one. */
const wanted = 65_536;

/**
 * The command that starts a program with as many open files as can be had.
 *
 * @param command The program and its arguments.
 */
export function withOpenFiles(command: readonly string[]): [string, ...string[]] {
  const raise = `ulimit -n ${wanted} 2>/dev/null || ulimit -n $(ulimit -Hn); exec "$0" "$@"`;
  return ["sh", "-c", raise, ...command];
}

/**
 * Makes sure that a process may have as many files open as it needs; Linux only.
 *
 * @throws {Error} When it may not.
 */
export function demandOpenFiles(pid: number, needed: number): void {
  const text = Deno.readTextFileSync(`/proc/${pid}/limits`);
  const [, soft] = /^Max open files\s+(\d+|unlimited)/m.exec(text)!;
  if (soft === "unlimited" || Number(soft) >= needed) return;
  throw new Error(
    `Cannot open ${needed} connections: a process may have ${soft} files open; ` +
      `raise it by ulimit -Hn ${wanted} as root`,
  );
}
