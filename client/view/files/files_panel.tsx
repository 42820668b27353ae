import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import type { FileTexts } from "../../../lib/texts/texts.ts";
import { picturesAmong } from "../../files/picture_box.ts";
import { RoomFiles } from "../../files/room_files.ts";
import { FileList } from "./file_list.tsx";
import { PanelHead } from "../page/panel_head.tsx";
import type { RoomPanelProps } from "../page/side_panel.tsx";

interface FilesPanelProps extends RoomPanelProps {
  words: FileTexts;
}

/** The files of the room, and the ways to them and to their messages. */
export function FilesPanel({ entry, layout, outside, words }: FilesPanelProps): JSX.Element {
  const { conversation, name } = entry;
  const files = useMemo(
    () =>
      new RoomFiles(name, {
        log: conversation.state,
        fetchJson: (path, cutShort) => outside.fetchJson(path, cutShort),
      }),
    [entry, outside],
  );
  // In the log's own order, so that what is newer comes next.
  const pictures = useComputed(() => picturesAmong(files.state.value.files).toReversed());
  useEffect(() => {
    files.open();
    return () => files.close();
  }, [files]);

  function go(seq: number): void {
    // Over the page it would hide where it led.
    if (!layout.hasPanelColumn.value) layout.closePanel();
    entry.sought.value = seq;
  }

  return (
    <div
      class="files-panel"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.preventDefault();
        layout.closePanel();
      }}
    >
      <PanelHead
        heading={words.list.heading(conversation.title)}
        closeLabel={words.list.close}
        layout={layout}
      />
      <FileList
        files={files}
        pictures={pictures}
        opener={conversation.sealedFiles}
        words={words}
        go={go}
        canBegin={conversation.about.value.maxUploadBytes > 0 &&
          conversation.silence.value === undefined}
      />
    </div>
  );
}
