import type { JSX } from "preact";
import { roomHref } from "../room_address.ts";
import type { RoomEntry } from "../room_entry.ts";
import type { Rooms } from "../rooms.ts";
import { texts } from "../texts.ts";
import { Icon } from "./icon.tsx";
import { IconButton } from "./icon_button.tsx";
import { UnreadBadge } from "./unread_badge.tsx";

interface RoomLinkProps {
  entry: RoomEntry;
  rooms: Rooms;
  /** Called when it is followed. */
  onFollow?: () => void;
}

/** One of one's rooms on the list: what is new there, and whether it can be reached. */
export function RoomLink({ entry, rooms, onFollow }: RoomLinkProps): JSX.Element {
  const { name, conversation } = entry;
  const unread = entry.unread.value;
  const isCurrent = rooms.currentEntry.value === entry;
  const { kind } = conversation.status.value;
  const isInTrouble = kind === "waiting" || kind === "retrying" || kind === "offline";
  return (
    <li
      class="room-link"
      data-unread={unread.count > 0 || unread.isMore}
      data-ended={kind === "ended"}
    >
      <a
        href={roomHref(name)}
        aria-current={isCurrent ? "page" : undefined}
        title={name}
        {...(onFollow && { onClick: onFollow })}
      >
        <span class="name">
          <bdi>{name}</bdi>
        </span>
        {isInTrouble && (
          <span class="trouble" title={texts.rooms.trouble}>
            <Icon shape="trouble" />
            <span class="visually-hidden">{texts.rooms.trouble}</span>
          </span>
        )}
        {kind === "ended"
          ? <span class="visually-hidden">{texts.rooms.ended}</span>
          : <UnreadBadge unread={unread} />}
      </a>
      {kind === "ended" && (
        <IconButton
          shape="close"
          label={texts.rooms.remove(name)}
          onClick={() => rooms.leave(name)}
        />
      )}
    </li>
  );
}
