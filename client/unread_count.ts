import type { RoomState } from "./state.ts";

/** Counts the messages of others that came since one last looked. */
export class UnreadCount {
  #seen: { readonly epoch: string | undefined; readonly seq: number } | undefined;

  /**
   * Gives the count; 0 for whoever is looking, and for what was there before the first look.
   *
   * @param isLooking Whether everything up to the newest is before the reader's eyes now.
   */
  of(state: RoomState, isLooking: boolean): number {
    const { epoch, known, messages, you } = state;
    if (!state.isJoined) return 0;
    if (isLooking || this.#seen === undefined) this.#seen = { epoch, seq: known };
    // In another log, as after a restart that kept nothing, all is new.
    const seenSeq = this.#seen.epoch === epoch ? this.#seen.seq : 0;
    let count = 0;
    for (let index = messages.length - 1; index >= 0; index--) {
      const { seq, from } = messages[index]!;
      if (seq <= seenSeq) break;
      if (from.id !== you?.id) count++;
    }
    return count;
  }
}
