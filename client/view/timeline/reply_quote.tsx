import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { Message } from "../../../lib/wire/messages.ts";
import type { Conversation } from "../../conversation/conversation.ts";
import { snippet } from "../../markdown/snippet.ts";
import { findOriginal } from "../../timeline/state.ts";
import type { Original } from "../../timeline/state.ts";
import { texts } from "../../i18n/texts.ts";
import { Icon } from "../controls/icon.tsx";

/** Characters of the original that are there for who listens; the eye gets one line of them. */
const maxChars = 300;

interface ReplyQuoteProps {
  /** The message that is answered. */
  seq: number;
  conversation: Conversation;
}

/** What a message answers, in one line that leads there. Its height is always the same. */
export function ReplyQuote({ seq, conversation }: ReplyQuoteProps): JSX.Element {
  const original = useComputed(() => findOriginal(conversation.state.value, seq)).value;
  const isSought = useComputed(() => conversation.seek.target.value === seq).value;
  useEffect(() => {
    if (original === undefined) conversation.wantOriginal(seq);
  }, [original, seq]);
  const line = (
    <>
      <Icon shape="reply" />
      <Words original={original} />
    </>
  );
  if (original === "gone") return <p class="reply-quote">{line}</p>;
  return (
    <button
      type="button"
      class="reply-quote"
      aria-busy={isSought}
      onClick={() => conversation.goTo(seq)}
    >
      {line}
    </button>
  );
}

function Words({ original }: { original: Original | undefined }): JSX.Element {
  switch (original) {
    case undefined:
      return <span class="snippet">{texts.reply.loading}</span>;
    case "gone":
    case "failed":
      return <span class="snippet">{texts.reply[original]}</span>;
    default:
      return <Quoted message={original} />;
  }
}

function Quoted({ message }: { message: Message }): JSX.Element {
  return (
    <>
      <span class="visually-hidden">{texts.reply.to}</span>{" "}
      <b>
        <bdi>{message.from.name}</bdi>:
      </b>{" "}
      <span class="snippet" dir="auto" data-deleted={message.deleted}>
        {snippet(message, maxChars)}
      </span>
    </>
  );
}
