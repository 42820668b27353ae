import { effect, untracked, useSignal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Attachment } from "../../../lib/wire/messages.ts";
import { fileAddress } from "../../files/file_address.ts";
import { Refusal } from "../../platform/refusal.ts";
import type { SealedFiles } from "../../sealed/sealed.ts";

/** Where the bytes of a file are to be had: at once, or when it is open, if it is sealed. */
export interface FileSource {
  /** Good for as long as the component is there. */
  readonly address?: string;
  /** How much has come of one that is being opened, 0 to 1. */
  readonly share?: number;
  /** Why it could not be opened: `offline`, `not_found` or `damaged`. */
  readonly failure?: Refusal;
  /** Opens it; harmless when that has begun already. */
  open(): void;
}

/** What opens the files of a room, once that is loaded; nothing where they are not sealed. */
export type Opener = ReadonlySignal<SealedFiles | undefined> | undefined;

/** What has to be known of a file to come to its bytes. */
export type SourceFile =
  & Pick<Attachment, "id" | "name">
  & Partial<Pick<Attachment, "key" | "size" | "type">>;

/** The smaller picture of a file, if it has one. */
export function thumbnailOf({ thumbnail, name }: Attachment): SourceFile | undefined {
  if (thumbnail === undefined) return undefined;
  return typeof thumbnail === "string" ? { id: thumbnail, name } : { ...thumbnail, name };
}

/**
 * Says where the bytes of a file are to be had.
 *
 * @param file Nothing where there is none, which then is nowhere.
 */
export function useFileSource(file: SourceFile | undefined, opener: Opener): FileSource {
  const found = useSignal<Omit<FileSource, "open">>({});
  const name = file?.key === undefined ? "" : `${file.id} ${file.key}`;
  /** What was to be opened, and how often; a component may come to show another file. */
  const wanted = useSignal({ name, times: 0 });
  const times = wanted.value.name === name ? wanted.value.times : 0;
  useEffect(() => {
    if (times === 0) return;
    let hasBegun = false;
    let isLeft = false;
    let address: string | undefined;
    async function open(files: SealedFiles): Promise<void> {
      try {
        const { id, name, key = "", size = 0, type = "" } = file!;
        const content = await files.open({ id, name, key, size, type }, (share) => {
          const shown = Math.floor(100 * share) / 100;
          if (!isLeft && found.peek().share !== shown) found.value = { share: shown };
        });
        if (isLeft) return;
        address = URL.createObjectURL(content);
        found.value = { address };
      } catch (error) {
        const failure = error instanceof Refusal ? error : new Refusal("offline", String(error));
        if (!isLeft) found.value = { failure };
      }
    }
    found.value = { share: 0 };
    const stop = effect(() => {
      const files = opener?.value;
      if (files === undefined || hasBegun) return;
      hasBegun = true;
      untracked(() => void open(files));
    });
    return () => {
      isLeft = true;
      stop();
      if (address !== undefined) URL.revokeObjectURL(address);
      found.value = {};
    };
  }, [name, opener, times]);
  const isOffline = found.value.failure?.code === "offline";
  useEffect(() => {
    if (!isOffline) return;
    addEventListener("online", open);
    return () => removeEventListener("online", open);
  }, [isOffline, name]);
  if (file === undefined) return { open };
  if (file.key === undefined) return { address: fileAddress(file), open };
  function open(): void {
    if (name === "") return;
    const before = wanted.peek();
    if (before.name !== name) wanted.value = { name, times: 1 };
    else if (before.times === 0 || found.peek().failure !== undefined) {
      wanted.value = { name, times: before.times + 1 };
    }
  }
  return { ...found.value, open };
}
