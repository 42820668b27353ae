/** What a page notes of itself while it is measured; runs in the page. */

/** What was noted, in milliseconds. */
export interface Noted {
  /** From each key press to the next time that the page was drawn. */
  readonly keys: readonly number[];
  /** The same as the browser has it, in steps of 8 ms, for those of 16 ms and more. */
  readonly events: readonly number[];
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
  let noted = { keys: [], events: [], longTasks: [], frames: [] };
  function watch(type, list, options = {}) {
    new PerformanceObserver((entries) => {
      for (const { duration } of entries.getEntries()) noted[list].push(duration);
    }).observe({ type, ...options });
  }
  watch("event", "events", { durationThreshold: 16 });
  watch("longtask", "longTasks");
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
  // Without a screen a browser does not say when it has shown something, unless all frames differ.
  addEventListener("DOMContentLoaded", () => {
    const dot = document.body.appendChild(document.createElement("i"));
    for (const name of ["width", "height"]) dot.style[name] = "1px";
    dot.style.position = "fixed";
    dot.animate([{ background: "#000" }, { background: "#fff" }], {
      duration: 1_000,
      iterations: Infinity,
    });
  });
  globalThis.parleyProbe = () => {
    const before = noted;
    noted = { keys: [], events: [], longTasks: [], frames: [] };
    return before;
  };
`;
