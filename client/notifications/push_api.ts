/** What the server keeps of notifications, asked by plain HTTP: from a page or from the worker. */
import type { NotificationLevel } from "../../lib/wire/notification_levels.ts";
import { parseLevels } from "./level.ts";

/** What the server answers. */
export interface PushAnswer {
  /** Its public key, which a subscription is made with: base64url. Absent where it does not push. */
  readonly key?: string;
  /** The levels of rooms where somebody has chosen one. */
  readonly levels: ReadonlyMap<string, NotificationLevel>;
}

/** Where to push to, as `PushSubscription.toJSON()` gives it. */
export interface PushEndpoint {
  readonly endpoint?: string;
  readonly keys?: Readonly<Record<string, string>>;
}

/** Milliseconds that an answer may take. */
const answerMs = 15_000;

/**
 * Asks for the key and one's levels.
 *
 * @throws {Error} when the server cannot be reached, or refuses.
 */
export async function readPush(): Promise<PushAnswer> {
  const { key, levels } = await check(await ask("GET", "/api/push")).json();
  return { ...(typeof key === "string" && { key }), levels: parseLevels(levels) };
}

/**
 * Stores which messages of a room one is told of.
 *
 * @throws {Error} when the server cannot be reached, or refuses.
 */
export async function putLevel(room: string, level: NotificationLevel): Promise<void> {
  check(await ask("PUT", `/api/rooms/${encodeURIComponent(room)}/notifications`, { level }));
}

/**
 * Has the server push to this browser.
 * @throws {Error} when the server cannot be reached, or refuses.
 */
export async function putSubscription({ endpoint, keys }: PushEndpoint): Promise<void> {
  check(await ask("PUT", "/api/push/subscription", { endpoint, keys }));
}

/**
 * Has the server push to this browser no more.
 *
 * @throws {Error} when the server cannot be reached, or refuses.
 */
export async function deleteSubscription(endpoint: string): Promise<void> {
  check(await ask("DELETE", "/api/push/subscription", { endpoint }));
}

function ask(method: string, path: string, body?: unknown): Promise<Response> {
  return fetch(path, {
    method,
    redirect: "error",
    signal: AbortSignal.timeout(answerMs),
    ...(body !== undefined && {
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }),
  });
}

function check(answer: Response): Response {
  if (answer.ok) return answer;
  throw new Error(`Cannot settle notifications: the server answered ${answer.status}`);
}
