import type { JSX } from "preact";
import type { FileTexts } from "../../../lib/texts/texts.ts";
import { shownKindOf } from "../../files/picture_box.ts";
import type { AttachedProps } from "./attachments.tsx";
import { AttachedPicture } from "./attached_picture.tsx";
import { DocumentCard } from "./document_card.tsx";
import { Film } from "./film.tsx";
import { Sound } from "./sound.tsx";

/** The same with the words about it. */
export interface AttachedWithWords extends AttachedProps {
  words: FileTexts;
}

/** A file that a message has, as what it is. */
export function Attached(props: AttachedWithWords): JSX.Element {
  const kind = shownKindOf(props.file);
  switch (kind) {
    case "image":
      return <AttachedPicture {...props} />;
    case "video":
      return <Film {...props} />;
    case "audio":
      return <Sound {...props} />;
    case "other":
      return <DocumentCard {...props} />;
    default:
      return kind satisfies never;
  }
}
