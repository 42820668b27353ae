import type { JSX } from "preact";
import type { FileTexts } from "../../lib/texts/texts.ts";
import type { Attachment } from "../../lib/wire/messages.ts";
import { fileAddress } from "../file_address.ts";
import { Drawing } from "./icon.tsx";

/** Downloads a file. */
export function DownloadLink(
  { file, words }: { file: Attachment; words: FileTexts },
): JSX.Element {
  const label = words.download(file.name);
  return (
    <a class="icon-button" href={fileAddress(file)} download="" aria-label={label} title={label}>
      <DownloadIcon />
    </a>
  );
}

/** The drawing of it. */
export function DownloadIcon(): JSX.Element {
  return <Drawing path="M12 4v11M7 10.5l5 5 5-5M5 19.5h14" />;
}
