import { deadline } from "@std/async";
import { join } from "@std/path";
import { Guests } from "./auth/guests.ts";
import { loadSecretKey } from "./auth/secret_key.ts";
import { Administration } from "./chat/administration.ts";
import { Invitations } from "./chat/invitations.ts";
import { Retention } from "./chat/retention.ts";
import { Rooms } from "./chat/rooms.ts";
import type { Clock } from "./clock.ts";
import type { Config } from "./config.ts";
import { ChatError } from "./errors.ts";
import type { Log } from "./log.ts";
import { Listeners } from "./push/listeners.ts";
import { GuardedPoster, resolveName } from "./outside/guarded_poster.ts";
import type { Poster } from "./outside/poster.ts";
import { isPublicAddress } from "./outside/public_address.ts";
import { openWebPush } from "./push/web_push.ts";
import { MemoryStore } from "./store/memory_store.ts";
import { SqliteStore } from "./store/sqlite_store.ts";
import type { Store } from "./store/store.ts";
import { Api } from "./web/api.ts";
import { Assets } from "./web/assets.ts";
import { secure } from "./web/headers.ts";
import { Offline } from "./web/offline.ts";
import { OriginPolicy } from "./web/origin.ts";
import { Pages } from "./web/pages.ts";
import type { ProblemOptions } from "./web/problem.ts";
import { problem } from "./web/problem.ts";
import { PushApi } from "./web/push_api.ts";
import { RoomsApi } from "./web/rooms_api.ts";
import { route } from "./web/router.ts";
import { Sockets } from "./web/sockets.ts";
import { Templates } from "./web/templates.ts";
import { Visitors } from "./web/visitors.ts";

/** What an app is made of. */
export interface AppParts {
  config: Config;
  clock: Clock;
  log: Log;
  /** Version of the program. */
  version: string;
  /** The folder that holds `static` and `templates`. */
  folder: string;
  /** Seconds without a sign of life that end a socket; 35 unless given. */
  idleTimeoutSeconds?: number;
  /** The store that `config` names unless given. */
  store?: Store;
  /** The way to push services and webhooks; the public internet unless given. */
  poster?: Poster;
}

/** The whole server but its port. */
export interface App {
  /** Answers one request; never rejects. */
  fetch(request: Request): Promise<Response>;
  /** How many live rooms and open sockets there are. */
  readonly size: { readonly rooms: number; readonly sockets: number };
  /**
   * Goes down: refuses new work, commits what waits, closes every socket with 1001. Waits 5 s at
   * most for readers that are slow to go.
   */
  close(): Promise<void>;
}

/** How long going down waits for sockets to close, in milliseconds. */
const closingMs = 5_000;

