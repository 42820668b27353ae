import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { untilDone } from "../../connection/until_done.ts";
import type { Retrying } from "../../connection/until_done.ts";
import type { Settings } from "../../platform/settings.ts";
import type { FileDesk } from "./file_desk.ts";

/** What lets one send files. Nobody needs it to read and write, so it loads once the page is there. */
export function useFileDesk(settings: Settings, retrying: Retrying): FileDesk | undefined {
  const desk = useSignal<FileDesk | undefined>(undefined);
  useEffect(() =>
    untilDone(async () => {
      const { openFileDesk } = await import("./file_desk.ts");
      desk.value = await openFileDesk(settings);
    }, retrying), []);
  return desk.value;
}
