/** What a page notes of itself while it is measured; runs in the page. */

/** What was noted, in milliseconds. */
export interface Noted {
  /** From each key press to the next time that the page was drawn. */
  readonly keys: readonly number[];
  /** Tasks of 50 ms and more. */
  readonly longTasks: readonly number[];
  /** Between one frame and the next. */
  readonly frames: readonly number[];
}

/**
 * Source of a script that begins to note; `parleyProbe()` then gives what was noted since it was
 * called last.
 */
export const probeSource = `
  let noted = { keys: [], longTasks: [], frames: [] };
  new PerformanceObserver((entries) => {
    for (const { duration } of entries.getEntries()) noted.longTasks.push(duration);
  }).observe({ type: "longtask" });
  // The first to hear of a key, and then the first after the frame that shows what came of it.
  addEventListener("keydown", ({ timeStamp }) => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => noted.keys.push(performance.now() - timeStamp);
      port2.postMessage(undefined);
    });
  }, { capture: true });
  let lastFrame = performance.now();
  requestAnimationFrame(function frame(now) {
    noted.frames.push(now - lastFrame);
    lastFrame = now;
    requestAnimationFrame(frame);
  });
  globalThis.parleyProbe = () => {
    const before = noted;
    noted = { keys: [], longTasks: [], frames: [] };
    return before;
  };
`;
