import type { Attachment } from "../lib/wire/messages.ts";

/** The address of a file's bytes. The name is for people: the server goes by the id. */
export function fileAddress({ id, name }: Pick<Attachment, "id" | "name">): string {
  return `/files/${encodeURIComponent(id)}/${encodeURIComponent(name)}`;
}

/** The address of the smaller picture of it; `undefined` where there is none. */
export function thumbnailAddress({ thumbnail, name }: Attachment): string | undefined {
  return thumbnail === undefined ? undefined : fileAddress({ id: thumbnail, name });
}
