import { deadline } from "@std/async";
import type { Talker } from "./talker.ts";

/** Something that should happen did not. */
export class StuckError extends Error {}

/**
 * Waits until all of some work is done.
 *
 * @param what The work, such as `hearing all`.
 * @param limits Who is told of as being behind, and after how many milliseconds.
 * @throws {StuckError} when it takes longer; its words name those who wait.
 */
export async function patiently(
  what: string,
  work: readonly Promise<void>[],
  { talkers, patienceMs }: { talkers: readonly Talker[]; patienceMs: number },
): Promise<void> {
  try {
    await deadline(Promise.all(work), patienceMs);
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "TimeoutError")) throw error;
    const busy = talkers.filter((talker) => !talker.client.isOpen || talker.underway > 0);
    const who = busy.map(({ client, underway }) => `${client.name} waits for ${underway}`);
    throw new StuckError(`${what} took over ${patienceMs} ms: ${who.join(", ")}`);
  }
}
