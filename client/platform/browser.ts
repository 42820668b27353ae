/** What a real browser gives where the tests give something of their own. */
import type { OtherTabs } from "../composer/keep_draft.ts";
import type { SettingsStorage } from "./settings.ts";
import type { Socket, SocketListener } from "./socket.ts";
import type { Surroundings } from "./surroundings.ts";

/** Opens a real WebSocket to a path on this page's own host. */
export function openWebSocket(path: string, listener: SocketListener): Socket {
  const url = new URL(path, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url);
  socket.addEventListener("open", () => listener.opened());
  socket.addEventListener("close", (event) => listener.closed(event.code));
  socket.addEventListener("message", ({ data }) => {
    if (typeof data === "string") listener.heard(data);
  });
  return {
    send: (frame) => socket.send(frame),
    close: () => socket.close(1000),
  };
}

/** The page's own storage. To name `localStorage` throws where cookies are forbidden, so that waits. */
export const browserStorage: SettingsStorage = {
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, value),
};

/** The page's own surroundings. */
export const browserSurroundings: Surroundings = {
  isOnline: () => navigator.onLine,
  watch(changed) {
    const watching = new AbortController();
    const { signal } = watching;
    addEventListener("online", () => changed("online"), { signal });
    addEventListener("offline", () => changed("offline"), { signal });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") changed("visible");
    }, { signal });
    return () => watching.abort();
  },
};

/** Where the browser keeps what outlives the page; `undefined` where it does not. */
export function openStorage(): Storage | undefined {
  let storage: Storage | undefined;
  try {
    storage = localStorage;
  } catch {
    // Forbidden here, by the browser or by whoever uses it.
  }
  return storage;
}

/** The browser's own tabs. */
export const browserTabs: OtherTabs = {
  watch({ stored, leaving }) {
    const watching = new AbortController();
    const { signal } = watching;
    addEventListener("storage", ({ key, newValue }) => {
      if (key !== null) stored(key, newValue);
    }, { signal });
    addEventListener("pagehide", leaving, { signal });
    // A phone may end a page that is out of sight without another word.
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") leaving();
    }, { signal });
    return () => watching.abort();
  },
};
