import { computed, signal } from "@preact/signals";
import type { ReadonlySignal, Signal } from "@preact/signals";
import type { Conversation } from "../conversation/conversation.ts";
import type { ListedRoom } from "./listed_room.ts";
import type { Unread } from "../timeline/unread_count.ts";

/** The server counts unread messages no further. */
const maxCounted = 1_000;

/** One of one's rooms. */
export class RoomEntry {
  /** Its name, as the address takes it. */
  readonly name: string;
  /** What is said there; a few more rooms than are open may be on the list. */
  readonly conversation: Conversation;
  /** What one has not read: by the conversation, until it is there by the server's list. */
  readonly unread: ReadonlySignal<Unread>;
  /** A message that is to be shown as soon as the room is; whoever shows it takes this back. */
  readonly sought: Signal<number | undefined> = signal<number | undefined>(undefined);
  /** What the room is called now, once nothing waits under the name that it had. */
  readonly movedTo: ReadonlySignal<string | undefined>;
  #isOpen = false;

  /**
   * Opens nothing yet.
   *
   * @param listed How the server lists the room.
   */
  constructor(conversation: Conversation, listed: ReadonlySignal<ListedRoom | undefined>) {
    this.conversation = conversation;
    this.name = conversation.state.peek().room;
    this.unread = computed(() => {
      if (conversation.about.value.isJoined) return conversation.unread.value;
      const count = listed.value?.unread ?? 0;
      return { count, mentions: 0, isMore: count >= maxCounted };
    });
    this.movedTo = computed(() => {
      const { isJoined, room } = conversation.about.value;
      if (!isJoined || room === this.name) return undefined;
      const isIdle = conversation.pending.list.value.length === 0 &&
        conversation.draft.text.value === "" && !conversation.hasFiles.value;
      return isIdle ? room : undefined;
    });
  }

  /** What it is called to people. */
  get title(): string {
    return this.conversation.title;
  }

  /** Whether its conversation was opened. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Opens the conversation, if it is not open. */
  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.conversation.open();
  }

  /** Ends the conversation. */
  close(): void {
    if (this.#isOpen) this.conversation.close();
    this.#isOpen = false;
  }
}
