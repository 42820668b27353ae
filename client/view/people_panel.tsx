import type { JSX } from "preact";
import type { Conversation } from "../conversation.ts";
import { texts } from "../texts.ts";
import { PeopleList } from "./people_list.tsx";

/** Who is here, beside the log where there is room for it. */
export function PeoplePanel({ conversation }: { conversation: Conversation }): JSX.Element {
  const { count, isJoined } = conversation.state.value;
  return (
    // Focusable, because it may scroll and holds nothing else to focus.
    <aside class="people-panel" aria-label={texts.people.heading} tabIndex={0}>
      <h2>
        {texts.people.heading} {isJoined && <span>{count.toLocaleString()}</span>}
      </h2>
      <PeopleList conversation={conversation} />
    </aside>
  );
}
