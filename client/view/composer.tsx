import { useComputed, useSignalEffect } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { countChars } from "../../lib/wire/names.ts";
import type { Conversation } from "../conversation.ts";
import { isSendKey } from "../send_key.ts";
import { texts } from "../texts.ts";
import { CopyText } from "./copy_text.tsx";
import { Icon } from "./icon.tsx";
import { growWithText } from "./grow_with_text.ts";
import { isTouch } from "./touch.ts";
import { TypingLine } from "./typing_line.tsx";

/** Characters left at which the counter appears. */
const counterFrom = 500;

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
  /** The last call for the focus that was followed. */
  const answered = useRef(draft.call.peek());
  const text = draft.text.value;
  const room = useComputed(() => state.value.room);
  const maxChars = useComputed(() => state.value.maxTextChars);
  const isOver = status.value.kind === "ended";
  const left = maxChars.value - (isLong(text, maxChars.value) ? countChars(text) : 0);
  const canSend = text.trim() !== "" && left >= 0 && !isOver;

  useEffect(() => {
    const { current } = box;
    if (current === null) return;
    // What was written before the script was there. The box of another room begins empty.
    if (current.value !== "") draft.write(current.value);
    if (!isTouch()) current.focus();
    return growWithText(current);
  }, []);
  useSignalEffect(() => {
    const { current } = box;
    const [text, call] = [draft.text.value, draft.call.value];
    if (current === null) return;
    if (current.value !== text) {
      current.value = text;
      // Whoever makes the box grow has to hear of it.
      current.dispatchEvent(new Event("input"));
    }
    if (call === answered.current) return;
    answered.current = call;
    current.focus();
    if (call) current.setSelectionRange(call.caret, call.caret);
  });

  function written(): void {
    draft.write(box.current!.value);
    conversation.drafted(draft.text.value);
  }

  function send(): void {
    if (!canSend) return;
    conversation.say(text.trim());
    draft.clear();
    onSent();
  }

  function pressed(event: KeyboardEvent): void {
    if (!isSendKey(event, { isTouch: isTouch() })) return;
    event.preventDefault();
    send();
  }

  return (
    <footer class="footer">
      <form
        class="composer"
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <label class="visually-hidden" for="message">{texts.composer.label(room.value)}</label>
        <textarea
          id="message"
          rows={1}
          dir="auto"
          ref={box}
          placeholder={texts.composer.placeholder(room.value)}
          autocomplete="off"
          aria-describedby="footnote"
          aria-invalid={left < 0}
          readOnly={isOver}
          onInput={written}
          onKeyDown={pressed}
        />
        <button
          class="send"
          type="submit"
          disabled={!canSend}
          aria-label={texts.composer.send}
          // Keeps the focus, and with it a phone's keyboard, where it is.
          onPointerDown={(event) => event.preventDefault()}
        >
          <Icon shape="send" />
        </button>
      </form>
      <p class="footline">
        <TypingLine conversation={conversation} />
        <span id="footnote" class="footnote" data-over={left < 0}>
          {isOver ? text.trim() !== "" && <CopyText text={text} /> : footnote(left, text)}
        </span>
      </p>
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

/** Whether counting is worth the work; a character takes one or two units. */
function isLong(text: string, maxChars: number): boolean {
  return text.length > maxChars - counterFrom;
}

function footnote(left: number, draft: string): string {
  if (left < 0) return texts.composer.over(-left);
  if (left <= counterFrom) return texts.composer.left(left);
  return draft === "" || isTouch() ? "" : texts.composer.hint;
}
