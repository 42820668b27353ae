import { computed, effect } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Message } from "../../../lib/wire/messages.ts";
import { browserStorage } from "../../platform/browser.ts";
import type { Conversation } from "../../conversation/conversation.ts";
import { EmojiUses } from "../../emoji/emoji_uses.ts";
import { roomHref } from "../../platform/room_address.ts";
import { rightsOver } from "../../conversation/message_rights.ts";
import type { MessageRights } from "../../conversation/message_rights.ts";
import { findMessage } from "../../timeline/state.ts";
import { late } from "../../i18n/late_texts.ts";
import { canWriteTo, writeTo } from "../../rooms/write_to.ts";
import type { Writing } from "../../rooms/write_to.ts";
import type { ActiveRow } from "../controls/active_row.ts";
import { askDeletion } from "./delete_dialog.tsx";
import { pickEmoji } from "../emoji/emoji_picker.tsx";
import { askMessageMenu } from "./message_menu.tsx";

/** What one can do with the messages of a room; what may be done is checked first. */
export class MessageActions {
  readonly #writing: Writing;
  readonly #conversation: Conversation;
  readonly #active: ActiveRow;
  readonly #uses = new EmojiUses(browserStorage);
  /** The message in the active row. */
  readonly message: ReadonlySignal<Message | undefined>;

  /** Acts in a conversation; dialogs keep the tools in the row of `active`. */
  constructor(writing: Writing, active: ActiveRow) {
    const { conversation } = writing;
    this.#writing = writing;
    this.#conversation = conversation;
    this.#active = active;
    this.message = computed(() => {
      const { value } = active.seq;
      return value === undefined ? undefined : findMessage(conversation.state.value, value);
    });
  }

  /** What one may do with a message; reads the room's state. */
  rights(message: Message): MessageRights {
    const { about, silence } = this.#conversation;
    return rightsOver(message, { you: about.value.you, silence: silence.value });
  }

  /** The emoji to offer first. */
  frequent(count: number): string[] {
    return this.#uses.frequent(count);
  }

  /** Reacts with an emoji, or takes that back. */
  react({ seq, reactions }: Message, emoji: string): void {
    const isMine = reactions?.[emoji]?.includes(this.#conversation.author.id) ?? false;
    if (!isMine) this.#uses.note(emoji);
    void this.#conversation.react(seq, emoji, !isMine);
  }

  /** Reacts with what is picked. */
  async pickReaction(message: Message, anchor: HTMLElement): Promise<void> {
    if (!this.rights(message).canAnswer) return;
    const emoji = await this.#active.hold(() => pickEmoji(anchor));
    if (emoji !== undefined) void this.#conversation.react(message.seq, emoji, true);
  }

  /** Begins an answer. */
  reply(message: Message): void {
    if (this.rights(message).canAnswer) this.#conversation.draft.reply(message.seq);
  }

  /** Begins to change the text. */
  edit(message: Message): void {
    const { seq, text = "" } = message;
    if (this.rights(message).canEdit) this.#conversation.draft.edit(seq, text);
  }

  /** Deletes, once one is sure. */
  async remove(message: Message): Promise<void> {
    if (!this.rights(message).canRemove) return;
    if (!await this.#active.hold(() => askDeletion(message))) return;
    this.#active.takeFocusHome();
    void this.#conversation.remove(message.seq);
  }

  /** Goes to the direct room with whoever said it. */
  async write({ from }: Message): Promise<void> {
    const problem = await writeTo(from, this.#writing);
    if (problem !== undefined) this.#conversation.notices.show({ kind: "direct", text: problem });
  }

  /** Shows everything that can be done. */
  async openMenu(message: Message, anchor: HTMLElement): Promise<void> {
    const { seq } = message;
    const link = location.origin + roomHref(this.#conversation.state.value.room, seq);
    const gone = new AbortController();
    const stopWatching = effect(() => {
      if (findMessage(this.#conversation.state.value, seq)?.deleted) gone.abort();
    });
    const choice = await this.#active.hold(() =>
      askMessageMenu(anchor, gone.signal, {
        message,
        link,
        rights: this.rights(message),
        canWrite: canWriteTo(message.from, this.#conversation),
        frequent: this.frequent(5),
        copyFailed: (text) => this.#copyFailed(text),
      })
    );
    stopWatching();
    // What has happened to it while the menu was open.
    const current = findMessage(this.#conversation.state.value, seq);
    if (choice === undefined || current === undefined) return;
    if (choice.kind === "emoji") this.react(current, choice.emoji);
    else if (choice.kind === "react") await this.pickReaction(current, anchor);
    else await this[choice.kind](current);
  }

  #copyFailed(text: string): void {
    this.#conversation.notices.show({ kind: "copy", text: late().actions.copyFailed(text) });
  }
}
