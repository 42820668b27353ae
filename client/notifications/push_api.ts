/** What the server keeps of notifications, asked by plain HTTP: from a page or from the worker. */
import type { NotificationLevel } from "../../lib/wire/notification_levels.ts";
import { ask } from "../platform/http.ts";
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

/**
 * Asks for the key and one's levels.
 *
 * @throws {Refusal} when the server cannot be reached, or refuses.
 */
export async function readPush(): Promise<PushAnswer> {
  const { key, levels } = await ask("GET", "/api/push") as Record<string, unknown>;
  return { ...(typeof key === "string" && { key }), levels: parseLevels(levels) };
}

/**
 * Stores which messages of a room one is told of.
 *
 * @throws {Refusal} when the server cannot be reached, or refuses.
 */
export async function putLevel(room: string, level: NotificationLevel): Promise<void> {
  await ask("PUT", `/api/rooms/${encodeURIComponent(room)}/notifications`, { level });
}

/**
 * Has the server push to this browser.
 * @throws {Refusal} when the server cannot be reached, or refuses.
 */
export async function putSubscription({ endpoint, keys }: PushEndpoint): Promise<void> {
  await ask("PUT", "/api/push/subscription", { endpoint, keys });
}

/**
 * Has the server push to this browser no more.
 *
 * @throws {Refusal} when the server cannot be reached, or refuses.
 */
export async function deleteSubscription(endpoint: string): Promise<void> {
  await ask("DELETE", "/api/push/subscription", { endpoint });
}
