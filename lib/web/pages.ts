/** The pages for people: landing, asking for a name, the chat itself, and errors. */
import { columnsCookie, readColumns } from "../columns.ts";
import { ChatError } from "../errors.ts";
import type { Rooms } from "../chat/rooms.ts";
import { limits } from "../wire/limits.ts";
import type { Person } from "../wire/messages.ts";
import { parseRoomName } from "../wire/names.ts";
import { themeCookie, themeHead } from "../theme.ts";
import { findCookie } from "./cookies.ts";
import type { OriginPolicy } from "./origin.ts";
import { statusOf } from "./problem.ts";
import type { Visit } from "./router.ts";
import type { PageName, Templates } from "./templates.ts";
import type { Visitors } from "./visitors.ts";

/** Rooms on the landing page; the API lists more. */
const roomsShown = 50;
/** From here on unread messages are shown as so many and more. */
const unreadShown = 1_000;

/** What {@linkcode Pages} is made of. */
export interface PagesOptions {
  rooms: Rooms;
  templates: Templates;
  visitors: Visitors;
  origin: OriginPolicy;
}

/** Answers requests for pages. */
export class Pages {
  readonly #rooms: Rooms;
  readonly #templates: Templates;
  readonly #visitors: Visitors;
  readonly #origin: OriginPolicy;

  constructor({ rooms, templates, visitors, origin }: PagesOptions) {
    this.#rooms = rooms;
    this.#templates = templates;
    this.#visitors = visitors;
    this.#origin = origin;
  }

  /** `GET /`: pick a room and a name. */
  async landing(request: Request, { url }: Visit): Promise<Response> {
    const room = url.searchParams.get("room") ?? "";
    const known = this.#visitors.find(request);
    return await this.#landing(request, { room, name: known?.name ?? "", known });
  }

  /**
   * `GET /chat?room=NAME[&name=DISPLAY]`: the chat, or what is missing before it.
   *
   * A name is what the form on our own pages sends: it goes into the cookie and out of the address,
   * which people copy. A link from elsewhere cannot rename anybody.
   */
  async chat(request: Request, { url }: Visit): Promise<Response> {
    const known = this.#visitors.find(request);
    const givenRoom = url.searchParams.get("room") ?? "";
    const givenName = url.searchParams.get("name");
    let room: string;
    try {
      room = parseRoomName(hyphenate(givenRoom));
    } catch (error) {
      const name = givenName ?? known?.name ?? "";
      const typed = { room: givenRoom, name, known, error, errorField: "room" } as const;
      return await this.#landing(request, typed);
    }
    try {
      if (givenName !== null && (!known || this.#origin.isOwnNavigation(request))) {
        const person = this.#visitors.rename(known, givenName);
        const location = `/chat?room=${encodeURIComponent(room)}`;
        return this.#visitors.remember(redirect(location), person);
      }
    } catch (error) {
      return this.#join(request, { room, name: givenName ?? "", error });
    }
    if (!known) {
      this.#visitors.checkGuests();
      return this.#join(request, { room, name: "" });
    }
    await this.#rooms.check(room, known);
    return this.#visitors.remember(this.#chat(request, room, known), known);
  }

  /** The chat without a room: its script finds both room and visitor. Says nothing of anybody. */
  anyRoom(request: Request): Response {
    return this.#chat(request, "", { id: "", name: "" });
  }

  /** In place of the start page where there is no network. Says nothing of anybody. */
  offline(request: Request): Response {
    return this.#page(request, "offline", "Parley", {});
  }

  /** Tells a person that something failed, and where to go on. */
  error(
    request: Request,
    error: ChatError,
    { status = statusOf(error.code) }: { status?: number } = {},
  ): Response {
    return this.#page(request, "error", error.message, {
      status,
      heading: status === 404 ? "There is nothing here" : "That did not work",
      detail: error.message,
      action: { href: "/", label: "Go to the start page" },
    }, status);
  }

  #chat(request: Request, room: string, { id, name }: Pick<Person, "id" | "name">): Response {
    const columns = readColumns(findCookie(request, columnsCookie));
    return this.#page(request, "chat", room === "" ? "Parley" : `${room} · Parley`, {
      room,
      id,
      name,
      sidebar: columns.rooms ? "shown" : "hidden",
      details: columns.details ? "shown" : "hidden",
    });
  }

  #join(
    request: Request,
    { room, name, error }: { room: string; name: string; error?: unknown },
  ): Response {
    const count = this.#rooms.count(room);
    return this.#page(request, "join", `Join ${room} · Parley`, {
      room,
      name,
      // A whole attribute, for a false one would count as well.
      nameFocus: "autofocus",
      count,
      people: peopleHere(count),
      ...errorView(error, "name"),
    }, error === undefined ? 200 : 400);
  }

  async #landing(
    request: Request,
    { known, error, errorField, ...fields }: {
      room: string;
      name: string;
      known: Person | undefined;
      error?: unknown;
      errorField?: "room";
    },
  ): Promise<Response> {
    const rooms = (await this.#rooms.list(known)).slice(0, roomsShown).map((room) => ({
      ...room,
      href: `/chat?room=${encodeURIComponent(room.name)}`,
      people: peopleHere(room.count),
      // A field that is always there, or the template would look for it further out.
      news: room.unread ? newMessages(room.unread) : "",
    }));
    const view = { ...fields, rooms, hasRooms: rooms.length > 0, ...errorView(error, errorField) };
    return this.#page(request, "landing", "Parley", view, error === undefined ? 200 : 400);
  }

  #page(
    request: Request,
    name: PageName,
    title: string,
    view: Record<string, unknown>,
    status = 200,
  ): Response {
    const bounds = { roomChars: limits.roomNameChars, nameChars: limits.displayNameChars };
    const head = themeHead(findCookie(request, themeCookie));
    return new Response(this.#templates.render(name, title, { ...bounds, ...head, ...view }), {
      status,
      headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
    });
  }
}

/** What the templates need to show an error beside its field; other errors go on to the caller. */
function errorView(error: unknown, field: "room" | "name" | undefined): Record<string, unknown> {
  if (error === undefined) return { error: "" };
  if (!(error instanceof ChatError) || error.code !== "bad_request") throw error;
  return {
    error: error.message,
    roomInvalid: field === "room",
    nameInvalid: field === "name",
  };
}

/** People write "Tea Kitchen" into the form; the name that goes over the wire has no spaces. */
function hyphenate(typed: string): string {
  return typed.trim().replaceAll(/\s+/gu, "-");
}

function peopleHere(count: number): string {
  if (count === 0) return "nobody here now";
  return count === 1 ? "1 person here" : `${count} people here`;
}

function newMessages(count: number): string {
  return `${count >= unreadShown ? `${unreadShown - 1}+` : count} new`;
}

function redirect(location: string): Response {
  return new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
}
