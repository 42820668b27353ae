/** What those see and do who run the server: users, rooms, sessions, storage, and what was done. */
import type { Admins } from "../auth/admins.ts";
import type { Sessions } from "../auth/sessions.ts";
import type { Rooms } from "../chat/rooms.ts";
import type { Clock } from "../clock.ts";
import { ChatError, wrongField } from "../errors.ts";
import type { Session, SessionMark, User } from "../store/accounts.ts";
import type { KeptDeed } from "../store/audit.ts";
import type { RoomRecord, Store } from "../store/store.ts";
import type { ChosenVisibility, Person } from "../wire/messages.ts";
import { done, json, redirect } from "./answers.ts";
import { readJsonObject } from "./body.ts";
import { readBoolean } from "./fields.ts";
import { htmlPage } from "./html_page.ts";
import type { OriginPolicy } from "./origin.ts";
import { PageFrame } from "./page_frame.ts";
import type { Visit } from "./router.ts";
import type { Templates } from "./templates.ts";
import type { Visitors } from "./visitors.ts";

/** What {@linkcode AdminPages} is made of. */
export interface AdminPagesOptions {
  admins: Admins;
  store: Store;
  rooms: Rooms;
  sessions: Sessions;
  visitors: Visitors;
  origin: OriginPolicy;
  templates: Templates;
  clock: Clock;
  /** Somebody may not be here any more: what they have open ends. */
  left: (id: string) => void;
  /** What the data folder takes, in bytes; `undefined` where nothing is kept on disk. */
  storedBytes: () => Promise<number | undefined>;
}

/** What the page can show. */
const views = ["users", "rooms", "sessions", "audit"] as const;
/** Rows on one page. */
const rowsPerPage = 100;
/** Deeds that are read at once for the export. */
const deedsAtOnce = 1_000;

/** Answers requests of those who run the server; what fails is a `ChatError`. */
export class AdminPages {
  readonly #options: AdminPagesOptions;

  constructor(options: AdminPagesOptions) {
    this.#options = options;
  }

  /** Whether somebody runs the server. */
  async isAdmin(person: Person): Promise<boolean> {
    const user = person.kind === "user"
      ? await this.#options.store.accounts.findUser(person.id)
      : undefined;
    return this.#options.admins.has(person, user);
  }

  /** `GET /admin?view=users|rooms|sessions|audit&cursor=`. */
  async show(request: Request, visit: Visit): Promise<Response> {
    const me = await this.#demand(request, visit);
    const frame = new PageFrame(request);
    const { admin } = frame.words;
    const view = views.find((view) => view === visit.url.searchParams.get("view")) ?? "users";
    const cursor = visit.url.searchParams.get("cursor") ?? "";
    const bytes = await this.#options.storedBytes();
    const { rows, next } = await this.#rows(view, cursor, frame, me);
    return htmlPage(this.#options.templates, "admin", frame, {
      title: admin.heading,
      storage: bytes === undefined ? admin.nothingStored : admin.stored(frame.bytes(bytes)),
      views: views.map((name) => ({
        label: admin.views[name],
        href: `/admin?view=${name}`,
        current: name === view ? "page" : "false",
      })),
      label: admin.views[view],
      columns: admin.columns[view],
      rows,
      isEmpty: rows.length === 0,
      empty: admin.empty[view],
      isAudit: view === "audit",
      next: next === undefined ? "" : `/admin?${new URLSearchParams({ view, cursor: next })}`,
      account: { href: "/account", label: me.name },
      languages: frame.choices(`/admin?view=${view}`),
    });
  }

  /** `POST /admin/users/ID/suspend` and `…/restore`. */
  async changeUser(request: Request, visit: Visit, isSuspended: boolean): Promise<Response> {
    await this.#setSuspended(request, visit, isSuspended);
    return redirect("/admin?view=users");
  }

  /** `POST /admin/sessions/ID/end`. */
  async endSession(request: Request, visit: Visit): Promise<Response> {
    this.#options.origin.checkChange(request);
    await this.#demand(request, visit);
    await this.#options.sessions.end({ id: visit.params.id! });
    return redirect("/admin?view=sessions");
  }

  /** `GET /api/admin/users?cursor=`: `{users, next?}`. */
  async listUsers(request: Request, visit: Visit): Promise<Response> {
    await this.#demand(request, visit);
    const after = visit.url.searchParams.get("cursor") ?? "";
    const users = await this.#options.store.accounts.listUsers(after, rowsPerPage);
    const next = users.length === rowsPerPage ? { next: users.at(-1)!.id } : {};
    return json({ users, ...next });
  }

  /** `PATCH /api/admin/users/ID {isSuspended}`: `204`. */
  async patchUser(request: Request, visit: Visit): Promise<Response> {
    const { origin, clock } = this.#options;
    origin.checkChange(request);
    const isSuspended = readBoolean(await readJsonObject(request, clock), "isSuspended");
    if (isSuspended === undefined) throw wrongField("isSuspended", "true or false");
    await this.#setSuspended(request, visit, isSuspended);
    return done();
  }

  /**
   * `GET /api/admin/audit`: every deed that is kept, the newest first, one JSON object a line, as a
   * file.
   */
  async exportDeeds(request: Request, visit: Visit): Promise<Response> {
    await this.#demand(request, visit);
    const { audit } = this.#options.store;
    const lines = ReadableStream.from(linesOf((before) => audit.list(deedsAtOnce, before)));
    return new Response(lines.pipeThrough(new TextEncoderStream()), {
      headers: {
        "content-type": "application/x-ndjson; charset=utf-8",
        "content-disposition": 'attachment; filename="audit.ndjson"',
        "cache-control": "no-store",
      },
    });
  }

  async #setSuspended(request: Request, visit: Visit, isSuspended: boolean): Promise<void> {
    const { origin, store, sessions, clock, left } = this.#options;
    origin.checkChange(request);
    const me = await this.#demand(request, visit);
    const { id } = visit.params;
    if (id === me.id) {
      throw new ChatError("forbidden", "Cannot suspend yourself: another administrator may");
    }
    // First, so that nothing can fail once it is done; a session that begins meanwhile is good for nothing.
    if (isSuspended) await sessions.end({ user: id! });
    if (!await store.accounts.suspend(id!, isSuspended ? clock.now() : undefined)) {
      throw new ChatError("not_found", "Cannot find this user");
    }
    visit.notes.push(isSuspended ? "suspended" : "let in again");
    // Whatever they came by.
    if (isSuspended) left(id!);
  }

  /** Who asks, if it is somebody who runs the server. */
  async #demand(request: Request, visit: Visit): Promise<Person> {
    const person = await this.#options.visitors.get(request, visit);
    if (await this.isAdmin(person)) return person;
    throw new ChatError("forbidden", "Cannot show this: it is for those who run the server", {
      reason: "not_admin",
    });
  }

  async #rows(
    view: typeof views[number],
    cursor: string,
    frame: PageFrame,
    me: Person,
  ): Promise<{ rows: Row[]; next?: string }> {
    const { store, rooms } = this.#options;
    switch (view) {
      case "users": {
        const users = await store.accounts.listUsers(cursor, rowsPerPage);
        return pageOf(users, (user) => userRow(user, frame, me), ({ id }) => id);
      }
      case "rooms": {
        // Who talks to whom in direct rooms is nobody else's to see.
        const all = (await store.listRooms()).flatMap((room) => chosenRoom(room) ?? []);
        const some = all.filter(({ name }) => name > cursor).slice(0, rowsPerPage);
        return pageOf(
          some,
          (room) => roomRow(room, rooms.count(room.name), frame),
          ({ name }) => name,
        );
      }
      case "sessions": {
        const sessions = await store.accounts.listSessions({}, rowsPerPage, markOf(cursor));
        const owned = await Promise.all(
          sessions.map(async (session) => ({
            session,
            user: await store.accounts.findUser(session.user),
          })),
        );
        return pageOf(
          owned,
          ({ session, user }) => sessionRow(session, user, frame),
          ({ session: { seen, id } }) => `${seen}-${id}`,
        );
      }
      case "audit": {
        const before = /^\d{1,15}$/.test(cursor) ? Number(cursor) : undefined;
        const deeds = await store.audit.list(rowsPerPage, before);
        return pageOf(deeds, (deed) => deedRow(deed, frame), ({ id }) => `${id}`);
      }
    }
  }
}

