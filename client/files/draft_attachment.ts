import { computed, signal } from "@preact/signals";
import type { ReadonlySignal, Signal } from "@preact/signals";
import { mediaKindOf } from "../../lib/wire/inline_types.ts";
import type { Attachment } from "../../lib/wire/messages.ts";
import type { Upload } from "./upload.ts";

/** A file of a message that is on its way: what is sent of it, and what shows it meanwhile. */
export interface PendingFile extends Attachment {
  /** Where the server tells of it until the message is there. */
  readonly path: string;
}

/** What a {@linkcode DraftAttachment} begins with. */
export interface AttachedFile extends Pick<Attachment, "name" | "size" | "type" | "alt"> {
  readonly upload: Upload;
  /** Address of the picture itself, good until `release` is called. */
  readonly preview?: string;
  release?(): void;
}

/** A file that is attached to what one is writing. */
export class DraftAttachment {
  /** Tells it from the others of its draft. */
  readonly key: number;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  readonly type: string;
  readonly upload: Upload;
  /** Address of the picture itself, if it is one that can be shown. */
  readonly preview: string | undefined;
  /** What is to be seen, in words; empty while nobody has said so. */
  readonly alt: Signal<string>;
  /** The file as a message carries it, once the server has it. */
  readonly pending: ReadonlySignal<PendingFile | undefined>;
  readonly #release: () => void;

  /** @param key Another one for each of a draft. */
  constructor(key: number, { upload, preview, release = () => {}, ...file }: AttachedFile) {
    this.key = key;
    this.name = file.name;
    this.size = file.size;
    this.type = file.type;
    this.upload = upload;
    this.preview = preview;
    this.alt = signal(file.alt ?? "");
    this.#release = release;
    this.pending = computed(() => {
      const state = upload.state.value;
      if (state.kind !== "done") return undefined;
      const { file, thumbnail } = state;
      const alt = this.alt.value.trim();
      return {
        ...file,
        path: upload.path ?? "",
        ...(alt !== "" && { alt }),
        ...(thumbnail !== undefined && { thumbnail }),
      };
    });
  }

  /** Whether it is a picture, to be described for those who cannot see it. */
  get isPicture(): boolean {
    return mediaKindOf(this.type) === "image";
  }

  /** It is not shown any more. */
  release(): void {
    this.#release();
  }
}
