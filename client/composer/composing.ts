import { computed } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import { countChars } from "../../lib/wire/names.ts";
import type { Conversation, SayOptions } from "../conversation/conversation.ts";
import { trimMessage } from "./draft.ts";
import { findLastOwn, isGone } from "./own_message.ts";
import { texts } from "../i18n/texts.ts";

/** Characters left from which on they are counted. */
export const countedFrom = 500;

/** What one can do with the draft of a conversation: whether it may be sent, and what that does. */
export class Composing {
  readonly #conversation: Conversation;
  readonly #left = computed(() => {
    const { draft, about } = this.#conversation;
    const [text, most] = [draft.text.value, about.value.maxTextChars];
    // Counting is worth the work only near the end; a character takes one or two units.
    return text.length > most - countedFrom ? most - countChars(text) : most;
  });
  readonly #isTargetGone = computed(() => {
    const { draft, state } = this.#conversation;
    const mode = draft.mode.value;
    return mode.kind !== "new" && isGone(state.value, mode.seq);
  });
  readonly #canSubmit = computed(() => {
    const { draft: { mode, text, progress }, status } = this.#conversation;
    const isFree = status.value.kind !== "ended" && progress.value.kind !== "saving";
    const tray = this.#conversation.tray.value;
    const isWorthIt = mode.value.kind === "edit"
      ? !this.#isTargetGone.value
      : tray?.isWaiting.value !== true &&
        (trimMessage(text.value) !== "" || this.#conversation.hasFiles.value);
    return this.#left.value >= 0 && isFree && isWorthIt;
  });

  /** Does nothing by itself. */
  constructor(conversation: Conversation) {
    this.#conversation = conversation;
  }

  /** Characters that may still be written, negative when there are too many; exact when few. */
  get left(): ReadonlySignal<number> {
    return this.#left;
  }

  /** Whether the message that is answered or edited was deleted meanwhile. */
  get isTargetGone(): ReadonlySignal<boolean> {
    return this.#isTargetGone;
  }

  /** Whether {@linkcode submit} would do something. */
  get canSubmit(): ReadonlySignal<boolean> {
    return this.#canSubmit;
  }

  /** Call at each change of the box, with all that it holds. */
  write(text: string, { isTyped }: { isTyped: boolean }): void {
    const { draft, tray } = this.#conversation;
    const wasOver = this.#left.value < 0;
    const isOther = draft.mode.peek().kind !== "edit" && text !== draft.text.peek();
    if (isOther) tray.peek()?.takeBack();
    draft.write(text);
    // What the page itself puts there is no sign of somebody typing.
    if (isTyped || text === "") this.#conversation.drafted(text);
    if (this.#left.value < 0 && !wasOver) this.#complain();
  }

  /** Sends what is written with what is attached to it, or saves an edit. */
  submit(): void {
    const { draft, tray, hasFiles } = this.#conversation;
    if (this.#left.value < 0) this.#complain();
    if (!this.#canSubmit.value) return;
    if (draft.mode.peek().kind === "edit") return void this.#save();
    if (hasFiles.peek()) tray.peek()!.send();
    else sendDraft(this.#conversation);
  }

  /** Neither answers nor edits any more; `false` when it did neither. */
  cancel(): boolean {
    const { draft } = this.#conversation;
    if (draft.mode.peek().kind === "new") return false;
    draft.cancel();
    return true;
  }

  /** Begins to edit one's last message; `false` when there is none, or something else was begun. */
  editLast(): boolean {
    const { draft, state } = this.#conversation;
    const isFree = draft.mode.peek().kind === "new" && draft.text.peek() === "";
    const last = isFree ? findLastOwn(state.peek()) : undefined;
    if (last?.text === undefined) return false;
    draft.edit(last.seq, last.text);
    return true;
  }

  /** Deletes the message that was being edited. */
  remove(): void {
    const mode = this.#conversation.draft.mode.peek();
    if (mode.kind !== "edit") return;
    this.#conversation.draft.cancel();
    void this.#conversation.remove(mode.seq);
  }

  async #save(): Promise<void> {
    const { draft, announcer } = this.#conversation;
    const isSaved = await draft.save((seq, text) => this.#conversation.edit(seq, text));
    if (isSaved) announcer.say(texts.composer.saved);
  }

  #complain(): void {
    this.#conversation.announcer.say(texts.composer.over(-this.#left.value));
  }
}

/** Says what is written, and empties the draft. */
export function sendDraft(
  conversation: Conversation,
  options: Pick<SayOptions, "files" | "byItself"> = {},
): void {
  const { draft, state } = conversation;
  const mode = draft.mode.peek();
  const isReply = mode.kind === "reply" && !isGone(state.peek(), mode.seq);
  conversation.say(trimMessage(draft.text.peek()), {
    ...options,
    ...(isReply && { replyTo: mode.seq }),
  });
  draft.clear({ takesFocus: options.byItself !== true });
}
