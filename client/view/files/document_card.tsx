import type { JSX } from "preact";
import type { AttachedWithWords } from "./attached.tsx";
import {
  DownloadAnchor,
  DownloadIcon,
  DownloadNote,
  DownloadProgress,
  useDownload,
} from "./download_link.tsx";
import { FileIcon, fileShapeOf } from "./file_icon.tsx";
import { FileName } from "./file_name.tsx";

/** A file that is not shown here: what it is, and the way to have it. */
export function DocumentCard({ file, conversation, words }: AttachedWithWords): JSX.Element {
  const download = useDownload(file, conversation.sealedFiles);
  const shape = fileShapeOf(file);
  return (
    <DownloadAnchor download={download} class="document-card">
      <span class="visually-hidden">{`${words.viewer.download}, ${words.kinds[shape]}: `}</span>
      <FileIcon shape={shape} />
      <FileName name={file.name} />{" "}
      <small>
        <DownloadNote download={download} words={words} />
      </small>
      <DownloadIcon />
      <DownloadProgress download={download} words={words} />
    </DownloadAnchor>
  );
}
