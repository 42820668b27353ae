/** The pages for people: landing, asking for a name, the chat itself, and errors. */
import { columnsCookie, readColumns } from "../wire/columns_cookie.ts";
import { ChatError } from "../errors.ts";
import type { DirectRooms } from "../chat/direct_rooms.ts";
import type { Rooms } from "../chat/rooms.ts";
import type { Person } from "../wire/messages.ts";
import { parseRoomName } from "../wire/names.ts";
import { redirect } from "./answers.ts";
import { findCookie } from "./cookies.ts";
import { switchLanguage } from "./language_switch.ts";
import { htmlPage } from "./html_page.ts";
import type { OriginPolicy } from "./origin.ts";
import { PageFrame } from "./page_frame.ts";
import { loginPath } from "./sign_in_pages.ts";
import { statusOf } from "./problem.ts";
import type { Visit } from "./router.ts";
import type { Templates } from "./templates.ts";
import type { Visitors } from "./visitors.ts";

/** Rooms on the landing page; the API lists more. */
const roomsShown = 50;

/** What {@linkcode Pages} is made of. */
export interface PagesOptions {
  rooms: Rooms;
  direct: DirectRooms;
  templates: Templates;
  visitors: Visitors;
  origin: OriginPolicy;
  /** Whether people can sign in, with an account that they have elsewhere. */
  canSignIn: boolean;
  /** Whether a name alone lets people in. */
  guestsMayEnter: boolean;
}

/** Answers requests for pages, in the language that each asks for. */
export class Pages {
  readonly #rooms: Rooms;
  readonly #direct: DirectRooms;
  readonly #templates: Templates;
  readonly #visitors: Visitors;
  readonly #origin: OriginPolicy;
  readonly #canSignIn: boolean;
  readonly #guestsMayEnter: boolean;

  constructor(
    { rooms, direct, templates, visitors, origin, canSignIn, guestsMayEnter }: PagesOptions,
  ) {
    this.#canSignIn = canSignIn;
    this.#guestsMayEnter = guestsMayEnter;
    this.#rooms = rooms;
    this.#direct = direct;
    this.#templates = templates;
    this.#visitors = visitors;
    this.#origin = origin;
  }

  /** `GET /`: pick a room and a name. */
  async landing(request: Request, visit: Visit): Promise<Response> {
    const room = visit.url.searchParams.get("room") ?? "";
    const known = (await this.#visitors.find(request, visit))?.person;
    return await this.#landing(request, { room, name: known?.name ?? "", known });
  }

  /**
   * `GET /chat?room=NAME[&name=DISPLAY]`: the chat, or what is missing before it.
   *
   * A name is what the form on our own pages sends: it goes into the cookie and out of the address,
   * which people copy. A link from elsewhere cannot rename anybody.
   */
  async chat(request: Request, visit: Visit): Promise<Response> {
    const { url } = visit;
    const known = (await this.#visitors.find(request, visit))?.person;
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
        return this.#visitors.remember(redirect(pathOf(room)), person, visit);
      }
    } catch (error) {
      return await this.#join(request, { room, name: givenName ?? "", error });
    }
    if (!known) {
      // Where a name will not do, signing in may.
      if (!this.#guestsMayEnter && this.#canSignIn) return redirect(loginPath(pathOf(room)));
      this.#visitors.checkGuests();
      return await this.#join(request, { room, name: "" });
    }
    const found = await this.#rooms.check(room, known);
    // It is called something else now.
    if (found && found.record.name !== room) return redirect(pathOf(found.record.name));
    // A direct room is called as whom it is with.
    const isDirect = found?.record.visibility === "direct";
    const peer = isDirect ? (await this.#direct.find(known, room))?.with : undefined;
    return this.#visitors.remember(this.#chat(request, room, known, peer), known, visit);
  }

  /** `GET /join`: comes in by a link; its script finds the secret in the fragment. */
  invite(request: Request): Response {
    const frame = new PageFrame(request);
    return htmlPage(this.#templates, "invite", frame, {
      title: `${frame.words.invite.heading} · ${frame.texts.appName}`,
      name: "",
      nameInvalid: false,
      nameFocus: "",
    });
  }

  /** The chat without a room: its script finds both room and visitor. Says nothing of anybody. */
  anyRoom(request: Request): Response {
    return this.#chat(request, "", { id: "", name: "" });
  }

  /** In place of the start page where there is no network. Says nothing of anybody. */
  offline(request: Request): Response {
    const frame = new PageFrame(request);
    return htmlPage(this.#templates, "offline", frame, { title: frame.texts.appName });
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
    return htmlPage(this.#templates, "error", frame, {
      title: detail.text,
      status,
      heading: status === 404 ? failure.notFound : failure.other,
      detail,
      action: { href: "/", label: failure.home },
      account: this.#signInAfter(request, error, frame),
    }, status);
  }

  #chat(
    request: Request,
    room: string,
    { id, name }: Pick<Person, "id" | "name">,
    peer?: Person,
  ): Response {
    const frame = new PageFrame(request);
    const heading = peer?.name ?? room;
    const columns = readColumns(findCookie(request, columnsCookie));
    const { appName, composer, direct, rooms } = frame.texts;
    const { label, placeholder } = peer ? direct : composer;
    return htmlPage(this.#templates, "chat", frame, {
      title: heading === "" ? appName : frame.words.chat.title(heading),
      room,
      heading,
      // A field that is always there, or the template would look for it further out.
      peer: peer ? JSON.stringify(peer) : "",
      id,
      name,
      accounts: String(this.#canSignIn),
      sidebar: columns.rooms ? "shown" : "hidden",
      details: columns.details ? "shown" : "hidden",
      showRooms: rooms.show(0),
      label: label(heading),
      placeholder: placeholder(heading),
    });
  }

