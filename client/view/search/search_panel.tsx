import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { limits } from "../../../lib/wire/limits.ts";
import type { PageLayout } from "../../page/page_layout.ts";
import { late } from "../../i18n/late_texts.ts";
import type { Outside } from "../../platform/outside.ts";
import type { RoomEntry } from "../../rooms/room_entry.ts";
import { RoomSearch } from "../../rooms/room_search.ts";
import { texts } from "../../i18n/texts.ts";
import { Icon } from "../controls/icon.tsx";
import { PanelHead } from "../page/panel_head.tsx";
import { SearchResults } from "./search_results.tsx";

interface SearchPanelProps {
  entry: RoomEntry;
  layout: PageLayout;
  outside: Outside;
}

/** Searches the room, and leads to what was found. */
export function SearchPanel({ entry, layout, outside }: SearchPanelProps): JSX.Element {
  const search = useMemo(() => new RoomSearch(entry.name, outside), [entry, outside]);
  const panel = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => field.current!.focus(), []);
  useEffect(() => () => search.close(), [search]);

  /** Up and Down lead from the field through the results, and back. */
  function pressed(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      // A field to search in would only be emptied by it.
      event.preventDefault();
      return layout.closePanel();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const stops = [
      field.current!,
      ...panel.current!.querySelectorAll<HTMLElement>(".search-result, .load-older"),
    ];
    const index = stops.indexOf(document.activeElement as HTMLElement);
    const next = stops[index + (event.key === "ArrowDown" ? 1 : -1)];
    if (index < 0 || next === undefined) return;
    event.preventDefault();
    next.focus();
  }

  function goTo(seq: number): void {
    // Over the page it would hide what was found.
    if (!layout.hasPanelColumn.value) layout.closePanel();
    entry.sought.value = seq;
  }

  return (
    <div class="search-panel" ref={panel} onKeyDown={pressed}>
      <PanelHead
        heading={texts.search.heading(entry.conversation.title)}
        closeLabel={late().search.close}
        layout={layout}
      />
      <form
        class="search-form"
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          search.write(search.query.value, { isComplete: true });
        }}
      >
        <Icon shape="search" />
        <input
          ref={field}
          // For a dialog that opens around it: it gives the focus away when all of it is there.
          autofocus
          type="search"
          dir="auto"
          aria-label={late().search.field}
          placeholder={late().search.placeholder}
          autocomplete="off"
          spellcheck={false}
          enterkeyhint="search"
          maxLength={limits.searchChars}
          value={search.query.value}
          onInput={(event) => search.write(event.currentTarget.value)}
        />
      </form>
      <SearchResults
        search={search}
        onGo={goTo}
        onExample={(query) => {
          search.write(query);
          field.current!.focus();
        }}
      />
    </div>
  );
}
