import type { JSX } from "preact";
import type { FileTexts } from "../../lib/texts/texts.ts";
import { kindOf } from "../attachment_kind.ts";
import type { AttachedProps } from "./attachments.tsx";
import { AttachedPicture } from "./attached_picture.tsx";
import { DocumentCard } from "./document_card.tsx";
import { Film } from "./film.tsx";
import { Sound } from "./sound.tsx";

interface AttachedWithWords extends AttachedProps {
  words: FileTexts;
}

/** A file that a message has, as what it is. */
export function Attached(props: AttachedWithWords): JSX.Element {
  const kind = kindOf(props.file);
  switch (kind) {
    case "picture":
      return <AttachedPicture {...props} />;
    case "film":
      return <Film {...props} />;
    case "sound":
      return <Sound {...props} />;
    case "document":
      return <DocumentCard {...props} />;
    default:
      return kind satisfies never;
  }
}
