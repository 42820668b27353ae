import type { JSX } from "preact";
import { texts } from "../../i18n/texts.ts";
import type { Unread } from "../../timeline/unread_count.ts";

/** Counts are shown up to here. */
const maxShown = 99;

interface UnreadBadgeProps {
  unread: Unread;
  /** Whether it is the number of messages alone, in another colour where one is mentioned. */
  isBare?: boolean;
}

/** How much is unread: mentions where there are any, else messages. Nothing where all is read. */
export function UnreadBadge({ unread, isBare = false }: UnreadBadgeProps): JSX.Element | null {
  const { count, mentions, isMore } = unread;
  const { rooms } = texts;
  if (mentions > 0) {
    return (
      <span class="unread-badge" data-kind="mentions">
        <span aria-hidden="true" dir="ltr">
          {isBare ? shown(count, isMore) : `@${shown(mentions, false)}`}
        </span>
        <span class="visually-hidden">{rooms.mentions(mentions)}, {rooms.unread(count)}</span>
      </span>
    );
  }
  if (count === 0 && !isMore) return null;
  return (
    <span class="unread-badge" data-kind="messages">
      <span aria-hidden="true" dir="ltr">{shown(count, isMore)}</span>
      <span class="visually-hidden">{rooms.unread(count)}</span>
    </span>
  );
}

function shown(count: number, isMore: boolean): string {
  if (count > maxShown) return texts.rooms.atLeast(maxShown);
  return isMore ? texts.rooms.atLeast(count) : texts.number(count);
}
