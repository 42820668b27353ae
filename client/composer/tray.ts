/**
 * The files that are attached to what one writes in a room: added, sent ahead, described, taken out
 * again. A message that was sent while some are on their way waits here until they are there.
 */
import { batch, computed, effect, signal, untracked } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { SendingTexts } from "../../lib/texts/texts.ts";
import { toFileName } from "../../lib/wire/file_names.ts";
import { limits } from "../../lib/wire/limits.ts";
import { sendDraft } from "./composing.ts";
import type { Conversation } from "../conversation/conversation.ts";
import { DraftAttachment } from "../files/draft_attachment.ts";
import type { AttachedFile, PendingFile } from "../files/draft_attachment.ts";
import { roundSize, sizeText } from "../files/file_size.ts";
import type { Refusal } from "../platform/refusal.ts";
import { mostBytes } from "../sealed/sealed_size.ts";
import { errorText } from "../i18n/texts.ts";
import type { UploadQueue } from "../files/upload_queue.ts";

/** What a {@linkcode Tray} needs from outside. */
export interface TrayParts {
  readonly conversation: Conversation;
  readonly words: SendingTexts;
  readonly queue: UploadQueue;
  /** Makes an attachment of a file; nothing is sent yet. */
  attach(file: File): AttachedFile;
  /** The same of one that the server has. */
  attachAgain(file: PendingFile): AttachedFile;
}

