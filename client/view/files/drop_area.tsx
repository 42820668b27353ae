import { useComputed, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { droppedFiles, hasFiles } from "../../files/dropped_files.ts";
import type { DeskPartProps } from "./file_desk.ts";

/**
 * Takes files that are dropped anywhere on the room that this stands in, and says so while they are
 * held over it. Beside the room they are not taken, nor do they take the place of the page.
 */
export function DropArea({ conversation, tray, words }: DeskPartProps): JSX.Element {
  const area = useRef<HTMLDivElement>(null);
  const isOver = useSignal(false);
  const room = useComputed(() => conversation.title).value;
  useEffect(() => {
    const place = area.current!.parentElement!.closest("main")!;
    const watching = new AbortController();
    const { signal } = watching;
    function isAbove({ target }: Event): boolean {
      return target instanceof Node && place.contains(target);
    }
    addEventListener("dragover", (event) => {
      const { dataTransfer } = event;
      if (dataTransfer === null || !hasFiles(dataTransfer)) return;
      event.preventDefault();
      isOver.value = isAbove(event);
      dataTransfer.dropEffect = isOver.value ? "copy" : "none";
    }, { signal });
    addEventListener("dragleave", ({ relatedTarget }) => {
      if (relatedTarget === null) isOver.value = false;
    }, { signal });
    addEventListener("drop", (event) => {
      const { dataTransfer } = event;
      isOver.value = false;
      if (dataTransfer === null || !hasFiles(dataTransfer)) return;
      event.preventDefault();
      if (!isAbove(event)) return;
      const { files, hasFolder } = droppedFiles(dataTransfer);
      if (files.length > 0) tray.add(files);
      if (hasFolder) tray.complain(words.noFolders);
      else if (files.length === 0) tray.complain(words.noFile);
      conversation.draft.focus();
    }, { signal });
    return () => watching.abort();
  }, [conversation, tray]);
  return (
    <div class="drop-area" ref={area} hidden={!isOver.value}>
      <p>{words.dropHere(room)}</p>
    </div>
  );
}
