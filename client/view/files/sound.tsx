import type { JSX } from "preact";
import type { AttachedWithWords } from "./attached.tsx";
import { MediaLine } from "./media_line.tsx";
import { Play } from "./play.tsx";
import { Retriable } from "./retriable.tsx";
import { useFileSource } from "./use_file_source.ts";

/** A sound, to be heard on the spot. Nothing of it is loaded before. */
export function Sound({ file, conversation, words }: AttachedWithWords): JSX.Element {
  const opener = conversation.sealedFiles;
  const source = useFileSource(file, opener);
  return (
    <>
      <MediaLine file={file} opener={opener} words={words} />
      <Play file={file} source={source} words={words}>
        <Retriable file={file} source={source} words={words} failure={words.notPlayed}>
          {(address, events) => (
            <audio
              src={address}
              controls
              preload="none"
              autoPlay={file.key !== undefined}
              aria-label={`${words.kinds.audio}: ${file.name}`}
              {...events}
            />
          )}
        </Retriable>
      </Play>
    </>
  );
}
