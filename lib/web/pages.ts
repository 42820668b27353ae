/** The pages for people: landing, asking for a name, the chat itself, and errors. */
import { columnsCookie, readColumns } from "../columns.ts";
import { ChatError } from "../errors.ts";
import type { Rooms } from "../chat/rooms.ts";
import { limits } from "../wire/limits.ts";
import type { Person } from "../wire/messages.ts";
import { parseRoomName } from "../wire/names.ts";
import { findCookie } from "./cookies.ts";
import { switchLanguage } from "./language_switch.ts";
import type { OriginPolicy } from "./origin.ts";
import { PageFrame } from "./page_frame.ts";
import { statusOf } from "./problem.ts";
import type { Visit } from "./router.ts";
import type { PageName, Templates } from "./templates.ts";
import type { Visitors } from "./visitors.ts";

/** Rooms on the landing page; the API lists more. */
const roomsShown = 50;

/** What {@linkcode Pages} is made of. */
export interface PagesOptions {
  rooms: Rooms;
  templates: Templates;
  visitors: Visitors;
  origin: OriginPolicy;
}

/** Answers requests for pages, in the language that each asks for. */
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
        return this.#visitors.remember(redirect(pathOf(room)), person);
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
    const frame = new PageFrame(request);
    return this.#page("offline", frame, { title: frame.texts.appName });
  }

  /** `POST /language?to=TAG&back=PATH`: the pages speak another language from now on. */
  language(request: Request, { url }: Visit): Response {
    return switchLanguage(request, url, this.#origin);
  }

  /** Tells a person that something failed, and where to go on. */
  error(
    request: Request,
    error: ChatError,
    { status = statusOf(error.code) }: { status?: number } = {},
  ): Response {
    const frame = new PageFrame(request);
    const { failure } = frame.words;
    const detail = frame.explain(error);
    return this.#page("error", frame, {
      title: detail.text,
      status,
      heading: status === 404 ? failure.notFound : failure.other,
      detail,
      action: { href: "/", label: failure.home },
    }, status);
  }

  #chat(request: Request, room: string, { id, name }: Pick<Person, "id" | "name">): Response {
    const frame = new PageFrame(request);
    const columns = readColumns(findCookie(request, columnsCookie));
    const { appName, composer, rooms } = frame.texts;
    return this.#page("chat", frame, {
      title: room === "" ? appName : frame.words.chat.title(room),
      room,
      id,
      name,
      sidebar: columns.rooms ? "shown" : "hidden",
      details: columns.details ? "shown" : "hidden",
      showRooms: rooms.show(0),
      label: composer.label(room),
      placeholder: composer.placeholder(room),
    });
  }

  #join(
    request: Request,
    { room, name, error }: { room: string; name: string; error?: unknown },
  ): Response {
    const frame = new PageFrame(request);
    const count = this.#rooms.count(room);
    return this.#page("join", frame, {
      title: frame.words.join.title(room),
      room,
      name,
      // A whole attribute, for a false one would count as well.
      nameFocus: "autofocus",
      count,
      people: frame.peopleHere(count),
      languages: frame.choices(pathOf(room)),
      ...errorView(frame, error, "name"),
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
    const frame = new PageFrame(request);
    const rooms = (await this.#rooms.list(known)).slice(0, roomsShown).map((room) => ({
      ...room,
      href: pathOf(room.name),
      people: frame.peopleHere(room.count),
      // A field that is always there, or the template would look for it further out.
      news: room.unread ? frame.texts.landing.news(room.unread) : "",
    }));
    const back = fields.room === "" ? "/" : `/?${new URLSearchParams({ room: fields.room })}`;
    return this.#page("landing", frame, {
      title: frame.texts.appName,
      ...fields,
      rooms,
      hasRooms: rooms.length > 0,
      languages: frame.choices(back),
      ...errorView(frame, error, errorField),
    }, error === undefined ? 200 : 400);
  }

  #page(
    name: PageName,
    frame: PageFrame,
    { title, ...view }: { readonly title: string; readonly [field: string]: unknown },
    status = 200,
  ): Response {
    const bounds = { roomChars: limits.roomNameChars, nameChars: limits.displayNameChars };
    const html = this.#templates.render(name, title, { ...bounds, ...frame.view, ...view });
    return new Response(html, {
      status,
      headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
    });
  }
}

/** What the templates need to show an error beside its field; other errors go on to the caller. */
function errorView(
  frame: PageFrame,
  error: unknown,
  field: "room" | "name" | undefined,
): Record<string, unknown> {
  if (error === undefined) return { error: "" };
  if (!(error instanceof ChatError) || error.code !== "bad_request") throw error;
  return {
    error: frame.explain(error),
    roomInvalid: field === "room",
    nameInvalid: field === "name",
  };
}

/** The address of a room's chat. */
function pathOf(room: string): string {
  return `/chat?room=${encodeURIComponent(room)}`;
}

/** People write "Tea Kitchen" into the form; the name that goes over the wire has no spaces. */
function hyphenate(typed: string): string {
  return typed.trim().replaceAll(/\s+/gu, "-");
}

function redirect(location: string): Response {
  return new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
}
