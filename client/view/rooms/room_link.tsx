import type { JSX } from "preact";
import type { Conversation } from "../../conversation/conversation.ts";
import type { Direct } from "../../sealed/direct.ts";
import { roomHref } from "../../platform/room_address.ts";
import type { RoomEntry } from "../../rooms/room_entry.ts";
import type { Rooms } from "../../rooms/rooms.ts";
import { texts } from "../../i18n/texts.ts";
import { Avatar } from "../controls/avatar.tsx";
import { Icon } from "../controls/icon.tsx";
import { IconButton } from "../controls/icon_button.tsx";
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
  const { direct, title } = conversation;
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
        title={title}
        {...(onFollow && { onClick: onFollow })}
      >
        {direct && <Peer direct={direct} conversation={conversation} />}
        <span class="name">
          <bdi>{title}</bdi>
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
          label={texts.rooms.remove(title)}
          onClick={() => rooms.leave(name)}
        />
      )}
    </li>
  );
}

/** The other one in a direct room, and whether they have it open. */
function Peer(
  { direct: { peer }, conversation }: { direct: Direct; conversation: Conversation },
): JSX.Element {
  const isHere = conversation.about.value.people.some(({ id }) => id === peer.id);
  return (
    <span class="peer" data-here={isHere}>
      <Avatar person={peer} />
      {isHere && <span class="visually-hidden">{texts.direct.here}</span>}
    </span>
  );
}