  async #join(
    request: Request,
    { room, name, error }: { room: string; name: string; error?: unknown },
  ): Promise<Response> {
    const frame = new PageFrame(request);
    const count = await this.#rooms.countPublic(room);
    return htmlPage(this.#templates, "join", frame, {
      title: frame.words.join.title(room),
      room,
      name,
      // A whole attribute, for a false one would count as well.
      nameFocus: "autofocus",
      count,
      people: frame.peopleHere(count),
      languages: frame.choices(pathOf(room)),
      account: this.#account(frame, undefined, pathOf(room)),
      ...errorView(frame, error, "name"),
    }, error === undefined ? 200 : 400);
  }

  /** Where signing in may help, the way to it and back. */
  #signInAfter(
    request: Request,
    { code }: ChatError,
    { words }: PageFrame,
  ): { href: string; label: string } | undefined {
    const mayHelp = code === "unauthenticated" || code === "not_found";
    const hasSession = /\bparley_session=/.test(request.headers.get("cookie") ?? "");
    if (!this.#canSignIn || !mayHelp || hasSession) return undefined;
    const { pathname, search } = new URL(request.url);
    return { href: loginPath(pathname + search), label: words.signIn.link };
  }

  /** The way to one's account, or to signing in. */
  #account(
    { words }: PageFrame,
    known: Person | undefined,
    back: string,
  ): { href: string; label: string } | undefined {
    if (known) return { href: "/account", label: known.name };
    return this.#canSignIn ? { href: loginPath(back), label: words.signIn.link } : undefined;
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
    const listed = await this.#rooms.list(known, { limit: roomsShown });
    const rooms = listed.rooms.map((room) => ({
      ...room,
      href: pathOf(room.name),
      people: frame.peopleHere(room.count),
      // A field that is always there, or the template would look for it further out.
      news: room.unread ? frame.texts.landing.news(room.unread) : "",
    }));
    const isUser = known?.kind === "user";
    const back = fields.room === "" ? "/" : `/?${new URLSearchParams({ room: fields.room })}`;
    return htmlPage(this.#templates, "landing", frame, {
      title: frame.texts.appName,
      ...fields,
      person: known?.id ?? "",
      rooms,
      hasRooms: rooms.length > 0,
      isUser,
      account: this.#account(frame, known, back),
      languages: frame.choices(back),
      ...errorView(frame, error, errorField),
    }, error === undefined ? 200 : 400);
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
