import { computed, effect, untracked } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Clock } from "../../lib/clock.ts";
import type { Conversation } from "../conversation/conversation.ts";
import type { KeptDraft } from "./draft.ts";
import { isNothing, isSame, keyOf, parseDraft } from "./stored_drafts.ts";
import type { StoredDrafts } from "./stored_drafts.ts";

/** Milliseconds between two times that what is being written is stored. */
const intervalMs = 500;

/** Other tabs, and the end of this one. */
export interface OtherTabs {
  /**
   * Begins to listen.
   *
   * @param listener.stored Another tab changed what is stored under `key`, to `value`.
   * @param listener.leaving The page may not come back.
   * @returns A function that stops it.
   */
  watch(listener: { stored(key: string, value: string | null): void; leaving(): void }): () => void;
}

/** What {@linkcode keepDraft} needs from outside. */
export interface DraftKeeping {
  readonly clock: Clock;
  readonly drafts: StoredDrafts;
  readonly tabs: OtherTabs;
}

/**
 * Takes up what was being written in a room when its page was left, and keeps what is.
 *
 * Of several tabs the one in which something is typed stores its text. Another one shows it too,
 * and drops it when it is sent there, as long as nothing else was typed in that one; nor does a tab
 * take away what another one has stored since.
 *
 * @returns A function that stops it.
 */
export function keepDraft(
  { draft, state }: Pick<Conversation, "draft" | "state">,
  { clock, drafts, tabs }: DraftKeeping,
): () => void {
  const { room } = state.peek();
  let cancel: (() => void) | undefined;
  const found = drafts.find(room);
  /** What this tab and the storage had in common last. */
  let common: KeptDraft = found ?? { text: "" };
  if (found !== undefined) draft.resume(found);

  function store(): void {
    cancel?.();
    cancel = undefined;
    const kept = draft.kept.peek();
    if (isSame(kept, common)) return;
    const { epoch } = state.peek();
    const isOthers = isNothing(kept) && !isSame(drafts.find(room) ?? { text: "" }, common);
    if (!isOthers) drafts.put(room, { ...kept, ...(epoch && { epoch }), at: clock.now() });
    common = kept;
  }

  const stopStoring = effect(() => {
    const kept = draft.kept.value;
    if (isNothing(kept)) store();
    else if (!isSame(kept, common)) cancel ??= clock.schedule(intervalMs, store);
  });
  const epoch = computed(() => state.value.epoch);
  const stopLooking = effect(() => {
    // What was answered stands in another log: it is not known any more which message it was.
    const isOther = found?.epoch !== undefined && epoch.value !== undefined &&
      epoch.value !== found.epoch;
    const { replyTo } = draft.kept.peek();
    if (isOther && replyTo !== undefined && replyTo === found.replyTo) draft.detach();
  });
  const stopWatching = tabs.watch({
    stored(key, value) {
      if (key !== keyOf(room) || !isSame(draft.kept.peek(), common)) return;
      const other = parseDraft(value);
      if (other !== undefined && !drafts.isMine(other)) return;
      common = other ?? { text: "" };
      draft.resume(common);
    },
    leaving: store,
  });
  return () => {
    store();
    stopStoring();
    stopLooking();
    stopWatching();
  };
}

/**
 * The same for every room on a list, for as long as it is there.
 *
 * @returns A function that stops it.
 */
export function keepDrafts(
  rooms: ReadonlySignal<readonly { readonly conversation: Conversation }[]>,
  keeping: DraftKeeping,
): () => void {
  const kept = new Map<Conversation, () => void>();
  function keep(conversations: ReadonlySet<Conversation>): void {
    for (const [conversation, stop] of kept) {
      if (conversations.has(conversation)) continue;
      stop();
      kept.delete(conversation);
    }
    for (const conversation of conversations) {
      if (!kept.has(conversation)) kept.set(conversation, keepDraft(conversation, keeping));
    }
  }
  const stop = effect(() => {
    const conversations = new Set(
      rooms.value.map(({ conversation }) => conversation)
        // What is to be sealed does not lie in plain storage meanwhile.
        .filter(({ direct }) => direct === undefined),
    );
    untracked(() => keep(conversations));
  });
  return () => {
    stop();
    keep(new Set());
  };
}
