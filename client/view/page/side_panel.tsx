import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { PageLayout } from "../../page/page_layout.ts";
import type { NotificationLevels } from "../../notifications/notification_levels.ts";
import type { Outside } from "../../platform/outside.ts";
import type { RoomEntry } from "../../rooms/room_entry.ts";
import type { Rooms } from "../../rooms/rooms.ts";
import { texts } from "../../i18n/texts.ts";
import { lazy } from "../controls/lazy.tsx";
import { lazyFiles } from "../files/lazy_files.tsx";
import { lazySealed } from "../sealed/lazy_sealed.tsx";
import { Modal } from "../controls/modal.tsx";
import type { SealedPanelProps } from "../sealed/sealed_panel.tsx";

interface SidePanelProps {
  rooms: Rooms;
  layout: PageLayout;
  outside: Outside;
  levels: NotificationLevels;
  /** The dialog about one's devices is wanted. */
  onAccount(): void;
}

/** What panels are about. */
export interface RoomPanelProps {
  entry: RoomEntry;
  layout: PageLayout;
  outside: Outside;
}

const details = lazy(async () => (await import("../timeline/around.ts")).Details);
const search = lazy(async () => (await import("../timeline/around.ts")).SearchPanel);
const files = lazyFiles<RoomPanelProps>(({ FilesPanel }) => FilesPanel);

const sealed = lazySealed<SealedPanelProps>(({ SealedPanel }) => SealedPanel);

/** Loads what panels show, so that it is there at once when it is wanted. */
export function preloadPanels(): void {
  void details.preload();
  void search.preload();
}

/** Details of the room, a search in it, or its files: beside the room, or over the page on narrow screens. */
export function SidePanel(
  { rooms, layout, outside, levels, onAccount }: SidePanelProps,
): JSX.Element {
  const entry = rooms.currentEntry.value;
  const { title, direct } = entry.conversation;
  const room = direct?.sealed.value;
  const account = direct?.account.value;
  const panel = layout.panel.value;
  const isColumn = layout.hasPanelColumn.value;
  const props = { entry, layout, outside, key: entry.name };
  const label = panel === "search"
    ? texts.search.heading(title)
    : panel === "files"
    ? texts.details.files
    : panel === "sealed"
    ? texts.direct.sealed
    : texts.details.heading(title);
  const contents = panel === "search"
    ? <search.View {...props} />
    : panel === "files"
    ? <files.View {...props} />
    : panel === "sealed" && room && account
    ? <sealed.View room={room} account={account} layout={layout} onAccount={onAccount} />
    : <details.View {...props} rooms={rooms} levels={levels} />;
  return (
    <>
      <aside class="side-panel" aria-label={label}>
        {panel !== undefined && isColumn && <Column key={panel}>{contents}</Column>}
      </aside>
      {panel !== undefined && !isColumn && (
        <Modal
          key={panel}
          class="sheet"
          label={label}
          onClose={() => layout.closePanel()}
        >
          {contents}
        </Modal>
      )}
    </>
  );
}

/** A column that gives the focus back to whatever had it when the column came. */
function Column({ children }: { children: JSX.Element }): JSX.Element {
  const column = useRef<HTMLDivElement>(null);
  // Noted before what is inside may take the focus.
  const opener = useRef(document.activeElement).current;
  useLayoutEffect(() => {
    const element = column.current!;
    return () => {
      const hadFocus = element.contains(document.activeElement);
      if (hadFocus && opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  return <div class="panel-column" ref={column}>{children}</div>;
}
