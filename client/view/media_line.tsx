import type { JSX } from "preact";
import type { FileTexts } from "../../lib/texts/texts.ts";
import type { Attachment } from "../../lib/wire/messages.ts";
import { sizeText } from "../file_size.ts";
import { DownloadLink } from "./download_link.tsx";
import { FileName } from "./file_name.tsx";

/** What a sound or film is called, how large it is, and the way to have it. */
export function MediaLine({ file, words }: { file: Attachment; words: FileTexts }): JSX.Element {
  return (
    <p class="media-line">
      <FileName name={file.name} />
      <small>{sizeText(file.size)}</small>
      <DownloadLink file={file} words={words} />
    </p>
  );
}
