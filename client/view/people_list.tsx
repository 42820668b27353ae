import type { ComponentType, JSX } from "preact";
import type { Person } from "../../lib/wire/messages.ts";
import type { Conversation } from "../conversation.ts";
import { sortPeople } from "../people.ts";
import { texts } from "../texts.ts";
import { Avatar } from "./avatar.tsx";
import { memo } from "./memo.ts";

/** Who is in the room: oneself first, then by name. */
export function PeopleList({ conversation }: { conversation: Conversation }): JSX.Element {
  const { people, count, you } = conversation.state.value;
  return <Listed people={people} count={count} you={you?.id} />;
}

interface ListedProps {
  people: readonly Person[];
  count: number;
  /** One's own id. */
  you: string | undefined;
}

/** The list itself. Renders again only when somebody comes or goes, not with each message. */
const Listed: ComponentType<ListedProps> = memo(({ people, count, you }) => {
  const listed = sortPeople(people, you);
  return (
    <ul class="people-list">
      {listed.map((person) => (
        <li key={person.id}>
          <Avatar person={person} />
          <span class="name" dir="auto">{person.name}</span>
          {person.id === you && <small>{texts.people.you}</small>}
          {person.kind === "bot" && <span class="badge">{texts.people.bot}</span>}
        </li>
      ))}
      {count > listed.length && <li class="rest">{texts.people.more(count - listed.length)}</li>}
    </ul>
  );
});
