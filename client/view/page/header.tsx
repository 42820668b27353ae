import type { JSX } from "preact";
import type { Conversation } from "../../conversation/conversation.ts";
import type { PageLayout } from "../../page/page_layout.ts";
import type { Rooms } from "../../rooms/rooms.ts";
import { texts } from "../../i18n/texts.ts";
import { Avatar } from "../controls/avatar.tsx";
import { Icon } from "../controls/icon.tsx";
import type { IconShape } from "../controls/icon.tsx";
import { UnreadBadge } from "../rooms/unread_badge.tsx";

interface HeaderProps {
  rooms: Rooms;
  layout: PageLayout;
  conversation: Conversation;
}

/** Where one is, and the ways to what is around: one's rooms, search, details. */
export function Header({ rooms, layout, conversation }: HeaderProps): JSX.Element {
  const { topic, visibility, isArchived, count, isJoined } = conversation.about.value;
  const { direct, title } = conversation;
  const panel = layout.panel.value;
  const hasColumn = layout.hasPanelColumn.value;
  return (
    <header class="header">
      <MenuButton rooms={rooms} layout={layout} />
      <div class="heading">
        {direct && <Avatar person={direct.peer} />}
        {/* Takes the focus when the room has changed and there is no box to write in. */}
        <h1 dir="auto" tabIndex={-1}>{title}</h1>
        {direct && <RoomMark shape="lock" label={texts.direct.sealed} />}
        {visibility !== "public" && visibility !== "direct" && (
          <RoomMark
            shape={visibility === "private" ? "lock" : "unlisted"}
            label={texts.room.visibilities[visibility]}
          />
        )}
        {isArchived && <RoomMark shape="archive" label={texts.room.archived} />}
        {topic !== undefined && topic !== "" && <p dir="auto" title={topic}>{topic}</p>}
      </div>
      <button
        type="button"
        class="icon-button search-button"
        aria-label={texts.header.search(title)}
        {...(hasColumn ? { "aria-expanded": panel === "search" } : { "aria-haspopup": "dialog" })}
        onClick={() => layout.togglePanel("search")}
      >
        <Icon shape="search" />
      </button>
      <button
        type="button"
        class="people-button"
        aria-label={texts.header.people(count)}
        {...(hasColumn ? { "aria-expanded": panel === "details" } : { "aria-haspopup": "dialog" })}
        onClick={() => layout.togglePanel("details")}
      >
        <Icon shape="people" />
        <span class="count">{isJoined ? texts.number(count) : ""}</span>
      </button>
    </header>
  );
}

/** What the room is, as a drawing beside its name. */
function RoomMark({ shape, label }: { shape: IconShape; label: string }): JSX.Element {
  return (
    <span class="room-mark" title={label}>
      <Icon shape={shape} />
      <span class="visually-hidden">{label}</span>
    </span>
  );
}

/** Shows one's rooms where they have no column, and what is unread in the others. */
function MenuButton({ rooms, layout }: { rooms: Rooms; layout: PageLayout }): JSX.Element {
  const unread = rooms.elsewhere.value;
  return (
    <button
      type="button"
      class="icon-button menu-button"
      aria-label={texts.rooms.show(unread.count)}
      aria-haspopup="dialog"
      onClick={() => layout.toggleRooms()}
    >
      <Icon shape="menu" />
      <UnreadBadge unread={unread} isBare />
    </button>
  );
}
