import { useComputed } from "@preact/signals";
import type { JSX } from "preact";
import type { Message } from "../../../lib/wire/messages.ts";
import type { Conversation } from "../../conversation/conversation.ts";
import { rightsOver } from "../../conversation/message_rights.ts";
import { reactorsText } from "../../conversation/reactors.ts";
import { texts } from "../../i18n/texts.ts";
import { pickEmoji } from "../emoji/emoji_picker.tsx";
import { Icon } from "../controls/icon.tsx";

type MessageReactions = NonNullable<Message["reactions"]>;

interface ReactionsProps {
  message: Message;
  reactions: MessageReactions;
  conversation: Conversation;
}

/** Which emoji a message got, how often and from whom; each is a button that joins in or out. */
export function Reactions({ message, reactions, conversation }: ReactionsProps): JSX.Element {
  const canReact = useComputed(() => {
    const { about, silence } = conversation;
    return rightsOver(message, { you: about.value.you, silence: silence.value }).canAnswer;
  });
  async function add({ currentTarget }: { currentTarget: HTMLElement }): Promise<void> {
    const emoji = await pickEmoji(currentTarget);
    if (emoji !== undefined) void conversation.react(message.seq, emoji, true);
  }
  return (
    <ul class="reactions" aria-label={texts.reactions.label}>
      {Object.entries(reactions).map(([emoji, ids]) => (
        <li key={emoji}>
          <Reaction
            seq={message.seq}
            emoji={emoji}
            ids={ids}
            canReact={canReact.value}
            conversation={conversation}
          />
        </li>
      ))}
      {canReact.value && (
        <li key="">
          <button
            type="button"
            class="reaction"
            aria-label={texts.reactions.add}
            data-tip={texts.reactions.add}
            onClick={(event) => void add(event)}
          >
            <Icon shape="react" />
          </button>
        </li>
      )}
    </ul>
  );
}

interface ReactionProps {
  seq: number;
  emoji: string;
  /** Of those who chose it. */
  ids: readonly string[];
  canReact: boolean;
  conversation: Conversation;
}

function Reaction({ seq, emoji, ids, canReact, conversation }: ReactionProps): JSX.Element {
  const you = conversation.author.id;
  const isMine = ids.includes(you);
  const who = reactorsText(ids, conversation.names.value, you);
  function toggle(): void {
    if (canReact) void conversation.react(seq, emoji, !isMine);
  }
  return (
    <button
      type="button"
      class="reaction"
      aria-pressed={isMine}
      // Not `disabled`: who reacted is there for those who only read along, too.
      aria-disabled={!canReact}
      aria-label={texts.reactions.reaction(emoji, ids.length, who)}
      data-tip={who}
      onClick={toggle}
    >
      <b>{emoji}</b> {texts.number(ids.length)}
    </button>
  );
}
