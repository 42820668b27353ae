import type { ComponentType } from "preact";
import type { PendingMessage, PendingMessages } from "../pending.ts";
import { errorText, texts } from "../texts.ts";
import { Avatar } from "./avatar.tsx";
import { Icon } from "./icon.tsx";
import { memo } from "./memo.ts";
import { Prose } from "./prose.tsx";

interface PendingRowProps {
  message: PendingMessage;
  pending: PendingMessages;
  opensGroup: boolean;
  author: { readonly id: string; readonly name: string };
}

/** A message on its way: fainter while it waits, with a way out when it was refused. */
export const PendingRow: ComponentType<PendingRowProps> = memo((
  { message, pending, opensGroup, author },
) => (
  <li
    class="message"
    data-opens={opensGroup}
    data-status={message.refusal === undefined ? "waiting" : "refused"}
  >
    {opensGroup && <Avatar person={author} />}
    <div class="byline">
      {opensGroup
        ? <b dir="auto">{author.name}</b>
        : <span class="visually-hidden">{author.name}</span>}
      {message.refusal === undefined && (
        <span class="waiting" title={texts.pending.waiting}>
          <Icon shape="clock" />
          <span class="visually-hidden">{texts.pending.waiting}</span>
        </span>
      )}
    </div>
    <Prose text={message.text} />
    {message.refusal && (
      <p class="refusal" role="alert">
        <strong>{texts.pending.failed}</strong> {errorText(message.refusal)}{" "}
        <button type="button" class="link" onClick={() => pending.retry(message.ref)}>
          {texts.pending.retry}
        </button>{" "}
        <button type="button" class="link" onClick={() => pending.discard(message.ref)}>
          {texts.pending.discard}
        </button>
      </p>
    )}
  </li>
));
