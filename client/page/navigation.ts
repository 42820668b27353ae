/** The page's address and its history, links within the page, and the way back. */
import { effect } from "@preact/signals";
import { readRoomAddress, roomHref } from "../platform/room_address.ts";
import type { PageAddress, Rooms } from "../rooms/rooms.ts";

/** The browser's own. */
export const browserAddress: PageAddress = {
  push(href) {
    if (new URL(href, location.href).href !== location.href) history.pushState(null, "", href);
  },
  replace: (href) => history.replaceState(null, "", href),
  load: (href) => location.assign(href),
};

/**
 * Follows links to rooms that are known, the way back, and `#m123`, without loading a page. Who goes
 * on from a message takes its place out of the address: it is not where they are any more.
 */
export function navigate(rooms: Rooms): void {
  effect(() => {
    const target = rooms.current.value.seek.target.value;
    const address = readRoomAddress(new URL(location.href));
    if (target === undefined || address?.seq === undefined || target === address.seq) return;
    browserAddress.replace(roomHref(address.name));
  });
  document.addEventListener("click", (event) => {
    const address = clickedAddress(event);
    if (address === undefined || !rooms.isKnown(address.name)) return;
    event.preventDefault();
    rooms.go(address.name, address.seq === undefined ? {} : { seq: address.seq });
  });
  addEventListener("popstate", () => {
    const address = readRoomAddress(new URL(location.href));
    // Not ours to show, or left meanwhile: the server knows.
    if (address === undefined || !rooms.isKnown(address.name)) return location.reload();
    // Without its message: on the way back one finds a room as one left it.
    if (address.name !== rooms.currentEntry.value.name) rooms.show(address.name);
  });
  addEventListener("hashchange", ({ oldURL, newURL }) => {
    const [before, after] = [oldURL, newURL].map((url) => readRoomAddress(new URL(url)));
    if (after?.seq !== undefined && before?.name === after.name) rooms.show(after.name, after.seq);
  });
}

/** The room that a click leads to; `undefined` where the browser should do as it always does. */
function clickedAddress(event: MouseEvent): ReturnType<typeof readRoomAddress> {
  const { target, defaultPrevented, button, ctrlKey, metaKey, shiftKey, altKey } = event;
  if (defaultPrevented || button !== 0 || ctrlKey || metaKey || shiftKey || altKey) return;
  const link = target instanceof Element ? target.closest<HTMLAnchorElement>("a[href]") : null;
  if (link === null || link.origin !== location.origin) return;
  if (link.target !== "" || link.hasAttribute("download")) return;
  return readRoomAddress(new URL(link.href));
}
