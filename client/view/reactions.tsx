import type { JSX } from "preact";
import type { Message } from "../../lib/wire/messages.ts";
import { texts } from "../texts.ts";

/** Which emoji a message got, how often, and whether one's own is among them. */
export function Reactions(
  { reactions, you }: {
    reactions: NonNullable<Message["reactions"]>;
    you: string | undefined;
  },
): JSX.Element {
  return (
    <ul class="reactions">
      {Object.entries(reactions).map(([emoji, ids]) => (
        <li key={emoji} data-mine={you !== undefined && ids.includes(you)}>
          <span aria-hidden="true">{emoji} {ids.length}</span>
          <span class="visually-hidden">{texts.message.reacted(ids.length, emoji)}</span>
        </li>
      ))}
    </ul>
  );
}