/** A row of the table: texts, and what can be done. */
interface Row {
  readonly cells: readonly string[];
  readonly action?: { readonly path: string; readonly label: string };
}

function pageOf<T>(
  items: readonly T[],
  rowOf: (item: T) => Row,
  cursorOf: (item: T) => string,
): { rows: Row[]; next?: string } {
  const rows = items.map(rowOf);
  return items.length < rowsPerPage ? { rows } : { rows, next: cursorOf(items.at(-1)!) };
}

/** The session that a cursor names; without one, the list begins at its beginning. */
function markOf(cursor: string): SessionMark | undefined {
  const [, seen, id] = /^(\d{1,15})-(.+)$/.exec(cursor) ?? [];
  return seen !== undefined && id !== undefined ? { seen: Number(seen), id } : undefined;
}

function userRow(
  { id, name, email, issuer, at, seen, suspended }: User,
  frame: PageFrame,
  me: Person,
): Row {
  const { admin } = frame.words;
  const what = suspended === undefined ? "suspend" : "restore";
  const state = suspended === undefined ? "" : admin.suspended;
  return {
    cells: [name, email ?? "", new URL(issuer).host, frame.time(at), frame.time(seen), state],
    ...(id !== me.id && { action: { path: `/admin/users/${id}/${what}`, label: admin[what] } }),
  };
}

/** A room that is no direct one. */
interface ChosenRoom extends RoomRecord {
  readonly visibility: ChosenVisibility;
}

function chosenRoom(room: RoomRecord): ChosenRoom | undefined {
  const { visibility } = room;
  return visibility === "direct" ? undefined : { ...room, visibility };
}

function roomRow(
  { name, visibility, isArchived, seq }: ChosenRoom,
  count: number,
  { words: { admin }, texts }: PageFrame,
): Row {
  const state = isArchived ? admin.archived : "";
  return { cells: [name, admin[visibility], texts.number(count), texts.number(seq), state] };
}

function sessionRow(
  { id, agent, address, at, seen }: Session,
  user: User | undefined,
  frame: PageFrame,
): Row {
  return {
    cells: [user?.name ?? "", frame.browser(agent), address, frame.time(at), frame.time(seen)],
    action: { path: `/admin/sessions/${id}/end`, label: frame.words.account.end },
  };
}

function deedRow(
  { at, name, act, room = "", target = "", detail = "", address }: KeptDeed,
  frame: PageFrame,
): Row {
  return { cells: [frame.time(at), name, act, room, target, detail, address] };
}

async function* linesOf(
  read: (before: number | undefined) => Promise<readonly KeptDeed[]>,
): AsyncGenerator<string, void, void> {
  let before: number | undefined;
  do {
    const deeds = await read(before);
    for (const deed of deeds) yield `${JSON.stringify(deed)}\n`;
    before = deeds.at(-1)?.id;
  } while (before !== undefined);
}
