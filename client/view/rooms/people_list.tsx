import { useSignal } from "@preact/signals";
import type { ComponentType, JSX } from "preact";
import { useCallback, useMemo } from "preact/hooks";
import type { Person, Role, Welcome } from "../../../lib/wire/messages.ts";
import { late } from "../../i18n/late_texts.ts";
import { MemberPages } from "../../management/member_pages.ts";
import type { Outside } from "../../platform/outside.ts";
import { listedAtOnce, sortPeople, unite } from "../../rooms/people.ts";
import type { Membership } from "../../management/room_management.ts";
import type { Rooms } from "../../rooms/rooms.ts";
import { canWriteTo, writeTo } from "../../rooms/write_to.ts";
import { Avatar } from "../controls/avatar.tsx";
import { IconButton } from "../controls/icon_button.tsx";
import { KindBadge } from "./kind_badge.tsx";
import { memo } from "../controls/memo.ts";
import { canModerate, moderate } from "./person_menu.tsx";
import type { Care } from "./person_menu.tsx";

interface PeopleListProps {
  care: Care;
  rooms: Rooms;
  outside: Outside;
}

/** Who is in the room: oneself first, then by name; the socket names 200, the rest are loaded. */
export function PeopleList({ care, rooms, outside }: PeopleListProps): JSX.Element {
  const { conversation, management } = care;
  const { room, people, count, you } = conversation.about.value;
  const pages = useMemo(() => new MemberPages(room, (path) => outside.fetchJson(path)), [room]);
  const max = useSignal(listedAtOnce);
  const { people: others, status } = pages.state.value;
  const known = useMemo(() => unite(people, others), [people, others]);
  const problem = useSignal<string | undefined>(undefined);
  const left = count - Math.min(known.length, max.value);
  const isAtEnd = status === "complete" && max.value >= known.length;

  function showMore(): void {
    max.value += listedAtOnce;
    if (known.length < max.value) void pages.load();
  }

  const write = useCallback(async (person: Person) => {
    problem.value = undefined;
    problem.value = await writeTo(person, { conversation, rooms, outside });
  }, [conversation, rooms, outside]);

  return (
    <>
      <p class="problem" role="alert">{problem.value}</p>
      <Listed
        people={known}
        max={max.value}
        you={you}
        standing={management.standing.value}
        care={care}
        onWrite={write}
      />
      {left > 0 && (
        <p class="more-people" role="status">
          {isAtEnd && late().people.more(left)}
          {status === "failed" && late().people.failed}
        </p>
      )}
      {left > 0 && !isAtEnd && (
        <button
          type="button"
          class="link"
          aria-disabled={status === "loading"}
          onClick={showMore}
        >
          {status === "loading" ? late().people.loading : late().people.showMore(left)}
        </button>
      )}
    </>
  );
}

interface ListedProps {
  people: readonly Person[];
  max: number;
  you: Welcome["you"] | undefined;
  /** Those who belong to the room or are muted there, as far as one may know. */
  standing: ReadonlyMap<string, Membership>;
  care: Care;
  onWrite(person: Person): Promise<void>;
}

/** A role that is worth a word beside a name. */
function RoleWord({ role }: { role: Role | undefined }): JSX.Element | null {
  if (role === undefined || role === "member") return null;
  return <small>{late().management.roles[role]}</small>;
}

/** The list itself. Renders again only when somebody comes or goes, not with each message. */
const Listed: ComponentType<ListedProps> = memo(({ people, max, you, standing, care, onWrite }) => (
  <ul class="people-list">
    {sortPeople(people, { you: you?.id, max }).map((person) => (
      <li key={person.id}>
        <Avatar person={person} />
        <span class="name" dir="auto">{person.name}</span>
        {person.id === you?.id && <small>{late().people.you}</small>}
        <KindBadge kind={person.kind} />
        <RoleWord role={standing.get(person.id)?.role} />
        {canWriteTo(person, care.conversation) && (
          <IconButton
            shape="lock"
            label={late().direct.write(person.name)}
            onClick={() => void onWrite(person)}
          />
        )}
        {canModerate(care, person) && (
          <IconButton
            shape="more"
            label={late().management.person.menu(person.name)}
            opensDialog
            onClick={(button) => void moderate(person, button, care)}
          />
        )}
      </li>
    ))}
  </ul>
));
