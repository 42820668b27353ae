/** Where figures come from, so that they can be measured again. */
import type { Program } from "../tests/support/program.ts";
import { runToEnd, sources } from "../tests/support/program.ts";
import { describeMachine } from "./machine.ts";

/**
 * Says what was typed, of which commit the server was, under which Deno the sources ran, and on what
 * machine.
 *
 * @param task Its name in `deno.json`; its arguments are those of this process.
 * @returns Such as `` `deno task bench --write`; commit 0123abc; deno 2.8.3; Some Processor, 2 cores ``.
 */
export async function describeMeasurement(task: string): Promise<string> {
  const command = ["deno task", task, ...Deno.args].join(" ");
  const deno = `deno ${Deno.version.deno}`;
  return `\`${command}\`; ${await describeCommit()}; ${deno}; ${describeMachine()}`;
}

/** Such as `Parley 0.1.0 (the executable, commit 0123abc, deno 2.8.3)`. */
export async function describeProgram(program: Program): Promise<string> {
  const { stdout } = await runToEnd(program, ["--version"]);
  const [, version, runtime] = /^(\S+) \((.+)\)$/.exec(stdout.trim())!;
  return `Parley ${version} (${program.name}, ${await describeCommit()}, ${runtime})`;
}

async function describeCommit(): Promise<string> {
  const git = async (...args: string[]) => {
    const cwd = import.meta.dirname!;
    const { success, stdout } = await new Deno.Command("git", { args, cwd }).output();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  };
  try {
    const commit = await git("rev-parse", "--short", "HEAD");
    if (commit === undefined) return "commit unknown";
    const changed = await git("status", "--porcelain", "--", ...sources.map((name) => `:/${name}`));
    return `commit ${commit}${changed ? " with changes" : ""}`;
  } catch {
    // There is no git.
    return "commit unknown";
  }
}
