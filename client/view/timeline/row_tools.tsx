import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { untilDone } from "../../connection/until_done.ts";
import type { Writing } from "../../rooms/write_to.ts";

/**
 * What one can do with messages, for every row of the log that is beside it. What it shows itself is
 * the tip. Nobody needs it to read and write, so it loads once the page is there.
 */
export function RowTools({ conversation, rooms, outside }: Writing): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const using = new AbortController();
    const { signal } = using;
    async function load(): Promise<void> {
      const { attachRowTools } = await import("./around.ts");
      if (signal.aborted) return;
      const end = attachRowTools(box.current!.parentElement!, box.current!, {
        conversation,
        rooms,
        outside,
      });
      signal.addEventListener("abort", end);
    }
    const stop = untilDone(load, outside.retrying);
    return () => {
      stop();
      using.abort();
    };
  }, [conversation]);
  return <div class="tip" popover="manual" aria-hidden="true" ref={box} />;
}
