/** What was dropped on the page, or is about to be. */
export interface Dropped {
  readonly files: readonly File[];
  /** Whether a folder was among it. */
  readonly hasFolder: boolean;
}

/** The part of a `DataTransferItem` that is needed. */
interface DroppedItem {
  readonly kind: string;
  getAsFile(): File | null;
  webkitGetAsEntry(): { readonly isDirectory: boolean } | null;
}

/** The part of a `DataTransfer` that is needed. */
export interface DroppedItems {
  readonly types: readonly string[];
  readonly items: Iterable<DroppedItem>;
}

/** Whether something that is dragged has files, as far as a page may know before it is dropped. */
export function hasFiles({ types }: Pick<DroppedItems, "types">): boolean {
  return types.includes("Files");
}

/** Sorts what was dropped. Only good while the event is being handled. */
export function droppedFiles({ items }: Pick<DroppedItems, "items">): Dropped {
  const files: File[] = [];
  let hasFolder = false;
  for (const item of items) {
    if (item.kind !== "file") continue;
    // A folder comes as a file too, that cannot be read.
    if (item.webkitGetAsEntry()?.isDirectory) hasFolder = true;
    else {
      const file = item.getAsFile();
      if (file !== null) files.push(file);
    }
  }
  return { files, hasFolder };
}

/**
 * The files that were pasted. Text that brings a picture of itself along, as from a table or a word
 * processor, is text; the name of a file that was copied is no text.
 */
export function pastedFiles(
  clipboard: { readonly files: Iterable<File>; getData(type: string): string },
): readonly File[] {
  const isText = clipboard.getData("text/html") !== "" &&
    clipboard.getData("text/plain").trim() !== "";
  return isText ? [] : [...clipboard.files];
}
