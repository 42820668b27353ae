import type { JSX } from "preact";
import type { FileTexts } from "../../lib/texts/texts.ts";
import type { Attachment } from "../../lib/wire/messages.ts";
import { fileAddress } from "../file_address.ts";
import { MediaLine } from "./media_line.tsx";
import { Retriable } from "./retriable.tsx";

/** A sound, to be heard on the spot. Nothing of it is loaded before. */
export function Sound({ file, words }: { file: Attachment; words: FileTexts }): JSX.Element {
  return (
    <>
      <MediaLine file={file} words={words} />
      <Retriable file={file} words={words} failure={words.notPlayed}>
        {(events) => (
          <audio
            src={fileAddress(file)}
            controls
            preload="none"
            aria-label={`${words.kinds.audio}: ${file.name}`}
            {...events}
          />
        )}
      </Retriable>
    </>
  );
}
