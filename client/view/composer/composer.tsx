import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { Composing } from "../../composer/composing.ts";
import type { Conversation } from "../../conversation/conversation.ts";
import { texts } from "../../i18n/texts.ts";
import { lazy } from "../controls/lazy.tsx";
import type { ComposerBarProps } from "./composer_bar.tsx";
import { answerKey } from "./composer_keys.ts";
import { ComposerTools, leaveFocus } from "./composer_tools.tsx";
import type { FileDesk } from "../files/file_desk.ts";
import { Footline } from "./footline.tsx";
import { Icon } from "../controls/icon.tsx";
import { useDraftBox } from "./use_draft_box.ts";
import { useToolbar } from "./use_toolbar.ts";
import { useWritingAids } from "./use_writing_aids.ts";

const ComposerBar = lazy<ComposerBarProps>(
  async () => (await import("../timeline/around.ts")).ComposerBar,
  () => null,
);

interface ComposerProps {
  conversation: Conversation;
  /** Whether the room opens with it; else it comes back to somebody who could only read. */
  isOpening: boolean;
  /** What lets one send files, once it is there. */
  desk: FileDesk | undefined;
}

/**
 * The box to write in, with a button that sends; which keys do as well, `send_key.ts` knows.
 */
export function Composer({ conversation, isOpening, desk }: ComposerProps): JSX.Element {
  const { about, status, draft } = conversation;
  const box = useRef<HTMLTextAreaElement>(null);
  const composing = useMemo(() => new Composing(conversation), [conversation]);
  const toolbar = useToolbar();
  const submit = () => composing.submit();
  const aids = useWritingAids(box, conversation);
  useDraftBox(draft, box, { isOpening });
  const title = useComputed(() => conversation.title).value;
  const { label, placeholder } = conversation.direct ? texts.direct : texts.composer;
  const isOver = status.value.kind === "ended";
  const isEdit = draft.mode.value.kind === "edit";
  const isSaving = draft.progress.value.kind === "saving";
  const { isJoined, maxUploadBytes } = about.value;
  const canAttach = maxUploadBytes > 0 && !isOver && !isEdit;
  const tray = conversation.tray.value;
  const files = desk && tray && { conversation, tray, words: desk.words };
  useLayoutEffect(() => desk?.serve(conversation), [desk, conversation]);

  function written({ isTrusted }: Event): void {
    if (isTrusted) aids.preload();
    composing.write(box.current!.value, { isTyped: isTrusted });
    if (isTrusted) aids.current?.typed();
  }

  function pressed(event: KeyboardEvent): void {
    aids.preload();
    if (answerKey(event, { aids, composing, submit })) event.preventDefault();
  }

  function pasted(event: ClipboardEvent): void {
    const words = event.clipboardData?.getData("text/plain") ?? "";
    const isTaken = (tray && canAttach && desk?.paste(event, tray)) || aids.current?.pasted(words);
    if (isTaken) event.preventDefault();
  }

  return (
    <footer class="footer">
      <form
        class="composer"
        data-files={!isJoined || maxUploadBytes > 0}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {draft.mode.value.kind !== "new" && (
          <ComposerBar.View conversation={conversation} composing={composing} />
        )}
        {desk && files && !isEdit && <desk.Strip {...files} />}
        {toolbar.View && <toolbar.View onFormat={(name) => aids.use((it) => it.format(name))} />}
        <label class="visually-hidden" for="message">{label(title)}</label>
        <textarea
          id="message"
          rows={1}
          dir="auto"
          ref={box}
          placeholder={placeholder(title)}
          autocomplete="off"
          aria-busy={isSaving}
          aria-describedby="purpose footnote"
          aria-invalid={composing.left.value < 0}
          aria-autocomplete="list"
          aria-controls={aids.current?.listId}
          aria-activedescendant={aids.current?.activeId}
          readOnly={isOver || isSaving}
          onInput={written}
          onKeyDown={pressed}
          onPaste={pasted}
          onBlur={() => aids.current?.completion.close()}
        />
        <ComposerTools aids={aids} toolbar={toolbar}>
          {desk && files && canAttach && <desk.Button {...files} />}
        </ComposerTools>
        <button
          class="send"
          type="submit"
          disabled={!composing.canSubmit.value}
          aria-label={isEdit ? texts.composer.save : texts.composer.send}
          onPointerDown={leaveFocus}
        >
          <Icon shape={isEdit ? "check" : "send"} />
        </button>
        {aids.current && (
          <aids.current.View
            completion={aids.current.completion}
            onPick={(picked) => aids.current?.pick(picked)}
          />
        )}
      </form>
      <Footline conversation={conversation} composing={composing} />
      {desk && files && canAttach && <desk.DropArea {...files} />}
    </footer>
  );
}
