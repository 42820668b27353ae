import type { Report, Run, Setting } from "./run.ts";

/** What each run of a row has in common; a folder it gets for itself. */
export type SharedSetting = Omit<Setting, "folder">;

/**
 * Does a run in a folder of its own, which is removed afterwards.
 *
 * @throws What {@linkcode Run.perform} throws.
 */
export async function perform(run: Run, setting: SharedSetting): Promise<Report> {
  const folder = await Deno.makeTempDir({ prefix: `parley-${run.key}-` });
  try {
    return await run.perform({ ...setting, folder });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
