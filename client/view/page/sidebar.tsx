import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { PageLayout } from "../../page/page_layout.ts";
import type { RoomEntry } from "../../rooms/room_entry.ts";
import type { Rooms } from "../../rooms/rooms.ts";
import { texts } from "../../i18n/texts.ts";
import { Avatar } from "../controls/avatar.tsx";
import { Icon } from "../controls/icon.tsx";
import { IconButton } from "../controls/icon_button.tsx";
import { Mark } from "../controls/mark.tsx";
import { Modal } from "../controls/modal.tsx";
import { RoomLink } from "../rooms/room_link.tsx";
import { ShortcutKeys } from "./shortcut_keys.tsx";

interface SidebarProps {
  rooms: Rooms;
  layout: PageLayout;
  /** The settings were asked for. */
  onSettings(): void;
}

/** Where the buttons are that show and hide the column. */
const showButton = ".header > .menu-button";
const hideButton = ".sidebar-top > .icon-button";

/** One's rooms, in a column at the start of the page. */
export function Sidebar(props: SidebarProps): JSX.Element {
  const isShown = props.layout.isSidebarShown.value;
  const wasShown = useRef(isShown);
  useLayoutEffect(() => {
    if (wasShown.current === isShown) return;
    wasShown.current = isShown;
    // The button that was pressed is gone; the one that does the opposite is where one goes on.
    if (isFocusLost()) {
      document.querySelector<HTMLElement>(isShown ? hideButton : showButton)?.focus();
    }
  }, [isShown]);
  return (
    <nav class="sidebar" aria-label={texts.rooms.heading}>
      {isShown && <Contents {...props} />}
    </nav>
  );
}

/** The same over the page, where there is no space for a column. */
export function Drawer(props: SidebarProps): JSX.Element | null {
  const { layout } = props;
  if (layout.overlay.value !== "rooms") return null;
  return (
    <Modal class="drawer" label={texts.rooms.heading} onClose={() => layout.closeOverlay()}>
      <nav class="sidebar" aria-label={texts.rooms.heading}>
        <Contents {...props} />
      </nav>
    </Modal>
  );
}

function Contents({ rooms, layout, onSettings }: SidebarProps): JSX.Element {
  const isDrawer = !layout.isSidebarShown.value;
  const { conversation } = rooms.currentEntry.value;
  const entries = rooms.list.value;
  const hasDirects = entries.some(isDirect);
  const links = (areDirect: boolean) =>
    entries.filter((entry) => isDirect(entry) === areDirect).map((entry) => (
      <RoomLink
        key={entry.name}
        entry={entry}
        rooms={rooms}
        {...(isDrawer && { onFollow: () => layout.closeOverlay() })}
      />
    ));
  return (
    <>
      <div class="sidebar-top">
        <a class="home" href="/" aria-label={texts.header.home}>
          <Mark />
          <span>{texts.appName}</span>
        </a>
        <IconButton
          shape={isDrawer ? "close" : "columns"}
          label={isDrawer ? texts.dialog.close : texts.rooms.hide}
          onClick={() => layout.toggleRooms()}
        />
      </div>
      <button
        type="button"
        class="find-room"
        aria-haspopup="dialog"
        onClick={() => layout.toggle("switcher")}
      >
        <Icon shape="search" />
        <span>{texts.rooms.find}</span>
        <ShortcutKeys name="switchRoom" />
      </button>
      <div class="room-list">
        <div>
          <h2>{texts.rooms.heading}</h2>
          <IconButton
            shape="plus"
            label={texts.rooms.create}
            opensDialog
            onClick={() => layout.toggle("create")}
          />
        </div>
        <div class="lists">
          <ul class="links">{links(false)}</ul>
          {hasDirects && (
            <>
              <h2 id="direct-heading">{texts.direct.heading}</h2>
              <ul class="links" aria-labelledby="direct-heading">{links(true)}</ul>
            </>
          )}
        </div>
      </div>
      <div class="sidebar-foot">
        <Avatar person={conversation.author} />
        <span class="name" dir="auto">{conversation.author.name}</span>
        <IconButton
          shape="settings"
          label={texts.header.settings}
          opensDialog
          onClick={onSettings}
        />
      </div>
    </>
  );
}

function isDirect({ conversation }: RoomEntry): boolean {
  return conversation.direct !== undefined;
}

/** Whether nothing has the focus, or something that is not shown any more. */
function isFocusLost(): boolean {
  const { activeElement, body } = document;
  return activeElement === body || activeElement?.checkVisibility() === false;
}
