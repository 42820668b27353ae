import type { ComponentChildren, JSX } from "preact";
import type { FileTexts } from "../../../lib/texts/texts.ts";
import type { Attachment } from "../../../lib/wire/messages.ts";
import { Drawing } from "../controls/icon.tsx";
import type { FileSource } from "./use_file_source.ts";

interface PlayProps {
  file: Attachment;
  source: FileSource;
  /** Address of a picture of it. */
  poster?: string | undefined;
  words: FileTexts;
  /** What plays it, and loads it meanwhile. */
  children: ComponentChildren;
}

/** Plays a sound or film: a sealed one, which has to be loaded whole for that, when one wants it. */
export function Play({ file, source, poster, words, children }: PlayProps): JSX.Element {
  const { address, share, failure } = source;
  if (address !== undefined || share !== undefined || failure !== undefined) return <>{children}</>;
  const label = words.play(file.name);
  return (
    <button type="button" class="play" aria-label={label} title={label} onClick={source.open}>
      {poster !== undefined && <img src={poster} alt="" />}
      <Drawing path="M8 5v14l11-7z" />
    </button>
  );
}