/** Puts the parts together: the one place that names every adapter. */
export async function createApp(parts: AppParts): Promise<App> {
  const { config, clock, log, version, folder } = parts;
  const guests = new Guests(await loadSecretKey(config.data, "guests.key"), clock);
  const assets = await Assets.load(join(folder, "static"));
  const templates = await Templates.load({ folder: join(folder, "templates"), assets, version });
  const store = parts.store ?? await openStore(config, log);
  const origin = new OriginPolicy(config.origins);
  const visitors = new Visitors({ guests, origin, guestsMayEnter: config.guests });
  const poster = parts.poster ??
    new GuardedPoster({ resolve: resolveName, isAllowed: isPublicAddress, clock });
  const listeners = new Listeners(store.subscriptions);
  const pushSecret = config.push ? await loadSecretKey(config.data, "push.key") : undefined;
  const push = pushSecret && openWebPush({
    secret: pushSecret,
    origins: config.origins,
    poster,
    listeners,
    checkEntry: async (room, person) => void await rooms.check(room, person),
    clock,
    log,
  });
  const rooms: Rooms = new Rooms({
    store,
    clock,
    log,
    rate: config.rateLimit,
    mayCreate: ({ kind }) =>
      (config.createRooms === "everyone" && (config.guests || kind !== "guest")) ||
      (config.createRooms === "users" && kind === "user"),
    needsInvite: ({ kind }) => kind === "guest" && !config.guests,
    ...(push && { notifier: push.notifier }),
  });
  const administration = new Administration({ rooms, store, clock });
  const { memberships } = store;
  const invitations = new Invitations({ administration, memberships, clock });
  const retention = new Retention({ rooms, policy: config.keep, clock, log });
  const pages = new Pages({ rooms, templates, visitors, origin });
  const api = new Api({ rooms, visitors, origin });
  const roomsApi = new RoomsApi({ administration, invitations, visitors, origin });
  const offline = await Offline.create({ pages, assets });
  const pushApi = new PushApi({ listeners, rooms, visitors, origin, key: push?.key });
  const { idleTimeoutSeconds } = parts;
  const sockets = new Sockets({ rooms, visitors, origin, clock, idleTimeoutSeconds });
  let isGoingDown = false;

  const answer = route([
    { method: "GET", path: "/", handle: (request, visit) => pages.landing(request, visit) },
    { method: "GET", path: "/chat", handle: (request, visit) => pages.chat(request, visit) },
    {
      method: "POST",
      path: "/language",
      handle: (request, visit) => pages.language(request, visit),
    },
    { method: "GET", path: "/room", handle: (request, visit) => sockets.upgrade(request, visit) },
    {
      method: "GET",
      path: "/static/*",
      handle: (request, { params }) => assets.respond(request, params.rest!),
    },
    { method: "GET", path: "/service_worker.js", handle: () => offline.worker() },
    { method: "GET", path: "/offline", handle: (request, visit) => offline.home(request, visit) },
    {
      method: "GET",
      path: "/offline/room",
      handle: (request, visit) => offline.room(request, visit),
    },
    { method: "GET", path: "/healthz", handle: () => plain("ok") },
    {
      method: "GET",
      path: "/readyz",
      handle: () => isGoingDown ? plain("going down", 503) : plain("ok"),
    },
    { method: "GET", path: "/api/me", handle: (request) => api.me(request) },
    {
      method: "GET",
      path: "/api/rooms",
      handle: (request, visit) => api.listRooms(request, visit),
    },
    {
      method: "POST",
      path: "/api/rooms",
      handle: (request, visit) => roomsApi.create(request, visit),
    },
    {
      method: "PATCH",
      path: "/api/rooms/:name",
      handle: (request, visit) => roomsApi.change(request, visit),
    },
    {
      method: "GET",
      path: "/api/rooms/:name/memberships",
      handle: (request, visit) => roomsApi.memberships(request, visit),
    },
    {
      method: "PATCH",
      path: "/api/rooms/:name/members/:id",
      handle: (request, visit) => roomsApi.changeMember(request, visit),
    },
    {
      method: "DELETE",
      path: "/api/rooms/:name/members/:id",
      handle: (request, visit) => roomsApi.removeMember(request, visit),
    },
    {
      method: "GET",
      path: "/api/rooms/:name/bans",
      handle: (request, visit) => roomsApi.bans(request, visit),
    },
    {
      method: "PUT",
      path: "/api/rooms/:name/bans/:id",
      handle: (request, visit) => roomsApi.ban(request, visit),
    },
    {
      method: "DELETE",
      path: "/api/rooms/:name/bans/:id",
      handle: (request, visit) => roomsApi.unban(request, visit),
    },
    {
      method: "GET",
      path: "/api/rooms/:name/invites",
      handle: (request, visit) => roomsApi.invites(request, visit),
    },
    {
      method: "POST",
      path: "/api/rooms/:name/invites",
      handle: (request, visit) => roomsApi.invite(request, visit),
    },
    {
      method: "DELETE",
      path: "/api/rooms/:name/invites/:id",
      handle: (request, visit) => roomsApi.revoke(request, visit),
    },
    { method: "POST", path: "/api/join", handle: (request) => roomsApi.join(request) },
    {
      method: "GET",
      path: "/api/rooms/:name",
      handle: (request, visit) => api.showRoom(request, visit),
    },
    {
      method: "GET",
      path: "/api/rooms/:name/members",
      handle: (request, visit) => api.listMembers(request, visit),
    },
    {
      method: "GET",
      path: "/api/rooms/:name/messages",
      handle: (request, visit) => api.listMessages(request, visit),
    },
    {
      method: "GET",
      path: "/api/rooms/:name/search",
      handle: (request, visit) => api.searchMessages(request, visit),
    },
    {
      method: "POST",
      path: "/api/rooms/:name/messages",
      handle: (request, visit) => api.postMessage(request, visit),
    },
    {
      method: "PUT",
      path: "/api/rooms/:name/notifications",
      handle: (request, visit) => pushApi.setLevel(request, visit),
    },
    { method: "GET", path: "/api/push", handle: (request) => pushApi.show(request) },
    {
      method: "PUT",
      path: "/api/push/subscription",
      handle: (request) => pushApi.subscribe(request),
    },
    {
      method: "DELETE",
      path: "/api/push/subscription",
      handle: (request) => pushApi.unsubscribe(request),
    },
  ]);

  /** People get a page, programs a problem. */
  function explain(request: Request, error: ChatError, options: ProblemOptions = {}): Response {
    const { pathname } = new URL(request.url);
    const wantsPage = request.headers.get("accept")?.includes("text/html") &&
      !pathname.startsWith("/api/") && pathname !== "/room";
    return wantsPage ? pages.error(request, error, options) : problem(error, options);
  }

  return {
    async fetch(request) {
      try {
        return secure(await answer(request));
      } catch (error) {
        if (error instanceof ChatError) return secure(explain(request, error));
        log.error("a request failed", { method: request.method, error });
        const failure = new ChatError("unavailable", "Cannot answer: something went wrong here", {
          reason: "internal",
        });
        const options = { status: 500, title: "Internal Server Error" };
        return secure(explain(request, failure, options));
      }
    },
    get size() {
      return { rooms: rooms.size, sockets: sockets.size };
    },
    async close() {
      isGoingDown = true;
      await retention.close();
      await rooms.close();
      await push?.close();
      await poster.close();
      try {
        await deadline(sockets.allClosed(), closingMs);
      } catch {
        log.warn("some sockets did not close in time", { sockets: sockets.size });
      }
      await store.close();
    },
  };
}

function openStore({ store, data, durability }: Config, log: Log): Promise<Store> {
  if (store === "memory") return Promise.resolve(new MemoryStore());
  return SqliteStore.open({ path: join(data, "parley.db"), durability, log });
}

function plain(text: string, status = 200): Response {
  return new Response(text, { status, headers: { "cache-control": "no-store" } });
}
