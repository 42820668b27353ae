import type { JSX } from "preact";
import type { FileTexts } from "../../../lib/texts/texts.ts";
import type { Attachment } from "../../../lib/wire/messages.ts";
import { DownloadLink, DownloadNote, useDownload } from "./download_link.tsx";
import { FileName } from "./file_name.tsx";
import type { Opener } from "./use_file_source.ts";

interface MediaLineProps {
  file: Attachment;
  opener: Opener;
  words: FileTexts;
}

/** What a sound or film is called, how large it is, and the way to have it. */
export function MediaLine({ file, opener, words }: MediaLineProps): JSX.Element {
  const download = useDownload(file, opener);
  return (
    <p class="media-line">
      <FileName name={file.name} />
      <small>
        <DownloadNote download={download} words={words} />
      </small>
      <DownloadLink download={download} label={words.download(file.name)} words={words} />
    </p>
  );
}
