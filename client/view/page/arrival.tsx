import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { PageLayout } from "../../page/page_layout.ts";
import type { Rooms } from "../../rooms/rooms.ts";
import { texts } from "../../i18n/texts.ts";

/**
 * What belongs to coming into another room: what was about the last one goes, the focus has a place,
 * and it is said where one is. Stands behind the room on the page, so its effects are the last.
 */
export function Arrival({ rooms, layout }: { rooms: Rooms; layout: PageLayout }): JSX.Element {
  const entry = rooms.currentEntry.value;
  const last = useRef(entry);
  const words = useSignal("");
  useLayoutEffect(() => {
    if (last.current !== entry) layout.roomChanged();
  }, [entry]);
  useEffect(() => {
    if (last.current === entry) return;
    last.current = entry;
    const { direct, title } = entry.conversation;
    const { entered } = direct ? texts.direct : texts.rooms;
    words.value = entered(title, entry.unread.peek().count);
    // The box has taken the focus where there is one, and where that raises no keyboard.
    if (document.activeElement?.closest(".room") === null) {
      document.querySelector<HTMLElement>(".header h1")?.focus({ preventScroll: true });
    }
  }, [entry]);
  return <p class="visually-hidden" role="status">{words.value}</p>;
}
