import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { boxOf, picturesAmong } from "../../files/picture_box.ts";
import { filesOf } from "../../files/room_file.ts";
import type { AttachedWithWords } from "./attached.tsx";
import { openLightbox } from "./open_lightbox.tsx";
import { PictureLink } from "./picture_link.tsx";
import { Retriable } from "./retriable.tsx";
import { thumbnailOf, useFileSource } from "./use_file_source.ts";

/** A picture of a message, small; a click shows it large, among all that are loaded. */
export function AttachedPicture(
  { file, conversation, words }: AttachedWithWords,
): JSX.Element {
  const opener = conversation.sealedFiles;
  const source = useFileSource(thumbnailOf(file) ?? file, opener);
  const pictures = useComputed(() =>
    picturesAmong(conversation.state.value.messages.flatMap(filesOf))
  );
  return (
    <Retriable file={file} source={source} words={words}>
      {(address, events) => (
        <PictureLink
          class="picture"
          picture={file}
          title={file.name}
          onClick={(event) =>
            openLightbox(event, {
              pictures,
              first: file.id,
              opener,
              words,
              go: (seq) => conversation.goTo(seq),
            })}
        >
          <img
            {...boxOf(file)}
            src={address}
            alt={file.alt || file.name}
            loading="lazy"
            decoding="async"
            {...events}
          />
        </PictureLink>
      )}
    </Retriable>
  );
}
