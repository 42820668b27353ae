import type { JSX } from "preact";
import type { Attachment } from "../../../lib/wire/messages.ts";
import type { Conversation } from "../../conversation/conversation.ts";
import { fileAddress } from "../../files/file_address.ts";
import { boxOf, columnsOf, picturesAmong, shownKindOf } from "../../files/picture_box.ts";
import { texts } from "../../i18n/texts.ts";
import { lazyFiles } from "./lazy_files.tsx";

/** What shows a file that a message has. */
export interface AttachedProps {
  file: Attachment;
  /** The message that has it. */
  seq: number;
  conversation: Conversation;
}

const attached = lazyFiles<AttachedProps>(({ Attached }) => Attached, PlainLink);

interface AttachmentsProps {
  files: readonly Attachment[];
  /** The message that has them. */
  seq: number;
  conversation: Conversation;
}

/**
 * The files of a message, pictures first. What shows them loads late; the space that each takes is
 * known at once, so that nothing moves when it is filled.
 */
export function Attachments({ files, ...of }: AttachmentsProps): JSX.Element {
  const pictures = picturesAmong(files);
  return (
    <ul
      class="attachments"
      aria-label={texts.message.files(files.length)}
      style={{ "--columns": columnsOf(pictures.length) }}
      data-tiles={pictures.length > 1}
    >
      {[...new Set([...pictures, ...files])].map((file) => {
        const { width, height } = boxOf(file);
        return (
          <li
            key={file.id}
            class="attachment"
            data-kind={shownKindOf(file)}
            style={{ "--width": width, "--height": height }}
          >
            <attached.View file={file} {...of} />
          </li>
        );
      })}
    </ul>
  );
}

/** What leads to a file until there is something better. */
function PlainLink({ file }: AttachedProps): JSX.Element {
  const href = file.key ? undefined : fileAddress(file);
  return <a class="plain-link" href={href} download="" dir="auto">{file.name}</a>;
}
