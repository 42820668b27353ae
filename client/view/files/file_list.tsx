import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { FileTexts } from "../../../lib/texts/texts.ts";
import type { RoomFile } from "../../files/room_file.ts";
import type { RoomFiles, RoomFilesState } from "../../files/room_files.ts";
import { FileIcon } from "./file_icon.tsx";
import { FileRow } from "./file_row.tsx";
import type { Opener } from "./use_file_source.ts";

interface FileListProps {
  files: RoomFiles;
  /** Those among them that are pictures, oldest first. */
  pictures: ReadonlySignal<readonly RoomFile[]>;
  opener: Opener;
  words: FileTexts;
  /** Leads to a message. */
  go(seq: number): void;
  /** Whether the reader may send a file here. */
  canBegin: boolean;
}

/** A list of files, newest first; or why there is nothing to see. */
export function FileList({ files, canBegin, ...of }: FileListProps): JSX.Element {
  const state = files.state.value;
  const list = useRef<HTMLUListElement>(null);
  /** The last file when older ones were asked for. */
  const asked = useRef<string | undefined>(undefined);
  const words = of.words.list;
  useLayoutEffect(() => {
    const rest = state.files.slice(state.files.findIndex(({ id }) => id === asked.current) + 1);
    if (asked.current === undefined || rest.length === 0 || state.older === "loading") return;
    asked.current = undefined;
    // One reads on where the older ones begin; the button may be gone.
    list.current!.children[state.files.length - rest.length]?.querySelector<HTMLElement>(
      "a, button",
    )
      ?.focus();
  }, [state]);

  function more(): void {
    asked.current = state.files.at(-1)?.id;
    files.more();
  }

  const isEmpty = state.status === "loaded" && state.files.length === 0;
  return (
    <>
      {state.status === "loading" && (
        <div class="list-skeleton" aria-hidden="true">
          <div />
          <div />
          <div />
        </div>
      )}
      {state.status === "failed" && (
        <div class="files-nothing">
          <p>{words.failed}</p>
          <button
            type="button"
            class="button"
            data-kind="quiet"
            onClick={() => files.load()}
          >
            {of.words.retry}
          </button>
        </div>
      )}
      {isEmpty && (
        <div class="files-nothing">
          <FileIcon shape="other" />
          <p>
            <strong>{words.empty}</strong>
          </p>
          <p>{words.emptyDetail} {canBegin && words.begin}</p>
        </div>
      )}
      <ul ref={list} class="file-list">
        {state.files.map((file) => (
          <li key={file.id}>
            <FileRow file={file} {...of} />
          </li>
        ))}
      </ul>
      <p class={state.older === "failed" ? "files-status" : "visually-hidden"} role="status">
        {statusText(state, of.words)}
      </p>
      {state.older !== "none" && (
        <button
          type="button"
          class="load-older"
          aria-disabled={state.older === "loading"}
          onClick={more}
        >
          {state.older === "loading" ? words.loadingMore : words.more}
        </button>
      )}
    </>
  );
}

function statusText({ status, older }: RoomFilesState, { list }: FileTexts): string {
  switch (status) {
    case "loading":
      return list.loading;
    case "failed":
      return list.failed;
    case "loaded":
      return older === "failed" ? list.moreFailed : older === "loading" ? list.loadingMore : "";
    default:
      return status satisfies never;
  }
}
