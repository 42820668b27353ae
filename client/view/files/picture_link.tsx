import type { ComponentChildren, JSX } from "preact";
import type { Attachment } from "../../../lib/wire/messages.ts";
import { fileAddress } from "../../files/file_address.ts";

interface PictureLinkProps {
  picture: Attachment;
  class?: string;
  title?: string;
  onClick(event: MouseEvent): void;
  children: ComponentChildren;
}

/** Leads to a picture: a link, or where it is sealed and so has no address, a button. */
export function PictureLink({ picture, children, ...of }: PictureLinkProps): JSX.Element {
  return picture.key === undefined
    ? <a href={fileAddress(picture)} aria-haspopup="dialog" {...of}>{children}</a>
    : <button type="button" aria-haspopup="dialog" {...of}>{children}</button>;
}