/** See the module's words. Close it once. */
export class Tray {
  readonly #parts: TrayParts;
  readonly #list = signal<readonly DraftAttachment[]>([]);
  readonly #isWaiting = signal(false);
  readonly #complaint = signal("");
  readonly #isThere = computed(() =>
    this.#list.value.every(({ pending }) => pending.value !== undefined)
  );
  readonly #watches = new Map<DraftAttachment, () => void>();
  readonly #stops: readonly (() => void)[];
  #lastKey = 0;
  /** What the message that waits is to answer. */
  #waitingFor: number | undefined;

  /** Empty. */
  constructor(parts: TrayParts) {
    this.#parts = parts;
    const { draft, status, silence } = parts.conversation;
    const sends = effect(() => {
      const mode = draft.mode.value;
      const canGo = this.#isThere.value && status.value.kind !== "ended" &&
        silence.value === undefined;
      if (!this.#isWaiting.value || mode.kind === "edit") return;
      const answers = mode.kind === "reply" ? mode.seq : undefined;
      untracked(() => {
        if (answers !== this.#waitingFor) this.takeBack();
        else if (canGo) this.#go({ byItself: true });
      });
    });
    // The room's socket finds out first that the server is back.
    const goesOn = effect(() => {
      if (status.value.kind !== "open") return;
      for (const { upload } of this.#list.peek()) upload.goOn();
    });
    this.#stops = [sends, goesOn];
  }

  /** The files, in the order in which they were attached. */
  get list(): ReadonlySignal<readonly DraftAttachment[]> {
    return this.#list;
  }

  /** Whether the message goes by itself as soon as its files are there. */
  get isWaiting(): ReadonlySignal<boolean> {
    return this.#isWaiting;
  }

  /** Why something was not attached, until it is dismissed; empty for nothing. */
  get complaint(): ReadonlySignal<string> {
    return this.#complaint;
  }

  /** Attaches files and begins to send them; says why, where one cannot be. */
  add(files: readonly File[]): void {
    const { conversation, words, queue, attach } = this.#parts;
    this.#complaint.value = "";
    if (conversation.draft.mode.peek().kind === "edit") return this.complain(words.notWhileEditing);
    const free = limits.filesPerMessage - this.#list.peek().length;
    const fit = files.filter((file) => this.#fits(file));
    if (fit.length > free) this.complain(words.tooMany(limits.filesPerMessage));
    const added = fit.slice(0, Math.max(0, free)).map((file) => this.#put(attach(file)));
    if (added.length === 0) return;
    this.takeBack();
    for (const { upload } of added) queue.add(upload);
    conversation.announcer.say(words.began(added.length, added[0]!.name));
  }

  /**
   * Attaches the files of a message that was not sent; one that waits for its own is a draft again.
   *
   * @returns `false`, and says why, where there is no place for all: then none is attached.
   */
  restore(files: readonly PendingFile[]): boolean {
    const { queue, words, attachAgain } = this.#parts;
    if (files.length > limits.filesPerMessage - this.#list.peek().length) {
      this.complain(words.tooMany(limits.filesPerMessage));
      return false;
    }
    this.takeBack();
    for (const file of files) queue.add(this.#put(attachAgain(file)).upload);
    return true;
  }

  /** Takes a file out; a message that waits for nothing more then goes. */
  remove(attachment: DraftAttachment): void {
    const { conversation, queue } = this.#parts;
    queue.cancel(attachment.upload);
    this.#drop(attachment);
    batch(() => {
      const list = this.#list.peek().filter((other) => other !== attachment);
      if (list.length === 0 && conversation.draft.text.peek().trim() === "") this.takeBack();
      this.#list.value = list;
    });
  }

  /** Sends a file that failed once more. */
  retry({ upload }: DraftAttachment): void {
    this.#parts.queue.add(upload);
  }

  /** Says what is to be seen on a picture. */
  describe({ alt }: DraftAttachment, text: string): void {
    this.takeBack();
    alt.value = text;
  }

  /** Sends the draft with its files, or has it wait for them. */
  send(): void {
    if (this.#isThere.peek()) return this.#go({ byItself: false });
    const { conversation: { draft, announcer }, words } = this.#parts;
    const mode = draft.mode.peek();
    this.#waitingFor = mode.kind === "reply" ? mode.seq : undefined;
    this.#isWaiting.value = true;
    this.dismiss();
    announcer.say(words.waits);
    draft.focus();
  }

  /** The message that waits is a draft again. */
  takeBack(): void {
    if (!this.#isWaiting.peek()) return;
    this.#isWaiting.value = false;
    this.#parts.conversation.announcer.say(this.#parts.words.tookBack);
  }

  /** Says why something was not attached. */
  complain(text: string): void {
    this.#complaint.value = text;
  }

  /** The reader has seen what was said. */
  dismiss(): void {
    this.#complaint.value = "";
  }

  /** Words for why a file failed. */
  failureText(failure: Refusal): string {
    const { failures } = this.#parts.words;
    return Object.hasOwn(failures, failure.code)
      ? failures[failure.code as keyof typeof failures]
      : errorText(failure);
  }

  /** Ends every upload. */
  close(): void {
    for (const stop of this.#stops) stop();
    for (const attachment of this.#list.peek()) {
      this.#parts.queue.cancel(attachment.upload);
      this.#drop(attachment);
    }
    this.#list.value = [];
  }

  #fits(file: File): boolean {
    const { words } = this.#parts;
    const max = this.#maxBytes();
    const name = toFileName(file.name);
    if (file.size === 0) this.complain(words.empty(name));
    else if (file.size > max) this.complain(words.tooLarge(name, sizeText(roundSize(max))));
    else return true;
    return false;
  }

  /** Bytes that a file may have, so that the server takes what becomes of it. */
  #maxBytes(): number {
    const { about, sealedFiles } = this.#parts.conversation;
    const { maxUploadBytes } = about.peek();
    return sealedFiles === undefined ? maxUploadBytes : mostBytes(maxUploadBytes);
  }

  #put(file: AttachedFile): DraftAttachment {
    const attachment = new DraftAttachment(++this.#lastKey, file);
    this.#list.value = [...this.#list.peek(), attachment];
    this.#watches.set(attachment, this.#tellOf(attachment));
    return attachment;
  }

  /** Reads out what becomes of a file. */
  #tellOf({ upload, name }: DraftAttachment): () => void {
    const { words, conversation: { announcer } } = this.#parts;
    return effect(() => {
      const state = upload.state.value;
      untracked(() => {
        if (state.kind === "done") announcer.say(words.done(name));
        if (state.kind === "failed") {
          announcer.say(words.failed(name, this.failureText(state.failure)));
        }
      });
    });
  }

  #drop(attachment: DraftAttachment): void {
    this.#watches.get(attachment)?.();
    this.#watches.delete(attachment);
    attachment.release();
  }

  #go({ byItself }: { byItself: boolean }): void {
    const { conversation } = this.#parts;
    const list = this.#list.peek();
    const files = list.flatMap(({ pending }) => pending.peek() ?? []);
    batch(() => {
      this.#isWaiting.value = false;
      this.#complaint.value = "";
      this.#list.value = [];
      sendDraft(conversation, { files, byItself });
    });
    for (const attachment of list) this.#drop(attachment);
  }
}
