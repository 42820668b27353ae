import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { DraftAttachment } from "../../files/draft_attachment.ts";
import { AttachmentCard, intoView } from "./attachment_card.tsx";
import type { DeskPartProps } from "./file_desk.ts";
import { IconButton } from "../controls/icon_button.tsx";
import { isTouch } from "../controls/touch.ts";

/** Above the box: what is attached to the message, and how far it is. */
export function AttachmentStrip({ conversation, tray, words }: DeskPartProps): JSX.Element | null {
  const cards = useRef<HTMLUListElement>(null);
  const heir = useRef<DraftAttachment>(undefined);
  const list = tray.list.value;
  /** How many there were when it was drawn last. */
  const count = useRef(0);
  const complaint = tray.complaint.value;
  const isWaiting = tray.isWaiting.value;
  const hasFailed =
    useComputed(() => tray.list.value.some(({ upload }) => upload.state.value.kind === "failed"))
      .value;
  useLayoutEffect(() => {
    const added = list.length > count.current ? cards.current?.children[count.current] : undefined;
    added?.scrollIntoView(intoView);
    count.current = list.length;
    const { current } = heir;
    heir.current = undefined;
    const card = current && cards.current?.querySelector(`[data-key="${current.key}"]`);
    card?.querySelector<HTMLElement>(".remove")?.focus();
  }, [list]);

  /** Where it stood there is the next one then, or the one before; of none the box has the focus. */
  function remove(attachment: DraftAttachment): void {
    const index = list.indexOf(attachment);
    heir.current = list[index + 1] ?? list[index - 1];
    tray.remove(attachment);
    if (heir.current === undefined) goOn();
  }

  if (list.length === 0 && complaint === "") return null;
  return (
    <div class="attachment-strip">
      {complaint !== "" && (
        <div class="complaint">
          <p role="alert">{complaint}</p>
          <IconButton shape="close" label={words.dismiss} onClick={dismiss} />
        </div>
      )}
      {isWaiting && (
        <p class="holding" data-failed={hasFailed}>
          {hasFailed ? words.waitsForYou : words.waits}{" "}
          <button type="button" class="link" onClick={takeBack}>{words.takeBack}</button>
        </p>
      )}
      {list.length > 0 && (
        <ul class="cards" aria-label={words.list} ref={cards}>
          {list.map((attachment) => (
            <AttachmentCard
              key={attachment.key}
              attachment={attachment}
              tray={tray}
              words={words}
              onRemove={() => remove(attachment)}
              onDescribed={() => conversation.draft.focus()}
            />
          ))}
        </ul>
      )}
    </div>
  );

  function dismiss(): void {
    tray.dismiss();
    goOn();
  }

  function takeBack(): void {
    tray.takeBack();
    goOn();
  }

  /** To the box; on a phone that would raise a keyboard nobody asked for. */
  function goOn(): void {
    if (!isTouch()) conversation.draft.focus();
  }
}
