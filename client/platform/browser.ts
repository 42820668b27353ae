/** What a real browser gives where the tests give something of their own. */
import type { Tabs } from "../composer/keep_draft.ts";
import type { MessagePage } from "../timeline/message_pages.ts";
import { Refusal } from "./refusal.ts";
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

/** Milliseconds that an answer by HTTP may take. */
const answerMs = 15_000;

/**
 * Reads messages by HTTP.
 *
 * @param path Of the API, with its query.
 * @throws {Error} when the server cannot be reached, refuses, or takes more than 15 s.
 */
export async function fetchMessages(path: string): Promise<MessagePage> {
  return await fetchJson(path) as MessagePage;
}

/**
 * Reads JSON by HTTP.
 *
 * @param path Of the API, with its query.
 * @param cutShort Ends it early.
 * @throws {Error} when the server cannot be reached, refuses, or takes more than 15 s.
 */
export async function fetchJson(path: string, cutShort?: AbortSignal): Promise<unknown> {
  const late = AbortSignal.timeout(answerMs);
  const signal = cutShort === undefined ? late : AbortSignal.any([late, cutShort]);
  const answer = await fetch(path, { redirect: "error", signal });
  if (!answer.ok) throw new Error(`Cannot read ${path}: the server answered ${answer.status}`);
  return await answer.json();
}

/**
 * Asks for something by HTTP; gives the JSON of the answer, if it has any.
 *
 * @param path Of the API.
 * @throws {Refusal} when the server refuses, cannot be reached, or takes more than 15 s.
 */
export async function ask(method: string, path: string, body?: unknown): Promise<unknown> {
  try {
    const answer = await fetch(path, {
      method,
      redirect: "error",
      signal: AbortSignal.timeout(answerMs),
      ...(body !== undefined && {
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    });
    const said = answer.status === 204 ? undefined : await answer.json();
    if (answer.ok) return said;
    throw new Refusal(said.code, said.detail, { cause: said });
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal("offline", `Cannot reach ${path}`, { cause: error });
  }
}

/** Asks by plain HTTP what would become of a request; gives the status. */
export async function probe(path: string): Promise<number> {
  return (await fetch(path, { redirect: "manual" })).status;
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
export const browserTabs: Tabs = {
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
