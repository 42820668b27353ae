import type { RefObject } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { Completion } from "../completion.ts";
import type { Composing } from "../composing.ts";
import type { Conversation } from "../conversation.ts";
import { EmojiShortcodes } from "../emoji_shortcodes.ts";
import type { Format } from "../formatting.ts";
import { mentionable, suggestPeople } from "../mentionable.ts";
import { pasteLink } from "../pasted_link.ts";
import type { Selection } from "../selection.ts";
import { texts } from "../texts.ts";
import { answerKey } from "./composer_keys.ts";
import { editBox, selectionOf } from "./edit_box.ts";

/** What the box to write in hears and does. */
export interface Writing {
  readonly completion: Completion;
  /** Changes what the box holds, by what it holds now. */
  change(by: (selection: Selection) => Selection): void;
  /** Makes what is selected bold, say. */
  format(name: Format): void;
  /** For the box's events. */
  onInput(event: Event): void;
  onKeyDown(event: KeyboardEvent): void;
  onPaste(event: ClipboardEvent): void;
  onBlur(): void;
}

interface WritingParts {
  conversation: Conversation;
  composing: Composing;
  /** Called when a key says that it be sent. */
  submit(): void;
}

/** Brings together a box, the keys that are pressed in it, and whom it suggests to mention. */
export function useWriting(
  box: RefObject<HTMLTextAreaElement | null>,
  { conversation, composing, submit }: WritingParts,
): Writing {
  const { state, draft, announcer, notices } = conversation;
  const selection = () => selectionOf(box.current!);
  const completion = useMemo(() => {
    const emoji = new EmojiShortcodes({
      load: async () => (await import("../emoji_search.ts")).loadEmojiSearch(),
      loaded: () => box.current === document.activeElement && completion.typed(selection()),
    });
    const completion = new Completion(({ kind, words }) =>
      kind === "emoji"
        ? emoji.suggest(words)
        : suggestPeople(mentionable(state.peek()), words).map((person) => ({ kind, person }))
    );
    return completion;
  }, [conversation]);
  const isSuggesting = completion.list.value.length > 0;
  useEffect(() => {
    if (isSuggesting) announcer.say(texts.suggestions.found(completion.list.peek().length));
  }, [isSuggesting]);
  useEffect(() => {
    // Not every browser lets the box itself tell that its caret has moved.
    const moved = () => completion.moved(selection());
    document.addEventListener("selectionchange", moved);
    return () => document.removeEventListener("selectionchange", moved);
  }, [completion]);
  const format = (name: Format) =>
    void loadFormatting().then(
      (formatting) => editBox(box.current!, formatting.format(name, selection())),
      () => notices.show({ kind: "part", text: texts.part.failed }),
    );
  return {
    completion,
    format,
    change: (by) => editBox(box.current!, by(selection())),
    onInput({ isTrusted }) {
      // So that it is there when a key asks for it, and nothing is typed meanwhile.
      if (draft.text.peek() === "") void loadFormatting().catch(() => {});
      composing.write(box.current!.value, { isTyped: isTrusted });
      if (isTrusted) completion.typed(selection());
    },
    onKeyDown(event) {
      const isMine = answerKey(event, {
        completion,
        selection,
        change: (to) => editBox(box.current!, to),
        format,
        submit,
        cancel: () => composing.cancel(),
        editLast: () => composing.editLast(),
      });
      if (isMine) event.preventDefault();
    },
    onPaste(event) {
      const linked = pasteLink(selection(), event.clipboardData?.getData("text/plain") ?? "");
      if (linked === undefined) return;
      event.preventDefault();
      editBox(box.current!, linked);
    },
    onBlur: () => completion.close(),
  };
}

/** What most messages do without is loaded once one is begun. */
function loadFormatting(): Promise<typeof import("../formatting.ts")> {
  return import("../formatting.ts");
}
