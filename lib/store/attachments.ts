/** How rows of files become what messages say of them, in every store. */
import type { AttachmentWish } from "../wire/fields.ts";
import { mediaKindOf } from "../wire/inline_types.ts";
import type { Attachment } from "../wire/messages.ts";

/** A row in which what a record may lack is `null`. */
export type OrNull<Row> = { readonly [Key in keyof Row]: Row[Key] | null };

/** What a row of `files` says of an attachment. */
export type AttachmentRow =
  & Pick<Attachment, "id" | "name" | "size" | "type">
  & OrNull<Required<Pick<Attachment, "width" | "height" | "alt">>>
  & { readonly thumbnail: string | null };

/** What a message says of a file. */
export function attachmentOf(
  { id, name, size, type, width, height, alt, thumbnail }: AttachmentRow,
): Attachment {
  return withoutNulls({ id, name, size, type, width, height, alt, thumbnail }) as Attachment;
}

/**
 * What a message says of the files that it wants; `undefined` when it names one twice, or one of them
 * is not there. A smaller picture that it cannot have is left out.
 *
 * @param findLoose Gives a file of the room that no message has.
 */
export function choose(
  wishes: readonly AttachmentWish[],
  findLoose: (id: string) => AttachmentRow | undefined,
): Attachment[] | undefined {
  const wished = new Set(wishes.map(({ id }) => id));
  const files = wishes.flatMap(({ id, alt = null }) => {
    const row = findLoose(id);
    if (!row) return [];
    const picture = row.thumbnail === null || wished.has(row.thumbnail)
      ? undefined
      : findLoose(row.thumbnail);
    const thumbnail = picture && mediaKindOf(picture.type) === "image" ? picture.id : null;
    return [attachmentOf({ ...row, alt, thumbnail })];
  });
  return files.length === wished.size && wishes.length === wished.size ? files : undefined;
}

/** A row without the columns that hold nothing. */
export function withoutNulls(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}
