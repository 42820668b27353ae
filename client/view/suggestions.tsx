import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Person } from "../../lib/wire/messages.ts";
import type { Completion } from "../completion.ts";
import { texts } from "../texts.ts";
import { Avatar } from "./avatar.tsx";

/** Id of the list, for the box that it belongs to. */
export const suggestionsId = "suggestions";

/** Id of the row that is active, for the box, which keeps the focus. */
export function activeSuggestionId({ list, active }: Completion): string | undefined {
  const { value } = active;
  return value === undefined ? undefined : rowId(list.value.indexOf(value));
}

interface SuggestionsProps {
  completion: Completion;
  onPick(person: Person): void;
}

/** Whom one may mention, above the box and over the log. The keys are the box's. */
export function Suggestions({ completion, onPick }: SuggestionsProps): JSX.Element | null {
  const list = completion.list.value;
  const active = completion.active.value;
  const box = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => {
    box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [active]);
  if (list.length === 0) return null;
  return (
    <ul
      class="suggestions"
      id={suggestionsId}
      role="listbox"
      aria-label={texts.mentions.label}
      ref={box}
      // Keeps the focus, and with it a phone's keyboard, where it is.
      onPointerDown={(event) => event.preventDefault()}
    >
      {list.map((person, index) => (
        <li
          key={person.id}
          id={rowId(index)}
          role="option"
          aria-selected={person === active}
          onClick={() => onPick(person)}
        >
          <Avatar person={person} />
          <span class="name" dir="auto">{person.name}</span>
          {person.kind === "bot" && <span class="badge">{texts.message.bot}</span>}
        </li>
      ))}
    </ul>
  );
}

function rowId(index: number): string {
  return `${suggestionsId}-${index}`;
}
