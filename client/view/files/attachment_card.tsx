import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import type { SendingTexts } from "../../../lib/texts/texts.ts";
import { limits } from "../../../lib/wire/limits.ts";
import type { DraftAttachment } from "../../files/draft_attachment.ts";
import { sizeText } from "../../files/file_size.ts";
import type { Tray } from "../../composer/tray.ts";
import type { UploadState } from "../../files/upload.ts";
import { FileIcon, fileShapeOf } from "./file_icon.tsx";
import { FileName } from "./file_name.tsx";
import { Icon } from "../controls/icon.tsx";

/** Along the row of cards, and no further than that needs. */
export const intoView: ScrollIntoViewOptions = { block: "nearest", inline: "nearest" };

interface AttachmentCardProps {
  attachment: DraftAttachment;
  tray: Tray;
  words: SendingTexts;
  onRemove(): void;
  /** The reader has said what is to be seen, and goes on. */
  onDescribed(): void;
}

/** One file that is attached: what it is, how far it is, and what can be done with it. */
export function AttachmentCard(props: AttachmentCardProps): JSX.Element {
  const { attachment, tray, words, onRemove } = props;
  const { name, upload } = attachment;
  const state = upload.state.value;
  const isOver = state.kind === "done" || state.kind === "failed";
  const card = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (state.kind === "failed") card.current?.scrollIntoView(intoView);
  }, [state.kind]);
  const removal = isOver ? words.remove(name) : words.cancel(name);
  return (
    <li class="attachment-card" data-key={attachment.key} data-state={state.kind} ref={card}>
      <Picture attachment={attachment} />
      <FileName name={name} />
      <p class="standing">
        <Standing attachment={attachment} tray={tray} words={words} />
      </p>
      <button
        type="button"
        class="icon-button remove"
        aria-label={removal}
        title={removal}
        onClick={onRemove}
      >
        <Icon shape="close" />
      </button>
      {attachment.isPicture && <Description {...props} />}
      <Progress state={state} label={words.progress(name)} />
    </li>
  );
}

/** The picture itself where the browser can show it; else a drawing of what it is. */
function Picture({ attachment }: { attachment: DraftAttachment }): JSX.Element {
  const { preview } = attachment;
  const hasFailed = useSignal(false);
  return (
    <span class="picture">
      {preview === undefined || hasFailed.value
        ? <FileIcon shape={fileShapeOf(attachment)} />
        : <img src={preview} alt="" onError={() => hasFailed.value = true} />}
    </span>
  );
}

type StandingProps = Pick<AttachmentCardProps, "attachment" | "tray" | "words">;

/** Its size, and what is to be known of it. */
function Standing({ attachment, tray, words }: StandingProps): JSX.Element {
  const state = attachment.upload.state.value;
  const isUndescribed = attachment.isPicture && attachment.alt.value.trim() === "";
  if (state.kind === "failed") {
    return (
      <>
        <span class="failure">{tray.failureText(state.failure)}</span>{" "}
        <button
          type="button"
          class="link"
          aria-label={words.retryOf(attachment.name)}
          onClick={() => tray.retry(attachment)}
        >
          {words.retry}
        </button>
      </>
    );
  }
  return (
    <>
      <bdi>{sizeText(attachment.size)}</bdi>
      {" · "}
      {state.kind === "done" && isUndescribed
        ? <span class="reminder">{words.notDescribed}</span>
        : <span class="state">{stateText(state, words)}</span>}
    </>
  );
}

function stateText(state: UploadState, words: SendingTexts): string {
  switch (state.kind) {
    case "sending":
      return words.percent(state.share);
    case "failed":
      return "";
    default:
      return words.states[state.kind];
  }
}

/** How much has left, in per cent; without a number while nothing does. */
function Progress({ state, label }: { state: UploadState; label: string }): JSX.Element | null {
  if (state.kind === "done" || state.kind === "failed") return null;
  const share = state.kind === "sending" || state.kind === "paused" ? state.share : undefined;
  return (
    <progress
      aria-label={label}
      max={100}
      {...(share !== undefined && { value: Math.floor(100 * share) })}
    />
  );
}

function Description({ attachment, tray, words, onDescribed }: AttachmentCardProps): JSX.Element {
  const id = useId();
  function pressed(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.isComposing) return;
    // Enter in here would send the message.
    event.preventDefault();
    onDescribed();
  }
  return (
    <>
      <label for={id}>
        {words.describe}
        <span class="visually-hidden">: {attachment.name}</span>
      </label>
      <input
        id={id}
        type="text"
        dir="auto"
        maxLength={limits.altChars}
        autocomplete="off"
        value={attachment.alt.value}
        onInput={({ currentTarget }) => tray.describe(attachment, currentTarget.value)}
        onKeyDown={pressed}
      />
    </>
  );
}
