import type { Readiness, Ready } from "../readiness.ts";
import type { AccountPages } from "./account_pages.ts";
import type { AdminPages } from "./admin_pages.ts";
import type { Api } from "./api.ts";
import type { Assets } from "./assets.ts";
import type { DirectApi } from "./direct_api.ts";
import type { Downloads } from "./downloads.ts";
import type { BotsApi } from "./bots_api.ts";
import type { KeysApi } from "./keys_api.ts";
import type { MetricsPage } from "./metrics_page.ts";
import type { Offline } from "./offline.ts";
import type { Pages } from "./pages.ts";
import type { PushApi } from "./push_api.ts";
import type { Reads } from "./reads.ts";
import type { RoomsApi } from "./rooms_api.ts";
import type { Handler, Route } from "./router.ts";
import type { SignInPages } from "./sign_in_pages.ts";
import type { Sockets } from "./sockets.ts";
import type { UploadsApi } from "./uploads_api.ts";
import type { WebhooksApi } from "./webhooks_api.ts";

/** Who answers. */
export interface Handlers {
  account: AccountPages;
  admin: AdminPages;
  api: Api;
  assets: Assets;
  bots: BotsApi;
  direct: DirectApi;
  downloads: Downloads;
  keys: KeysApi;
  metrics: MetricsPage;
  offline: Offline;
  pages: Pages;
  push: PushApi;
  reads: Reads;
  rooms: RoomsApi;
  signIn: SignInPages;
  sockets: Sockets;
  uploads: UploadsApi;
  webhooks: WebhooksApi;
  readiness: Readiness;
}

