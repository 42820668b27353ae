import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import type { FileTexts } from "../../lib/texts/texts.ts";
import { fileAddress, thumbnailAddress } from "../file_address.ts";
import { boxOf, picturesAmong } from "../picture_box.ts";
import { filesOf } from "../room_file.ts";
import type { AttachedProps } from "./attachments.tsx";
import { openLightbox } from "./open_lightbox.tsx";
import { Retriable } from "./retriable.tsx";

interface AttachedPictureProps extends AttachedProps {
  words: FileTexts;
}

/** A picture of a message, small; a click shows it large, among all that are loaded. */
export function AttachedPicture(
  { file, conversation, words }: AttachedPictureProps,
): JSX.Element {
  const pictures = useComputed(() =>
    picturesAmong(conversation.state.value.messages.flatMap(filesOf))
  );
  return (
    <Retriable file={file} words={words}>
      {(events) => (
        <a
          class="picture"
          href={fileAddress(file)}
          aria-haspopup="dialog"
          title={file.name}
          onClick={(event) =>
            openLightbox(event, {
              pictures,
              first: file.id,
              words,
              go: (seq) => conversation.goTo(seq),
            })}
        >
          <img
            {...boxOf(file)}
            src={thumbnailAddress(file) ?? fileAddress(file)}
            alt={file.alt || file.name}
            loading="lazy"
            decoding="async"
            {...events}
          />
        </a>
      )}
    </Retriable>
  );
}
