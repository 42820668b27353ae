import type { ComponentChildren, JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { FileTexts } from "../../../lib/texts/texts.ts";
import type { Attachment } from "../../../lib/wire/messages.ts";
import { toFileName } from "../../../lib/wire/file_names.ts";
import { fileAddress } from "../../files/file_address.ts";
import { sizeText } from "../../files/file_size.ts";
import { Drawing } from "../controls/icon.tsx";
import { failureText, Progress } from "./opening.tsx";
import { useFileSource } from "./use_file_source.ts";
import type { FileSource, Opener } from "./use_file_source.ts";

/** A file that can be downloaded. */
export interface Download {
  readonly file: Attachment;
  readonly source: FileSource;
  /** Opens a sealed one, and saves it. */
  begin(): void;
}

/** Lets a file be downloaded; a sealed one has to be opened for that. */
export function useDownload(file: Attachment, opener: Opener): Download {
  const source = useFileSource(file, opener);
  /** Id of what is to be saved once it is open. */
  const wanted = useRef<string | undefined>(undefined);
  useEffect(() => {
    if (wanted.current !== file.id || source.address === undefined) return;
    wanted.current = undefined;
    save(source.address, file.name);
  }, [file.id, source.address]);
  function begin(): void {
    if (source.address !== undefined) return save(source.address, file.name);
    wanted.current = file.id;
    source.open();
  }
  return { file, source, begin };
}

/** Downloads a file. */
export function DownloadLink(
  { download, label, words }: { download: Download; label: string; words: FileTexts },
): JSX.Element {
  return (
    <DownloadAnchor download={download} class="icon-button" label={label}>
      <DownloadIcon />
      <DownloadProgress download={download} words={words} />
    </DownloadAnchor>
  );
}

interface DownloadAnchorProps {
  download: Download;
  class?: string;
  /** What it is called, if that is not what it contains. */
  label?: string;
  children: ComponentChildren;
}

/** What is pressed to download a file: a link, or where it has to be opened first, a button. */
export function DownloadAnchor(
  { download, label, children, ...of }: DownloadAnchorProps,
): JSX.Element {
  const { file, source } = download;
  const named = label === undefined ? {} : { "aria-label": label, title: label };
  if (file.key === undefined) {
    return <a {...of} href={fileAddress(file)} download="" {...named}>{children}</a>;
  }
  return (
    <button
      type="button"
      {...of}
      {...named}
      data-download
      aria-busy={source.share !== undefined}
      onClick={download.begin}
    >
      {children}
    </button>
  );
}

/** How far a sealed file is, while it is opened to be downloaded. */
export function DownloadProgress(
  { download: { file, source }, words }: { download: Download; words: FileTexts },
): JSX.Element | null {
  if (source.share === undefined) return null;
  return <Progress name={file.name} share={source.share} words={words} />;
}

/** How large a file is; or why it could not be downloaded, and what to do. */
export function DownloadNote(
  { download: { file, source }, words }: { download: Download; words: FileTexts },
): JSX.Element {
  if (source.failure === undefined) return <span>{sizeText(file.size)}</span>;
  return (
    <span class="failure" role="status">
      {failureText(source, words)} <span class="link">{words.retry}</span>
    </span>
  );
}

/** The drawing of it. */
export function DownloadIcon(): JSX.Element {
  return <Drawing path="M12 4v11M7 10.5l5 5 5-5M5 19.5h14" />;
}

/** Saves what was opened, under the name that its sender gave it. */
function save(address: string, name: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = toFileName(name);
  link.click();
}
