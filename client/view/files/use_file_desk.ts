import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Settings } from "../../platform/settings.ts";
import type { FileDesk } from "./file_desk.ts";

/** What lets one send files. Nobody needs it to read and write, so it loads once the page is there. */
export function useFileDesk(settings: Settings): FileDesk | undefined {
  const desk = useSignal<FileDesk | undefined>(undefined);
  useEffect(() => {
    async function load(): Promise<void> {
      const { openFileDesk } = await import("./file_desk.ts");
      desk.value = await openFileDesk(settings);
    }
    function begin(): void {
      void load().catch(() => addEventListener("online", begin, { once: true }));
    }
    begin();
  }, []);
  return desk.value;
}
