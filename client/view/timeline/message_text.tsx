import { computed } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Conversation } from "../../conversation/conversation.ts";
import { mentionedNames } from "../../markdown/mentioned_names.ts";
import { Prose } from "./prose.tsx";

interface MessageTextProps {
  text: string;
  /** Knows who may be mentioned. */
  conversation: Conversation;
}

/** The text of a message, with the people it mentions marked. */
export function MessageText({ text, conversation }: MessageTextProps): JSX.Element {
  // Most texts mention nobody, and need not hear of anybody new.
  return text.includes("@")
    ? <MentioningText text={text} conversation={conversation} />
    : <Prose text={text} />;
}

function MentioningText({ text, conversation }: MessageTextProps): JSX.Element {
  const { nameIndex } = conversation;
  const names = useMemo(
    () => computed(() => mentionedNames(text, nameIndex.value).join("\n")),
    [text, nameIndex],
  );
  return <Prose text={text} names={names.value} you={conversation.author.name} />;
}
