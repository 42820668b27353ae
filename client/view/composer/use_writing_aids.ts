import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Conversation } from "../../conversation/conversation.ts";
import { texts } from "../../i18n/texts.ts";
import type { WritingAids } from "./writing_aids.ts";

/** The aids of a box, as far as they are loaded. */
export interface LoadedAids {
  readonly current: WritingAids | undefined;
  /** Loads them, if they are not there. */
  preload(): void;
  /** Does something with them, once they are there. */
  use(task: (aids: WritingAids) => void | Promise<void>): void;
}

/** Loads what helps who writes into a box when that is wanted first. */
export function useWritingAids(
  box: RefObject<HTMLTextAreaElement | null>,
  conversation: Conversation,
): LoadedAids {
  const aids = useSignal<WritingAids | undefined>(undefined);
  const loading = useRef<Promise<WritingAids>>(undefined);
  const { value } = aids;
  useEffect(() => value?.attach(), [value]);

  async function start(): Promise<WritingAids> {
    const { WritingAids } = await import("./writing_aids.ts");
    if (box.current === null) throw new Error("Cannot help with a box that is gone");
    return aids.value = new WritingAids(box.current, conversation);
  }

  function load(): Promise<WritingAids> {
    return loading.current ??= start().catch((error) => {
      loading.current = undefined;
      throw error;
    });
  }

  return {
    current: value,
    preload() {
      // What was typed meanwhile may ask for suggestions.
      if (value === undefined) void load().then((loaded) => loaded.typed(), () => {});
    },
    use: (task) =>
      void load().then(
        task,
        () => conversation.notices.show({ kind: "part", text: texts.part.failed }),
      ),
  };
}
