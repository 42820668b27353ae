import { effect } from "@preact/signals";
import type { ComponentType } from "preact";
import { systemClock } from "../../../lib/clock.ts";
import type { SendingTexts } from "../../../lib/texts/texts.ts";
import { toFileName } from "../../../lib/wire/file_names.ts";
import { mediaKindOf } from "../../../lib/wire/inline_types.ts";
import { browserSurroundings } from "../../platform/browser.ts";
import type { Conversation } from "../../conversation/conversation.ts";
import type { AttachedFile, PendingFile } from "../../files/draft_attachment.ts";
import { pastedFiles } from "../../files/dropped_files.ts";
import { LateUploader } from "../../files/late_uploader.ts";
import { prepareFile } from "../../files/prepare_file.ts";
import type { Settings } from "../../platform/settings.ts";
import { Tray } from "../../composer/tray.ts";
import { Upload } from "../../files/upload.ts";
import type { UploadSource } from "../../files/upload.ts";
import type { Uploader } from "../../files/uploader.ts";
import { UploadQueue } from "../../files/upload_queue.ts";
import { AttachButton } from "./attach_button.tsx";
import { AttachmentStrip } from "./attachment_strip.tsx";
import { DropArea } from "./drop_area.tsx";

/** What the parts of a desk are told. */
export interface DeskPartProps {
  readonly conversation: Conversation;
  readonly tray: Tray;
  readonly words: SendingTexts;
}

/** The catalogues about sending files, of which a page needs the one in its language. */
const catalogues = new Map<string, () => Promise<{ sending: SendingTexts }>>([
  ["en", () => import("../../../lib/texts/en_sending.ts")],
  ["ar", () => import("../../../lib/texts/ar_sending.ts")],
]);

/** Opens the desk of a page, in its language. Rejects when the words do not load. */
export async function openFileDesk(settings: Settings): Promise<FileDesk> {
  const { sending } = await catalogues.get(document.documentElement.lang)!();
  return new FileDesk(settings, sending);
}

/** What a page needs to send files, in all of its rooms. */
export class FileDesk {
  /** The button by which one picks files. */
  readonly Button: ComponentType<DeskPartProps> = AttachButton;
  /** The files that are attached. */
  readonly Strip: ComponentType<DeskPartProps> = AttachmentStrip;
  /** Where files can be dropped. */
  readonly DropArea: ComponentType<DeskPartProps> = DropArea;
  readonly words: SendingTexts;
  readonly #settings: Settings;
  readonly #queue = new UploadQueue();
  readonly #uploader = new LateUploader(async () =>
    (await import("../../files/tus_uploader.ts")).tusUploader
  );

  /** Sends nothing yet. */
  constructor(settings: Settings, words: SendingTexts) {
    this.#settings = settings;
    this.words = words;
  }

  /**
   * Lets one attach files to what is written in a room, in a direct one once they can be sealed;
   * harmless when that can be done already. Gives a function that stops the wait for it.
   */
  serve(conversation: Conversation): () => void {
    const { tray, sealedFiles } = conversation;
    return effect(() => {
      const uploader = sealedFiles === undefined
        ? this.#uploader
        : sealedFiles.value?.uploader(this.#uploader);
      if (uploader === undefined || tray.peek() !== undefined) return;
      tray.value = new Tray({
        conversation,
        words: this.words,
        queue: this.#queue,
        attach: (file) => this.#attach(file, conversation, uploader),
        attachAgain: (file) => this.#attachAgain(file, conversation, uploader),
      });
    });
  }

  /** Attaches what was pasted; tells whether that was something to attach. */
  paste({ clipboardData }: ClipboardEvent, tray: Tray): boolean {
    const files = clipboardData === null ? [] : pastedFiles(clipboardData);
    if (files.length > 0) tray.add(files);
    return files.length > 0;
  }

  #attach(file: File, conversation: Conversation, uploader: Uploader): AttachedFile {
    const { size, type } = file;
    // As others will see it: a name may be made to look like another one.
    const name = toFileName(file.name);
    const upload = this.#upload(uploader, {
      name,
      room: () => conversation.about.peek().room,
      prepare: () => {
        const removesLocation = this.#settings.of("removeLocation").peek() === "on";
        return prepareFile(file, { removesLocation });
      },
    });
    if (mediaKindOf(type) !== "image") return { name, size, type, upload };
    const preview = URL.createObjectURL(file);
    return { name, size, type, upload, preview, release: () => URL.revokeObjectURL(preview) };
  }

  #attachAgain(
    { path, ...file }: PendingFile,
    conversation: Conversation,
    uploader: Uploader,
  ): AttachedFile {
    const upload = this.#upload(uploader, {
      name: file.name,
      path,
      room: () => conversation.about.peek().room,
      prepare: () => Promise.resolve({ content: new Blob() }),
    });
    return { ...file, upload };
  }

  #upload(uploader: Uploader, source: UploadSource): Upload {
    return new Upload(source, {
      clock: systemClock,
      surroundings: browserSurroundings,
      uploader,
      random: Math.random,
    });
  }
}