/** The routing table: everything that the server answers, and what of it the audit log keeps. */
export function routesOf(handlers: Handlers): readonly Route[] {
  const { account, admin, api, assets, bots, offline, pages, push, rooms, signIn } = handlers;
  const { direct, downloads, keys, metrics, reads, sockets, uploads, webhooks } = handlers;
  /** A row whose answer has the store read much, which anybody may ask for. */
  const read = (path: string, handle: Handler, what?: "search") =>
    get(path, (request, visit) => {
      reads.count(visit.address, what);
      return handle(request, visit);
    });
  return [
    read("/", (request, visit) => pages.landing(request, visit)),
    get("/chat", (request, visit) => pages.chat(request, visit)),
    get("/join", (request) => pages.invite(request)),
    post("/language", (request, visit) => pages.language(request, visit)),
    get("/room", (request, visit) => sockets.upgrade(request, visit)),
    get("/static/*", (request, { params }) => assets.respond(request, params.rest!)),
    get("/service_worker.js", () => offline.worker()),
    get("/offline", (request, visit) => offline.home(request, visit)),
    get("/offline/room", (request, visit) => offline.room(request, visit)),
    get("/healthz", () => plain("ok")),
    get("/readyz", async () => readyPage(await handlers.readiness.look())),
    get("/metrics", (request, visit) => metrics.show(request, visit)),

    get("/login", (request, visit) => signIn.login(request, visit)),
    get("/auth/callback", (request, visit) => signIn.callback(request, visit)),
    post("/auth/backchannel-logout", (request) => signIn.providerLogout(request)),
    post("/logout", (request, visit) => signIn.logout(request, visit)),
    get("/account", (request, visit) => account.show(request, visit)),
    post("/account/sessions/:id/end", (request, visit) => account.end(request, visit)),
    get("/api/sessions", (request, visit) => account.list(request, visit)),
    remove("/api/sessions/:id", (request, visit) => account.remove(request, visit)),

    get("/admin", (request, visit) => admin.show(request, visit)),
    post(
      "/admin/users/:id/suspend",
      (request, visit) => admin.changeUser(request, visit, true),
      "user.suspend",
    ),
    post(
      "/admin/users/:id/restore",
      (request, visit) => admin.changeUser(request, visit, false),
      "user.restore",
    ),
    post(
      "/admin/sessions/:id/end",
      (request, visit) => admin.endSession(request, visit),
      "session.end",
    ),
    get("/api/admin/users", (request, visit) => admin.listUsers(request, visit)),
    patch(
      "/api/admin/users/:id",
      (request, visit) => admin.patchUser(request, visit),
      "user.change",
    ),
    get("/api/admin/audit", (request, visit) => admin.exportDeeds(request, visit), "audit.export"),

    get("/api/openapi.json", (request) => assets.respond(request, "openapi.json")),
    get("/api/asyncapi.json", (request) => assets.respond(request, "asyncapi.json")),
    get("/api/me", (request, visit) => api.me(request, visit)),
    read("/api/rooms", (request, visit) => api.listRooms(request, visit)),
    post("/api/rooms", (request, visit) => rooms.create(request, visit), "room.create"),
    get("/api/rooms/:name", (request, visit) => api.showRoom(request, visit)),
    patch("/api/rooms/:name", (request, visit) => rooms.change(request, visit), "room.change"),
    remove("/api/rooms/:name", (request, visit) => rooms.remove(request, visit), "room.delete"),
    get("/api/rooms/:name/memberships", (request, visit) => rooms.memberships(request, visit)),
    get("/api/rooms/:name/members", (request, visit) => api.listMembers(request, visit)),
    patch(
      "/api/rooms/:name/members/:id",
      (request, visit) => rooms.changeMember(request, visit),
      "member.change",
    ),
    remove(
      "/api/rooms/:name/members/:id",
      (request, visit) => rooms.removeMember(request, visit),
      "member.remove",
    ),
    get("/api/rooms/:name/bans", (request, visit) => rooms.bans(request, visit)),
    put("/api/rooms/:name/bans/:id", (request, visit) => rooms.ban(request, visit), "member.ban"),
    remove(
      "/api/rooms/:name/bans/:id",
      (request, visit) => rooms.unban(request, visit),
      "member.unban",
    ),
    get("/api/rooms/:name/invites", (request, visit) => rooms.invites(request, visit)),
    post(
      "/api/rooms/:name/invites",
      (request, visit) => rooms.invite(request, visit),
      "invite.create",
    ),
    remove(
      "/api/rooms/:name/invites/:id",
      (request, visit) => rooms.revoke(request, visit),
      "invite.revoke",
    ),
    post("/api/join", (request, visit) => rooms.join(request, visit)),
    get("/api/rooms/:name/bots", (request, visit) => bots.list(request, visit)),
    post("/api/rooms/:name/bots", (request, visit) => bots.make(request, visit), "bot.create"),
    remove("/api/rooms/:name/bots/:id", (request, visit) => bots.remove(request, visit), "bot.end"),
    post("/hooks", (request, visit) => bots.say(request, visit)),
    post("/hooks/:token", (request, visit) => bots.say(request, visit)),

    get("/api/rooms/:name/webhooks", (request, visit) => webhooks.list(request, visit)),
    post(
      "/api/rooms/:name/webhooks",
      (request, visit) => webhooks.make(request, visit),
      "webhook.create",
    ),
    remove(
      "/api/rooms/:name/webhooks/:id",
      (request, visit) => webhooks.remove(request, visit),
      "webhook.end",
    ),

    read("/api/rooms/:name/messages", (request, visit) => api.listMessages(request, visit)),
    read(
      "/api/rooms/:name/search",
      (request, visit) => api.searchMessages(request, visit),
      "search",
    ),
    post("/api/rooms/:name/messages", (request, visit) => api.postMessage(request, visit)),

    read("/api/direct", (request, visit) => direct.list(request, visit)),
    post("/api/direct", (request, visit) => direct.open(request, visit)),

    read("/api/rooms/:name/files", (request, visit) => uploads.list(request, visit)),
    post("/api/rooms/:name/files", (request, visit) => uploads.send(request, visit)),
    row("OPTIONS", "/api/rooms/:name/files", () => uploads.options()),
    get("/api/rooms/:name/files/:id", (request, visit) => uploads.show(request, visit)),
    patch("/api/rooms/:name/files/:id", (request, visit) => uploads.append(request, visit)),
    remove("/api/rooms/:name/files/:id", (request, visit) => uploads.remove(request, visit)),
    get("/files/:id/:name", (request, visit) => downloads.give(request, visit)),

    put("/api/rooms/:name/notifications", (request, visit) => push.setLevel(request, visit)),
    read("/api/push", (request, visit) => push.show(request, visit)),
    put("/api/push/subscription", (request, visit) => push.subscribe(request, visit)),
    remove("/api/push/subscription", (request, visit) => push.unsubscribe(request, visit)),

    get("/api/keys/people/:id", (request, visit) => keys.findList(request, visit)),
    post("/api/keys/people/:id/packages", (request, visit) => keys.take(request, visit)),
    // Or "keys.reset", where another identity takes the place of one.
    put("/api/keys/list", (request, visit) => keys.putList(request, visit), "keys.change"),
    get("/api/keys/devices/:device/packages", (request, visit) => keys.stock(request, visit)),
    put("/api/keys/devices/:device/packages", (request, visit) => keys.supply(request, visit)),
    get("/api/keys/mail/:box", (request, visit) => keys.getMail(request, visit)),
    put("/api/keys/mail/:box", (request, visit) => keys.putMail(request, visit)),
    remove("/api/keys/mail/:box", (request, visit) => keys.removeMail(request, visit)),
    get("/api/keys/archive", (request, visit) => keys.findArchive(request, visit)),
    put("/api/keys/archive", (request, visit) => keys.putArchive(request, visit)),
    remove("/api/keys/archive", (request, visit) => keys.removeArchive(request, visit)),
    get("/api/keys/archive/entries", (request, visit) => keys.readEntries(request, visit)),
    put("/api/keys/archive/entries", (request, visit) => keys.addEntries(request, visit)),
  ];
}

type Row = (path: string, handle: Handler, act?: string) => Route;

const get: Row = (path, handle, act) => row("GET", path, handle, act);
const post: Row = (path, handle, act) => row("POST", path, handle, act);
const put: Row = (path, handle, act) => row("PUT", path, handle, act);
const patch: Row = (path, handle, act) => row("PATCH", path, handle, act);
const remove: Row = (path, handle, act) => row("DELETE", path, handle, act);

function row(method: Route["method"], path: string, handle: Handler, act?: string): Route {
  return { method, path, handle, ...(act !== undefined && { act }) };
}

/** One line that says whether it is ready, then one for each part that is not well. */
function readyPage({ isReady, isGoingDown, parts }: Ready): Response {
  const verdict = isReady ? "ok" : isGoingDown ? "going down" : "not ready";
  const ailing = [...parts].filter(([, state]) => state !== "well");
  const lines = [verdict, ...ailing.map(([part, state]) => `${part}: ${state}`)];
  return plain(lines.join("\n"), isReady ? 200 : 503);
}

function plain(text: string, status = 200): Response {
  return new Response(text, { status, headers: { "cache-control": "no-store" } });
}
