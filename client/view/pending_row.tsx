import type { ComponentChildren, ComponentType, JSX } from "preact";
import type { Draft } from "../draft.ts";
import type { PendingMessage, PendingMessages } from "../pending.ts";
import { isWorthRetry } from "../pending.ts";
import { errorText, texts } from "../texts.ts";
import { Avatar } from "./avatar.tsx";
import { CopyText } from "./copy_text.tsx";
import { Icon } from "./icon.tsx";
import { memo } from "./memo.ts";
import { Prose } from "./prose.tsx";

interface PendingRowProps {
  message: PendingMessage;
  pending: PendingMessages;
  /** Where a refused text goes back to. */
  draft: Draft;
  opensGroup: boolean;
  author: { readonly id: string; readonly name: string };
  /** Whether the conversation has ended for good, so that nothing is sent any more. */
  isOver: boolean;
}

/** A message on its way: fainter while it waits, with a way out when it was refused. */
export const PendingRow: ComponentType<PendingRowProps> = memo((props) => {
  const { message, opensGroup, author, isOver } = props;
  const waits = message.refusal === undefined && !isOver;
  return (
    <li class="message" data-opens={opensGroup} data-status={waits ? "waiting" : "refused"}>
      {opensGroup && <Avatar person={author} />}
      <div class="byline">
        {opensGroup
          ? <b dir="auto">{author.name}</b>
          : <span class="visually-hidden">{author.name}</span>}
        {waits && (
          <span class="waiting" title={texts.pending.waiting}>
            <Icon shape="clock" />
            <span class="visually-hidden">{texts.pending.waiting}</span>
          </span>
        )}
      </div>
      <Prose text={message.text} />
      {isOver ? <Unsent {...props} /> : message.refusal && <Refused {...props} />}
    </li>
  );
});

/** Why the server refused it, and what to do. */
function Refused({ message, pending, draft }: PendingRowProps): JSX.Element {
  const { ref, text, refusal } = message;
  function edit(): void {
    draft.restore(text);
    pending.discard(ref);
  }
  return (
    <p class="refusal" role="alert">
      <strong>{texts.pending.failed}</strong> {refusal && errorText(refusal)}{" "}
      <Action onClick={edit}>{texts.pending.edit}</Action> {refusal && isWorthRetry(refusal) && (
        <>
          <Action onClick={() => pending.retry(ref)}>{texts.pending.retry}</Action>
          {" "}
        </>
      )}
      <Action onClick={() => pending.discard(ref)}>{texts.pending.discard}</Action>
    </p>
  );
}

/** Nothing is sent any more; the conversation's own alert says why. */
function Unsent({ message, pending }: PendingRowProps): JSX.Element {
  return (
    <p class="refusal">
      <strong>{texts.pending.failed}</strong> <CopyText text={message.text} />{" "}
      <Action onClick={() => pending.discard(message.ref)}>{texts.pending.discard}</Action>
    </p>
  );
}

function Action(
  { onClick, children }: { onClick: () => void; children: ComponentChildren },
): JSX.Element {
  return <button type="button" class="link" onClick={onClick}>{children}</button>;
}
