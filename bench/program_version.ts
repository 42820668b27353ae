/**
 * Asks a program for its version.
 *
 * @param program A name that is looked for as the shell does, or a path.
 * @returns Such as `20.20.2`, or nothing when there is no such program or it does not run here.
 */
export async function findVersion(program: string): Promise<string | undefined> {
  try {
    const { success, stdout } = await new Deno.Command(program, { args: ["--version"] }).output();
    return success ? new TextDecoder().decode(stdout).trim().replace(/^v/, "") : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Asks an executable of Parley what it runs on.
 *
 * @returns Such as `deno 2.8.3`.
 */
export function findRuntime(executable: string): string {
  const { stdout } = new Deno.Command(executable, { args: ["--version"] }).outputSync();
  return /\((.+)\)/.exec(new TextDecoder().decode(stdout))?.[1] ?? "deno unknown";
}
