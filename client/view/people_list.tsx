import type { JSX } from "preact";
import type { Conversation } from "../conversation.ts";
import { sortPeople } from "../people.ts";
import { texts } from "../texts.ts";
import { Avatar } from "./avatar.tsx";

/** Who is in the room: oneself first, then by name. */
export function PeopleList({ conversation }: { conversation: Conversation }): JSX.Element {
  const { people, count, you } = conversation.state.value;
  const listed = sortPeople(people, you?.id);
  return (
    <ul class="people-list">
      {listed.map((person) => (
        <li key={person.id}>
          <Avatar person={person} />
          <span class="name" dir="auto">{person.name}</span>
          {person.id === you?.id && <small>{texts.people.you}</small>}
          {person.kind === "bot" && <span class="badge">{texts.people.bot}</span>}
        </li>
      ))}
      {count > listed.length && <li class="rest">{texts.people.more(count - listed.length)}</li>}
    </ul>
  );
}
