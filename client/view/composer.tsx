import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo, useRef } from "preact/hooks";
import { Composing } from "../composing.ts";
import type { Conversation } from "../conversation.ts";
import { texts } from "../texts.ts";
import { ComposerBar } from "./composer_bar.tsx";
import { ComposerTools, keepFocus } from "./composer_tools.tsx";
import { Footline } from "./footline.tsx";
import { Icon } from "./icon.tsx";
import { activeSuggestionId, Suggestions, suggestionsId } from "./suggestions.tsx";
import { TypingLine } from "./typing_line.tsx";
import { useDraftBox } from "./use_draft_box.ts";
import { useToolbar } from "./use_toolbar.ts";
import { useWriting } from "./use_writing.ts";

interface ComposerProps {
  conversation: Conversation;
  /** Called after something was sent. */
  onSent(): void;
}

/**
 * The box to write in, with a button that sends; which keys do as well, `send_key.ts` knows.
 */
export function Composer({ conversation, onSent }: ComposerProps): JSX.Element {
  const { state, status, draft } = conversation;
  const box = useRef<HTMLTextAreaElement>(null);
  const composing = useMemo(() => new Composing(conversation), [conversation]);
  const toolbar = useToolbar();
  const submit = () => void (composing.submit() && onSent());
  const writing = useWriting(box, { conversation, composing, submit });
  useDraftBox(draft, box);
  const { completion } = writing;
  const room = useComputed(() => state.value.room).value;
  const isOver = status.value.kind === "ended";
  const isEdit = draft.mode.value.kind === "edit";
  const isSaving = draft.progress.value.kind === "saving";
  return (
    <footer class="footer">
      <form
        class="composer"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <ComposerBar conversation={conversation} composing={composing} />
        {toolbar.View && <toolbar.View onFormat={writing.format} />}
        <label class="visually-hidden" for="message">{texts.composer.label(room)}</label>
        <textarea
          id="message"
          rows={1}
          dir="auto"
          ref={box}
          placeholder={texts.composer.placeholder(room)}
          autocomplete="off"
          aria-busy={isSaving}
          aria-describedby="purpose footnote"
          aria-invalid={composing.left.value < 0}
          aria-autocomplete="list"
          aria-controls={completion.active.value && suggestionsId}
          aria-activedescendant={activeSuggestionId(completion)}
          readOnly={isOver || isSaving}
          onInput={writing.onInput}
          onKeyDown={writing.onKeyDown}
          onPaste={writing.onPaste}
          onBlur={writing.onBlur}
        />
        <ComposerTools writing={writing} toolbar={toolbar} />
        <button
          class="send"
          type="submit"
          disabled={!composing.canSubmit.value}
          aria-label={isEdit ? texts.composer.save : texts.composer.send}
          onPointerDown={keepFocus}
        >
          <Icon shape={isEdit ? "check" : "send"} />
        </button>
        <Suggestions
          completion={completion}
          onPick={(picked) => writing.change((it) => completion.pick(it, picked))}
        />
      </form>
      <Footline conversation={conversation} composing={composing} />
    </footer>
  );
}

/** In place of the composer for those who may only read. */
export function ReadOnlyComposer({ conversation }: { conversation: Conversation }): JSX.Element {
  return (
    <footer class="footer">
      <p class="read-only">{texts.composer.readOnly}</p>
      <p class="footline">
        <TypingLine conversation={conversation} />
      </p>
    </footer>
  );
}
