import { useComputed, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { late } from "../../i18n/late_texts.ts";
import type { PageLayout } from "../../page/page_layout.ts";
import type { Outside } from "../../platform/outside.ts";
import { suggestRooms } from "../../rooms/room_suggestions.ts";
import type { RoomSuggestion } from "../../rooms/room_suggestions.ts";
import type { Rooms } from "../../rooms/rooms.ts";
import { texts } from "../../i18n/texts.ts";
import { enterNewRoom } from "../rooms/enter_new_room.ts";
import { Icon } from "../controls/icon.tsx";
import { UnreadBadge } from "../rooms/unread_badge.tsx";

interface SwitcherProps {
  rooms: Rooms;
  layout: PageLayout;
  outside: Outside;
}

/** Milliseconds after which the list of the server's rooms is read again. */
const listAgeMs = 10_000;

/** Goes to a room by some letters of its name. */
export function Switcher({ rooms, layout, outside }: SwitcherProps): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const typed = useSignal("");
  const chosen = useSignal(0);
  const problem = useSignal<string | undefined>(undefined);
  const suggestions = useComputed(() =>
    suggestRooms(typed.value, {
      mine: rooms.list.value,
      recent: rooms.recent,
      current: rooms.currentEntry.value.name,
      listed: rooms.directory.rooms.value,
    })
  );
  const found = suggestions.value;
  const index = Math.min(chosen.value, found.length - 1);

  useLayoutEffect(() => field.current!.focus(), []);
  useEffect(() => void rooms.directory.refresh(listAgeMs), []);
  useLayoutEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [index, found]);

  async function go(suggestion: RoomSuggestion | undefined): Promise<void> {
    if (suggestion === undefined) return;
    if (suggestion.kind === "new") {
      problem.value = await enterNewRoom(suggestion.name, rooms, outside);
      if (problem.value !== undefined) return;
    }
    layout.closeOverlay();
    if (suggestion.kind !== "new") rooms.go(suggestion.name);
  }

  function pressed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    switch (event.key) {
      case "ArrowDown":
      case "ArrowUp": {
        if (event.altKey || found.length === 0) return;
        const step = event.key === "ArrowDown" ? 1 : -1;
        chosen.value = (index + step + found.length) % found.length;
        break;
      }
      case "Enter":
        void go(found[index]);
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  return (
    <>
      <div class="switcher-field">
        <Icon shape="search" />
        <input
          ref={field}
          autofocus
          type="text"
          role="combobox"
          aria-label={late().switcher.field}
          aria-expanded={found.length > 0}
          aria-controls={found.length > 0 ? "switcher-list" : undefined}
          aria-autocomplete="list"
          aria-activedescendant={index < 0 ? undefined : optionId(index)}
          placeholder={late().switcher.placeholder}
          dir="auto"
          autocomplete="off"
          autocapitalize="none"
          spellcheck={false}
          enterkeyhint="go"
          value={typed.value}
          onInput={(event) => {
            typed.value = event.currentTarget.value;
            chosen.value = 0;
            problem.value = undefined;
          }}
          onKeyDown={pressed}
        />
      </div>
      {problem.value !== undefined && <p class="problem" role="alert">{problem.value}</p>}
      {found.length > 0 && (
        <ul
          class="switcher-list"
          id="switcher-list"
          role="listbox"
          aria-label={texts.switcher.heading}
          ref={list}
        >
          {found.map((suggestion, place) => (
            <Option
              key={`${suggestion.kind} ${suggestion.name}`}
              suggestion={suggestion}
              id={optionId(place)}
              isChosen={place === index}
              onPoint={() => chosen.value = place}
              onGo={() => void go(suggestion)}
            />
          ))}
        </ul>
      )}
      <p class="switcher-foot" role="status">{footText(rooms, found)}</p>
    </>
  );
}

interface OptionProps {
  suggestion: RoomSuggestion;
  id: string;
  isChosen: boolean;
  onPoint(): void;
  onGo(): void;
}

function Option({ suggestion, id, isChosen, onPoint, onGo }: OptionProps): JSX.Element {
  return (
    <li
      role="option"
      id={id}
      aria-selected={isChosen}
      data-kind={suggestion.kind}
      // The list does not move under a pointer that lies still.
      onPointerMove={() => isChosen || onPoint()}
      onClick={onGo}
    >
      {suggestion.kind === "new"
        ? (
          <>
            <Icon shape="plus" />
            <span class="name">{late().switcher.create(suggestion.name)}</span>
          </>
        )
        : (
          <>
            <span class="name">
              <bdi>
                <Letters name={suggestion.title} at={suggestion.at} />
              </bdi>
            </span>
            <Note suggestion={suggestion} />
          </>
        )}
    </li>
  );
}

function Note(
  { suggestion }: { suggestion: Exclude<RoomSuggestion, { kind: "new" }> },
): JSX.Element {
  if (suggestion.kind === "other") {
    const { count } = suggestion;
    return <small>{count === 0 ? texts.landing.nobody : texts.landing.here(count)}</small>;
  }
  return suggestion.isCurrent
    ? <small>{late().switcher.current}</small>
    : <UnreadBadge unread={suggestion.unread} />;
}

/** A name, the letters that were typed in bold. */
function Letters({ name, at }: { name: string; at: readonly number[] }): JSX.Element {
  const typed = new Set(at);
  const runs: { text: string; isTyped: boolean }[] = [];
  for (let index = 0; index < name.length;) {
    const letter = String.fromCodePoint(name.codePointAt(index)!);
    const isTyped = typed.has(index);
    const last = runs.at(-1);
    if (last?.isTyped === isTyped) last.text += letter;
    else runs.push({ text: letter, isTyped });
    index += letter.length;
  }
  return <>{runs.map(({ text, isTyped }, index) => isTyped ? <b key={index}>{text}</b> : text)}</>;
}

function footText({ directory }: Rooms, found: readonly RoomSuggestion[]): string {
  const { loading, failed, nothing, found: count } = late().switcher;
  if (directory.status.value === "failed") return failed;
  if (directory.status.value === "reading" && directory.rooms.value.length === 0) return loading;
  return found.length === 0 ? nothing : count(found.length);
}

function optionId(place: number): string {
  return `switcher-option-${place}`;
}
