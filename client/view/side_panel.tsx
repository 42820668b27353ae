import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Frame } from "../frame.ts";
import type { NotificationLevels } from "../notification_levels.ts";
import type { Outside } from "../outside.ts";
import type { Rooms } from "../rooms.ts";
import { texts } from "../texts.ts";
import { Details } from "./details.tsx";
import { lazy } from "./lazy.tsx";
import { Modal } from "./modal.tsx";

interface SidePanelProps {
  rooms: Rooms;
  frame: Frame;
  outside: Outside;
  levels: NotificationLevels;
}

const search = lazy(async () => (await import("./search_panel.tsx")).SearchPanel);

/** Loads the search, so that it is there at once when it is wanted. */
export function preloadSearch(): void {
  void search.preload();
}

/** Details of the room, or a search in it: beside the room, or over the page on narrow screens. */
export function SidePanel({ rooms, frame, outside, levels }: SidePanelProps): JSX.Element {
  const entry = rooms.currentEntry.value;
  const { room } = entry.conversation.state.value;
  const panel = frame.panel.value;
  const isColumn = frame.hasPanelColumn.value;
  const label = panel === "search" ? texts.search.heading(room) : texts.details.heading(room);
  const props = { entry, frame, outside, key: entry.name };
  const contents = panel === "search"
    ? <search.View {...props} />
    : <Details {...props} rooms={rooms} levels={levels} />;
  return (
    <>
      <aside class="side-panel" aria-label={label}>
        {panel !== undefined && isColumn && <Column key={panel} frame={frame}>{contents}</Column>}
      </aside>
      {panel !== undefined && !isColumn && (
        <Modal
          key={panel}
          class="sheet"
          label={label}
          onClose={() => frame.closePanel()}
        >
          {contents}
        </Modal>
      )}
    </>
  );
}

interface ColumnProps {
  frame: Frame;
  children: JSX.Element;
}

/** A column that takes the focus when it is asked for, and gives it back to whatever had it. */
function Column({ frame, children }: ColumnProps): JSX.Element {
  const column = useRef<HTMLDivElement>(null);
  // Noted before what is inside may take the focus.
  const opener = useRef(document.activeElement).current;
  useLayoutEffect(() => {
    const element = column.current!;
    if (frame.takeCall() && !element.contains(document.activeElement)) {
      element.querySelector<HTMLElement>("h2")?.focus();
    }
    return () => {
      const hadFocus = element.contains(document.activeElement);
      if (hadFocus && opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  return <div class="panel-column" ref={column}>{children}</div>;
}
