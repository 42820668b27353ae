/** What a real browser gives where the tests give something of their own. */
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
