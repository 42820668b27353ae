import type { Attachment } from "../../lib/wire/messages.ts";

/** The address of a file's bytes. The name is for people: the server goes by the id. */
export function fileAddress({ id, name }: Pick<Attachment, "id" | "name">): string {
  return `/files/${encodeURIComponent(id)}/${encodeURIComponent(name)}`;
}
