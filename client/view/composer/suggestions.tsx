import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Person } from "../../../lib/wire/messages.ts";
import type { Completion } from "../../composer/completion.ts";
import { insertOf } from "../../composer/suggestion.ts";
import type { Suggestion } from "../../composer/suggestion.ts";
import { late } from "../../i18n/late_texts.ts";
import { Avatar } from "../controls/avatar.tsx";
import { KindBadge } from "../rooms/kind_badge.tsx";

/** Id of the list, for the box that it belongs to. */
export const suggestionsId = "suggestions";

/** Id of a row of it, for the box, which keeps the focus. */
export function rowId(index: number): string {
  return `${suggestionsId}-${index}`;
}

/** What {@linkcode Suggestions} needs. */
export interface SuggestionsProps {
  completion: Completion;
  onPick(suggestion: Suggestion): void;
}

/** Whom one may mention, or emoji, above the box and over the log. The keys are the box's. */
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
      aria-label={late().suggestions.label[list[0]!.kind]}
      ref={box}
      // Keeps the focus, and with it a phone's keyboard, where it is.
      onPointerDown={(event) => event.preventDefault()}
    >
      {list.map((suggestion, index) => (
        <li
          key={insertOf(suggestion)}
          id={rowId(index)}
          role="option"
          aria-selected={suggestion === active}
          onClick={() => onPick(suggestion)}
        >
          {suggestion.kind === "mention"
            ? <PersonRow {...suggestion} />
            : <EmojiRow {...suggestion} />}
        </li>
      ))}
    </ul>
  );
}

function PersonRow({ person }: { person: Person }): JSX.Element {
  return (
    <>
      <Avatar person={person} />
      <span class="name" dir="auto">{person.name}</span>
      <KindBadge kind={person.kind} />
    </>
  );
}

function EmojiRow({ emoji, label }: { emoji: string; label: string }): JSX.Element {
  return (
    <>
      <span class="emoji" aria-hidden="true">{emoji}</span>
      <span class="name">{label}</span>
    </>
  );
}
