import { useComputed } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Composing } from "../../composer/composing.ts";
import type { Conversation } from "../../conversation/conversation.ts";
import { snippet } from "../../markdown/snippet.ts";
import { findOriginal } from "../../timeline/state.ts";
import type { Original } from "../../timeline/state.ts";
import { late } from "../../i18n/late_texts.ts";
import { errorText } from "../../i18n/texts.ts";
import { Icon } from "../controls/icon.tsx";
import { IconButton } from "../controls/icon_button.tsx";
import type { IconShape } from "../controls/icon.tsx";
import { isTouch } from "../controls/touch.ts";

/** Characters of the original that are there for who listens; the eye gets one line of them. */
const maxChars = 200;

/** What {@linkcode ComposerBar} is told. */
export interface ComposerBarProps {
  conversation: Conversation;
  composing: Composing;
}

/** Above the box: what becomes of what is written when it is not simply a new message. */
export function ComposerBar(props: ComposerBarProps): JSX.Element | null {
  const mode = props.conversation.draft.mode.value;
  if (mode.kind === "new") return null;
  // Another message has a bar of its own: what one computed, and has said, is about that one.
  return mode.kind === "reply"
    ? <ReplyBar key={mode.seq} {...props} seq={mode.seq} />
    : <EditBar key={mode.seq} {...props} />;
}

function ReplyBar({ conversation, composing, seq }: ComposerBarProps & { seq: number }) {
  const { state, draft, announcer } = conversation;
  const original = useComputed(() => findOriginal(state.value, seq)).value;
  const isGone = composing.isTargetGone.value;
  const isLoaded = useComputed(() => state.value.messages.length > 0).value;
  useEffect(() => {
    // After a reload it is mostly among the messages that are about to come.
    if (isLoaded && original === undefined) conversation.wantOriginal(seq);
  }, [isLoaded, original, seq]);
  useEffect(() => announcer.say(targetText(original)), [seq]);
  return (
    <Bar shape="reply" cancel={late().writing.cancelReply} onCancel={() => draft.cancel()}>
      {!isGone && (
        <button type="button" class="target" onClick={() => conversation.goTo(seq)}>
          <Target original={original} />
        </button>
      )}
      <span role="status">{isGone && late().writing.replyGone}</span>
    </Bar>
  );
}

function Target({ original }: { original: Original | undefined }): JSX.Element {
  if (typeof original !== "object") return <>{late().writing.replyingToUnknown}</>;
  return (
    <>
      <span class="lead">{late().writing.replyingTo}</span>{" "}
      <b>
        <bdi>{original.from.name}</bdi>:
      </b>{" "}
      <span class="snippet" dir="auto">{snippet(original, maxChars)}</span>
    </>
  );
}

/** The same for those who listen, once, when the answer is begun. */
function targetText(original: Original | undefined): string {
  if (typeof original !== "object") return late().writing.replyingToUnknown;
  return `${late().writing.replyingTo} ${original.from.name}: ${snippet(original, maxChars)}`;
}

function EditBar({ conversation, composing }: ComposerBarProps): JSX.Element {
  const { draft, announcer } = conversation;
  useEffect(() => announcer.say(late().writing.editing), []);
  return (
    <Bar shape="edit" cancel={late().writing.cancelEdit} onCancel={() => draft.cancel()}>
      <EditWords conversation={conversation} composing={composing} />
    </Bar>
  );
}

/** How the edit stands, and the way on where it needs one. */
function EditWords({ conversation: { draft }, composing }: ComposerBarProps): JSX.Element {
  const progress = draft.progress.value;
  if (composing.isTargetGone.value) {
    return (
      <span role="alert">
        {late().writing.editGone} <Action onClick={makeNew}>{late().writing.makeNew}</Action>
      </span>
    );
  }
  switch (progress.kind) {
    case "failed":
      return <span role="alert" class="failure">{errorText(progress.failure)}</span>;
    case "emptied":
      return (
        <span role="alert">
          {late().writing.emptied}{" "}
          <Action onClick={() => composing.remove()}>{late().writing.remove}</Action>
        </span>
      );
    case "saving":
      return <span role="status">{late().writing.saving}</span>;
    case "open":
      return (
        <span>
          {late().writing.editing}
          {!isTouch() && ` · ${late().writing.editingKeys}`}
        </span>
      );
  }

  function makeNew(): void {
    draft.detach();
    draft.focus();
  }
}

function Action({ onClick, children }: { onClick(): void; children: string }): JSX.Element {
  return <button type="button" class="link" onClick={onClick}>{children}</button>;
}

interface FrameProps {
  shape: IconShape;
  /** What its button does, in words. */
  cancel: string;
  onCancel(): void;
  children: ComponentChildren;
}

function Bar({ shape, cancel, onCancel, children }: FrameProps): JSX.Element {
  return (
    <div class="composer-bar">
      <Icon shape={shape} />
      <p id="purpose">{children}</p>
      <IconButton shape="close" label={cancel} onClick={onCancel} />
    </div>
  );
}
