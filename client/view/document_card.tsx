import type { JSX } from "preact";
import type { FileTexts } from "../../lib/texts/texts.ts";
import type { Attachment } from "../../lib/wire/messages.ts";
import { fileAddress } from "../file_address.ts";
import { sizeText } from "../file_size.ts";
import { DownloadIcon } from "./download_link.tsx";
import { FileIcon, fileShapeOf } from "./file_icon.tsx";
import { FileName } from "./file_name.tsx";

/** A file that is not shown here: what it is, and the way to have it. */
export function DocumentCard(
  { file, words }: { file: Attachment; words: FileTexts },
): JSX.Element {
  const shape = fileShapeOf(file);
  return (
    <a
      class="document-card"
      href={fileAddress(file)}
      download=""
    >
      <span class="visually-hidden">{`${words.viewer.download}, ${words.kinds[shape]}: `}</span>
      <FileIcon shape={shape} />
      <FileName name={file.name} /> <small>{sizeText(file.size)}</small>
      <DownloadIcon />
    </a>
  );
}
