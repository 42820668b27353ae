/** The HTTP API: who one is, which rooms there are, what was said in them, and saying something. */
import type { Rooms } from "../chat/rooms.ts";
import { ChatError } from "../errors.ts";
import { decodeCommand } from "../wire/codec.ts";
import type { CommandOf } from "../wire/commands.ts";
import { limits } from "../wire/limits.ts";
import type { Person } from "../wire/messages.ts";
import { countChars, parseRoomName } from "../wire/names.ts";
import { json } from "./answers.ts";
import { readJsonObject } from "./body.ts";
import type { NewRooms } from "./new_rooms.ts";
import type { OriginPolicy } from "./origin.ts";
import { readLimit, readWholeNumber } from "./query.ts";
import type { Visit } from "./router.ts";
import type { Visitors } from "./visitors.ts";

/** Rooms on one page of the list. */
const roomsPerPage = 200;
/** People on one page of the list of those present. */
const membersPerPage = 200;

/** What {@linkcode Api} is made of. */
export interface ApiOptions {
  rooms: Rooms;
  visitors: Visitors;
  origin: OriginPolicy;
  newRooms: NewRooms;
}

/** Answers requests below `/api`; what fails is a `ChatError`, which the server makes a problem. */
export class Api {
  readonly #rooms: Rooms;
  readonly #visitors: Visitors;
  readonly #origin: OriginPolicy;
  readonly #newRooms: NewRooms;

  constructor({ rooms, visitors, origin, newRooms }: ApiOptions) {
    this.#rooms = rooms;
    this.#visitors = visitors;
    this.#origin = origin;
    this.#newRooms = newRooms;
  }

  /** `GET /api/me`: `{id, name, kind}`. */
  async me(request: Request, visit: Visit): Promise<Response> {
    return json(await this.#visitors.get(request, visit));
  }

  /**
   * `GET /api/rooms?cursor=`: `{rooms: [{name, count, topic?, unread?}], next?}`, the liveliest
   * first. `unread` is there where one has read before.
   */
  async listRooms(request: Request, visit: Visit): Promise<Response> {
    const start = readWholeNumber(visit.url, "cursor", 0) ?? 0;
    const person = (await this.#visitors.find(request, visit))?.person;
    const { rooms, count } = await this.#rooms.list(person, { start, limit: roomsPerPage });
    const end = start + roomsPerPage;
    return json({ rooms, ...(end < count && { next: `${end}` }) });
  }

  /**
   * `GET /api/rooms/NAME`: `{name, count}` of a room that one may join, and where it is there also
   * `{topic?, visibility, isArchived, role, mutedUntil?}`; otherwise the reason. A page is not told
   * why its socket was refused, and asks here.
   */
  async showRoom(request: Request, visit: Visit): Promise<Response> {
    const name = parseRoomName(visit.params.name!);
    const found = await this.#rooms.check(name, await this.#visitors.get(request, visit));
    const count = this.#rooms.count(found?.record.name ?? name);
    if (!found) return json({ name, count });
    const { record: { name: called, topic, visibility, isArchived }, seat } = found;
    return json({ name: called, count, ...(topic && { topic }), visibility, isArchived, ...seat });
  }

  /** `GET /api/rooms/NAME/members?cursor=`: `{members, next?}`, who is present. */
  async listMembers(request: Request, visit: Visit): Promise<Response> {
    const { url, params } = visit;
    const person = await this.#reader(request, visit);
    const name = parseRoomName(params.name!);
    const start = readWholeNumber(url, "cursor", 0) ?? 0;
    const { people: members, count } = await this.#rooms.people(
      name,
      person,
      start,
      membersPerPage,
    );
    const end = start + membersPerPage;
    return json({ members, ...(end < count && { next: `${end}` }) });
  }

  /** `GET /api/rooms/NAME/messages?before=&after=&limit=`: `{messages, more}`, oldest first. */
  async listMessages(request: Request, visit: Visit): Promise<Response> {
    const { url, params } = visit;
    const person = await this.#reader(request, visit);
    const before = readWholeNumber(url, "before", 1);
    const after = readWholeNumber(url, "after", 0);
    const limit = readLimit(url, limits.historyMessagesByDefault, limits.historyMessages);
    const name = parseRoomName(params.name!);
    return json(
      await this.#rooms.readMessages(name, person, {
        ...(before !== undefined && { before }),
        ...(after !== undefined && { after }),
        limit,
      }),
    );
  }

  /**
   * `GET /api/rooms/NAME/search?q=&before=&limit=`: `{results: [{…message, snippet, highlights}],
   * more}`, newest first.
   */
  async searchMessages(request: Request, visit: Visit): Promise<Response> {
    const { url, params } = visit;
    const person = await this.#reader(request, visit);
    const text = url.searchParams.get("q");
    if (text === null) throw new ChatError("bad_request", "Cannot search: q needs to say for what");
    if (countChars(text) > limits.searchChars) {
      const max = limits.searchChars;
      throw new ChatError("too_long", `Cannot search for this: it holds over ${max} characters`);
    }
    const before = readWholeNumber(url, "before", 1);
    const limit = readLimit(url, limits.searchResultsByDefault, limits.searchResults);
    const name = parseRoomName(params.name!);
    const query = { text, limit, ...(before !== undefined && { before }) };
    return json(await this.#rooms.search(name, person, query));
  }

  /**
   * `POST /api/rooms/NAME/messages {text, ref?, replyTo?, files?}`: the stored event, `201`; `200`
   * when its `ref` had been stored before.
   */
  async postMessage(request: Request, visit: Visit): Promise<Response> {
    this.#origin.checkChange(request);
    const { person } = await this.#visitors.identify(request, visit);
    const name = parseRoomName(visit.params.name!);
    const command = decodeCommand({ ...await readJsonObject(request), type: "say" });
    const beforeMaking = () => this.#newRooms.count(person, visit.address);
    const say = command as CommandOf<"say">;
    const outcome = await this.#rooms.post(name, person, say, beforeMaking);
    if ("event" in outcome) return json(outcome.event, outcome.isNew ? 201 : 200);
    throw new ChatError(outcome.refused, outcome.why, { ref: say.ref });
  }

  /** Who wants to read; nobody in particular where guests may come. */
  async #reader(request: Request, visit: Visit): Promise<Person | undefined> {
    const known = await this.#visitors.find(request, visit);
    if (!known) this.#visitors.checkGuests();
    return known?.person;
  }
}
