import type { JSX } from "preact";
import type { PageLayout } from "../../page/page_layout.ts";
import type { Outside } from "../../platform/outside.ts";
import type { Rooms } from "../../rooms/rooms.ts";
import { texts } from "../../i18n/texts.ts";
import { lazy } from "../controls/lazy.tsx";
import { Modal } from "../controls/modal.tsx";

interface OverlaysProps {
  rooms: Rooms;
  layout: PageLayout;
  outside: Outside;
}

const switcher = lazy(async () => (await import("../timeline/around.ts")).Switcher);
const createRoom = lazy(async () => (await import("../timeline/around.ts")).CreateRoom);

/** Loads what is seldom needed, so that it is there at once when it is. */
export function preloadOverlays(): void {
  void switcher.preload();
  void createRoom.preload();
}

/** The dialogs about rooms, one at a time. */
export function Overlays({ rooms, layout, outside }: OverlaysProps): JSX.Element | null {
  const close = () => layout.closeOverlay();
  // By their keys each is a dialog of its own, also for whoever goes from one straight to the other.
  switch (layout.overlay.value) {
    case "switcher":
      return (
        <Modal key="switcher" class="switcher" label={texts.switcher.heading} onClose={close}>
          <switcher.View rooms={rooms} layout={layout} outside={outside} />
        </Modal>
      );
    case "create":
      return (
        <Modal key="create" class="create-room" label={texts.createRoom.heading} onClose={close}>
          <createRoom.View rooms={rooms} layout={layout} outside={outside} />
        </Modal>
      );
    default:
      return null;
  }
}
