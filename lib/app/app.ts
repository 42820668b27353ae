import { deadline } from "@std/async";
import { join } from "@std/path";
import { Admins } from "../auth/admins.ts";
import { Guests } from "../auth/guests.ts";
import { Sessions } from "../auth/sessions.ts";
import { SignIn } from "../auth/sign_in.ts";
import { Administration } from "../chat/administration.ts";
import { Bots } from "../chat/bots.ts";
import { DirectRooms } from "../chat/direct_rooms.ts";
import { Invitations } from "../chat/invitations.ts";
import { tellAll } from "../chat/notifier.ts";
import type { NodeNews } from "../chat/peers.ts";
import { Retention } from "../chat/retention.ts";
import { Rooms } from "../chat/rooms.ts";
import type { Clock } from "../clock.ts";
import { steadyClock } from "../clock.ts";
import type { Bus } from "../cluster/bus.ts";
import { BusPeers } from "../cluster/bus_peers.ts";
import type { Config } from "../config/config.ts";
import { Archives } from "../e2ee/archives.ts";
import { Directory } from "../e2ee/directory.ts";
import { Mailbox } from "../e2ee/mailbox.ts";
import { ChatError } from "../errors.ts";
import { Deliveries } from "../webhooks/deliveries.ts";
import { Webhooks } from "../webhooks/webhooks.ts";
import type { Blobs } from "../files/blobs.ts";
import { Janitor } from "../files/janitor.ts";
import { Uploads } from "../files/uploads.ts";
import { Vault } from "../files/vault.ts";
import type { Log } from "../log.ts";
import { expositionType } from "../metrics/exposition.ts";
import { LoopDelay } from "../metrics/loop_delay.ts";
import { PrometheusMeter } from "../metrics/prometheus_meter.ts";
import { NodeDesk } from "./node_desk.ts";
import { openBus } from "./bus.ts";
import { openProviders } from "./providers.ts";
import { Listeners } from "../push/listeners.ts";
import { GuardedPoster, resolveName } from "../outside/guarded_poster.ts";
import type { Poster } from "../outside/poster.ts";
import { isPublicAddress } from "../outside/public_address.ts";
import { openWebPush } from "../push/web_push.ts";
import { Readiness } from "../readiness.ts";
import { openBlobs, openStorage, storageOf } from "./storage.ts";
import type { Store } from "../store/store.ts";
import { TroubleList } from "../trouble_list.ts";
import { AccountPages } from "../web/account_pages.ts";
import { AdminPages } from "../web/admin_pages.ts";
import { Api } from "../web/api.ts";
import { Assets } from "../web/assets.ts";
import { BotsApi } from "../web/bots_api.ts";
import { Connections } from "../web/connections.ts";
import { DirectApi } from "../web/direct_api.ts";
import { Downloads } from "../web/downloads.ts";
import { FrontDesk } from "../web/front_desk.ts";
import { Guesses } from "../web/guesses.ts";
import { MetricsPage } from "../web/metrics_page.ts";
import { KeysApi } from "../web/keys_api.ts";
import { NewRooms } from "../web/new_rooms.ts";
import { Offline } from "../web/offline.ts";
import { OriginPolicy } from "../web/origin.ts";
import { Pages } from "../web/pages.ts";
import { Proxies } from "../web/proxies.ts";
import { PushApi } from "../web/push_api.ts";
import { Reads } from "../web/reads.ts";
import { recorderOf } from "../web/recorder.ts";
import { RoomsApi } from "../web/rooms_api.ts";
import { route } from "../web/router.ts";
import { routesOf } from "../web/routes.ts";
import { SignInPages } from "../web/sign_in_pages.ts";
import { Sockets } from "../web/sockets.ts";
import { Templates } from "../web/templates.ts";
import { UploadsApi } from "../web/uploads_api.ts";
import { Visitors } from "../web/visitors.ts";
import { WebhooksApi } from "../web/webhooks_api.ts";
import { keptLimits } from "../wire/kept_limits.ts";
import type { Person } from "../wire/messages.ts";

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
  /** The way to the other nodes; what `config` names, if anything, unless given. */
  bus?: Bus;
  /** What keeps the bytes of files; what `config` names unless given. */
  blobs?: Blobs;
  /** The way to push services and webhooks; the public internet unless given. */
  poster?: Poster;
}

/** The whole server but its port. */
export interface App {
  /**
   * Answers one request; never rejects.
   *
   * @param peer The network address at the other end of the connection.
   */
  fetch(request: Request, peer: string): Promise<Response>;
  /** How many live rooms and open sockets there are. */
  readonly size: { readonly rooms: number; readonly sockets: number };
  /**
   * Asks everybody to come back to another node, where there are several: a few at a time, over
   * seconds. Requests other than for sockets are still answered.
   */
  drain(): Promise<void>;
  /**
   * Goes down: refuses new work, commits what waits, closes every socket with 1001. Waits 5 s at
   * most for readers that are slow to go.
   *
   * @param answered Settles when no request is under way any more: until then, what they need stays
   * open. None is, unless given.
   */
  close(answered?: Promise<unknown>): Promise<void>;
}

