/**
 * Makes something that may be asked for at any time: while it is under way it is not begun again.
 * That it fails matters to nobody; it has to end at some time, so whatever it waits for has a limit.
 */
export function oneAtATime(task: () => Promise<unknown>): () => void {
  let isBusy = false;
  async function run(): Promise<void> {
    if (isBusy) return;
    isBusy = true;
    await task().catch(() => {});
    isBusy = false;
  }
  return () => void run();
}
