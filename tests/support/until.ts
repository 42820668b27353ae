/** How long something may take on a machine that is busy with a thousand others; minutes. */
const patienceMinutes = 5;

/**
 * Waits until something is so.
 *
 * @throws {Error} when it is not so for minutes; what it waited for is in its words.
 */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const endMs = performance.now() + patienceMinutes * 60_000;
  while (!await isSo()) {
    if (performance.now() > endMs) {
      throw new Error(`Waited ${patienceMinutes} minutes in vain for ${isSo}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