/** How long going down waits for sockets to close, in milliseconds. */
const closingMs = 5_000;

/** Puts the parts together. */
export async function createApp(parts: AppParts): Promise<App> {
  const { config, clock, log, version, folder } = parts;
  const assets = await Assets.load(join(folder, "static"));
  const templates = await Templates.load({ folder: join(folder, "templates"), assets, version });
  const troubles = new TroubleList(clock);
  const { store, leases, secret, bytes } = parts.store
    ? storageOf(parts.store, config)
    : await openStorage(config, { log, clock, troubles });
  // Ends what is open already where something that comes later cannot be.
  await using opened = new AsyncDisposableStack();
  opened.defer(() => store.close());
  const guests = new Guests(await secret("guests"), clock);
  const bus = parts.bus ?? await openBus(config, { log, clock });
  opened.defer(async () => await bus?.close());
  const peers = bus && new BusPeers(bus, crypto.randomUUID());
  const tellNodes = (news: NodeNews) => peers?.tellAll(news);
  const blobs = parts.blobs ?? await openBlobs(config, { log, clock, troubles });
  opened.defer(() => blobs.close());
  const readiness = new Readiness({ store, troubles, bus, clock });
  const meter = new PrometheusMeter({ version, clock });
  const origin = new OriginPolicy(config.origins);
  const providers = await openProviders(config, log);
  const canSignIn = providers.length > 0;
  const { accounts } = store;
  const sessions: Sessions = new Sessions({
    accounts,
    clock,
    log,
    inUse: () => sockets.sessions(),
    ended: (ids) => {
      sockets.endSessions(ids);
      tellNodes({ type: "sessions_ended", ids });
    },
  });
  const poster = parts.poster ??
    new GuardedPoster({ resolve: resolveName, isAllowed: isPublicAddress, clock });
  const listeners = new Listeners(store.subscriptions, () => tellNodes({ type: "listeners" }));
  const pushSecret = config.push ? await secret("push") : undefined;
  const push = pushSecret && openWebPush({
    secret: pushSecret,
    origins: config.origins,
    poster,
    listeners,
    async checkEntry(room, person) {
      const user = person.kind === "user" ? await accounts.findUser(person.id) : undefined;
      if (user?.suspended !== undefined) {
        throw new ChatError("forbidden", "Cannot enter: the account is suspended");
      }
      await rooms.check(room, person);
    },
    clock,
    log,
    meter,
  });
  const loadKey = () => secret("webhooks");
  const deliveries = new Deliveries({ store, poster, loadKey, leases, clock, log, meter });
  const webhooksChanged = () => tellNodes({ type: "webhooks" });
  const others = { published() {}, read() {}, moved: webhooksChanged };
  const { files } = store;
  const vault = new Vault({ files, blobs, leases });
  const { keys } = store;
  const mailbox = new Mailbox({ keys, clock });
  const expireMore = () => mailbox.expire();
  const janitor = new Janitor({ files, blobs, vault, leases, clock, log, expireMore });
  const { maxUpload, roomQuota, personQuota } = config;
  const rooms: Rooms = new Rooms({
    store,
    clock,
    log,
    meter,
    rate: config.rateLimit,
    maxUpload,
    mayCreate: ({ kind }) =>
      (config.createRooms === "everyone" &&
        (kind === "user" || (kind === "guest" && config.guests))) ||
      (config.createRooms === "users" && kind === "user"),
    needsInvite: ({ kind }) => kind === "bot" || (kind === "guest" && !config.guests),
    notifier: tellAll([...push ? [push.notifier] : [], deliveries, janitor, others]),
    ...(peers && { peers }),
    missed: () => nodes?.lookAgain(),
  });
  const uploads = new Uploads({
    rooms,
    files,
    blobs,
    vault,
    clock,
    maxUpload,
    quotas: {
      room: { bytes: roomQuota, files: keptLimits.filesPerRoom },
      person: { bytes: personQuota, files: keptLimits.filesPerPerson },
    },
    rate: config.rateLimit,
  });
  const administration = new Administration({ rooms, store, clock });
  const maySeal = ({ kind }: Person) => kind === "user" || (kind === "guest" && config.guests);
  const direct = new DirectRooms({
    rooms,
    store,
    clock,
    mayHave: maySeal,
    rate: Math.min(config.rateLimit, 1),
  });
  const { memberships } = store;
  const invitations = new Invitations({ administration, memberships, clock });
  const webhooks = new Webhooks({
    administration,
    deliveries,
    store,
    clock,
    changed: webhooksChanged,
  });
  const retention = new Retention({ rooms, policy: config.keep, leases, clock, log });
  const bots = new Bots({ administration, accounts, clock });
  const guestsMayEnter = config.guests;
  const visitors = new Visitors({ guests, sessions, bots, origin, guestsMayEnter });
  const pages = new Pages({
    rooms,
    direct,
    templates,
    visitors,
    origin,
    canSignIn,
    guestsMayEnter,
  });
  const signIn = new SignIn({
    providers,
    accounts,
    sessions,
    adopt: async (guest, user) => {
      await rooms.adopt(guest, user);
      listeners.changed();
    },
    clock,
  });
  const guesses = new Guesses(clock);
  const { idleTimeoutSeconds } = parts;
  const connections = new Connections({
    max: config.maxConnections,
    maxPerAddress: config.maxConnectionsPerAddress,
    joinRate: config.joinRate,
    clock,
    log,
  });
  const newRooms = new NewRooms(config.roomRate, clock);
  const sockets: Sockets = new Sockets({
    rooms,
    visitors,
    origin,
    clock,
    meter,
    connections,
    newRooms,
    idleTimeoutSeconds,
  });
  const endPerson = (person: string) => {
    sockets.endPerson(person);
    tellNodes({ type: "person_ended", person });
  };
  const nodes: NodeDesk | undefined = peers &&
    new NodeDesk({ peers, sockets, sessions, listeners, deliveries, clock, log });
  const admin = new AdminPages({
    admins: new Admins(config.admins),
    store,
    rooms,
    sessions,
    visitors,
    origin,
    templates,
    clock,
    left: endPerson,
    storedBytes: async () =>
      config.store === "memory"
        ? undefined
        : await sizeOf(config.data) + await bytes() + await files.bytes(),
  });
  await deliveries.start();

  const answer = route(
    routesOf({
      account: new AccountPages({
        sessions,
        visitors,
        origin,
        templates,
        canSignIn,
        isAdmin: (person) => admin.isAdmin(person),
      }),
      admin,
      api: new Api({ rooms, visitors, origin, newRooms }),
      assets,
      bots: new BotsApi({ bots, rooms, visitors, origin, guesses }),
      direct: new DirectApi({ direct, visitors, origin }),
      downloads: new Downloads({ rooms, files, blobs, visitors, log }),
      keys: new KeysApi({
        directory: new Directory({
          keys,
          shareRoom: async (one, other) => await store.findDirect(one, other) !== undefined,
          clock,
        }),
        mailbox,
        archives: new Archives(store),
        visitors,
        origin,
        clock,
        maySeal,
      }),
      metrics: new MetricsPage({
        token: config.metricsToken,
        type: expositionType,
        expose: async () =>
          meter.expose({
            sockets: sockets.size,
            rooms: rooms.size,
            ...rooms.load,
            ready: await readiness.look(),
            delays: loopDelay.delays,
            bus,
          }),
      }),
      offline: await Offline.create({ pages, assets }),
      pages,
      reads: new Reads(config.readRate, clock),
      push: new PushApi({ listeners, rooms, visitors, origin, key: push?.key }),
      rooms: new RoomsApi({ administration, invitations, visitors, origin, guesses, newRooms }),
      signIn: new SignInPages({
        signIn,
        sessions,
        visitors,
        origin,
        pages,
        templates,
        left: endPerson,
      }),
      sockets,
      uploads: new UploadsApi({ uploads, visitors, origin, clock }),
      webhooks: new WebhooksApi({ webhooks, visitors, origin }),
      readiness,
    }),
    recorderOf({ audit: store.audit, clock, log }),
  );

  const proxies = new Proxies(config.trustProxy);
  const desk = new FrontDesk({
    ...{ answer, proxies, pages, connections, log, meter },
    clock: steadyClock,
  });
  const loopDelay = new LoopDelay(steadyClock);
  opened.move();
  return {
    fetch: (request, peer) => desk.fetch(request, peer),
    get size() {
      return { rooms: rooms.size, sockets: sockets.size };
    },
    async drain() {
      readiness.goDown();
      await sockets.drain(peers ? config.drain * 1_000 : 0);
    },
    async close(answered = Promise.resolve()) {
      readiness.goDown();
      loopDelay.close();
      await nodes?.close();
      await retention.close();
      await janitor.close();
      await sessions.close();
      await rooms.close();
      await push?.close();
      await deliveries.close();
      await poster.close();
      try {
        await deadline(sockets.allClosed(), closingMs);
      } catch {
        log.warn("some sockets did not close in time", { sockets: sockets.size });
      }
      await answered;
      await bus?.close();
      await store.close();
      await blobs.close();
    },
  };
}

/** What a folder's own files take, in bytes. */
async function sizeOf(folder: string): Promise<number> {
  let bytes = 0;
  try {
    for await (const { name, isFile } of Deno.readDir(folder)) {
      if (isFile) bytes += (await Deno.stat(join(folder, name)).catch(() => ({ size: 0 }))).size;
    }
  } catch (error) {
    // Where all is in a database, there is none.
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return bytes;
}
