/** The part of the HTTP API by which people say what they want to be told while away, and where. */
import type { Rooms } from "../chat/rooms.ts";
import { ChatError, wrongField } from "../errors.ts";
import { parseEndpoint } from "../outside/endpoint.ts";
import type { Listeners } from "../push/listeners.ts";
import { parseSubscription } from "../push/subscription.ts";
import type { Person } from "../wire/messages.ts";
import { parseRoomName } from "../wire/names.ts";
import type { NotificationLevel } from "../wire/notification_levels.ts";
import { notificationLevels } from "../wire/notification_levels.ts";
import { done, json } from "./answers.ts";
import { readJsonObject } from "./body.ts";
import type { OriginPolicy } from "./origin.ts";
import type { Visit } from "./router.ts";
import type { Visitors } from "./visitors.ts";

/** What {@linkcode PushApi} is made of. */
export interface PushApiOptions {
  listeners: Listeners;
  rooms: Rooms;
  visitors: Visitors;
  origin: OriginPolicy;
  /** The key that browsers subscribe with; `undefined` where the server sends no pushes. */
  key: string | undefined;
}

/** Answers requests about notifications; what fails is a `ChatError`. */
export class PushApi {
  readonly #options: PushApiOptions;

  constructor(options: PushApiOptions) {
    this.#options = options;
  }

  /** `GET /api/push`: `{key?, levels: {ROOM: level}}`, the levels that one chose. */
  async show(request: Request, visit: Visit): Promise<Response> {
    const { key, listeners, visitors } = this.#options;
    const person = notBot(await visitors.get(request, visit));
    const chosen = Object.entries(await listeners.levels(person.id));
    // Of rooms that have become private since, one hears nothing.
    const open = await Promise.all(chosen.map(([room]) => this.#isOpen(room, person)));
    const levels = Object.fromEntries(chosen.filter((_, index) => open[index]));
    const body = { ...(key !== undefined && { key }), levels };
    return json(body);
  }

  /** `PUT /api/push/subscription {endpoint, keys: {p256dh, auth}}`: `204`. */
  async subscribe(request: Request, visit: Visit): Promise<Response> {
    const person = notBot(await this.#changing(request, visit));
    if (this.#options.key === undefined) {
      throw new ChatError("not_found", "Cannot subscribe: this server sends no pushes");
    }
    const subscription = await parseSubscription(await readJsonObject(request));
    if (await this.#options.listeners.add(person, subscription)) return done();
    throw new ChatError("quota", "Cannot subscribe: as many have as there may be");
  }

  /** `DELETE /api/push/subscription {endpoint}`: `204`, whether it was there or not. */
  async unsubscribe(request: Request, visit: Visit): Promise<Response> {
    const person = notBot(await this.#changing(request, visit));
    const { endpoint } = await readJsonObject(request);
    await this.#options.listeners.remove(parseEndpoint(endpoint, "endpoint"), person.id);
    return done();
  }

  /** `PUT /api/rooms/NAME/notifications {level}`: `204`. */
  async setLevel(request: Request, visit: Visit): Promise<Response> {
    const person = await this.#changing(request, visit);
    const room = parseRoomName(visit.params.name!);
    const level = parseLevel((await readJsonObject(request)).level);
    await this.#options.rooms.check(room, person);
    notBot(person);
    if (await this.#options.listeners.setLevel(room, person.id, level)) return done();
    throw new ChatError("not_found", `Cannot find room "${room}"`);
  }

  async #isOpen(room: string, person: Person): Promise<boolean> {
    try {
      return await this.#options.rooms.check(room, person) !== undefined;
    } catch (error) {
      if (error instanceof ChatError && error.code !== "unavailable") return false;
      throw error;
    }
  }

  /** Whom the request comes from, and that no other site made it. */
  async #changing(request: Request, visit: Visit): Promise<Person> {
    this.#options.origin.checkChange(request);
    return await this.#options.visitors.get(request, visit);
  }
}

/** Bots have sockets and webhooks; nobody is woken for them. */
function notBot(person: Person): Person {
  if (person.kind !== "bot") return person;
  throw new ChatError("forbidden", "Cannot notify a bot: notifications are for people");
}

function parseLevel(given: unknown): NotificationLevel {
  const level = notificationLevels.find((level) => level === given);
  if (level) return level;
  throw wrongField("level", `one of ${notificationLevels.join(", ")}`);
}
