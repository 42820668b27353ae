import { Member } from "../chat/member.ts";
import type { Since } from "../chat/replay.ts";
import type { Entry, Rooms } from "../chat/rooms.ts";
import type { Identity } from "../auth/identity.ts";
import type { Clock } from "../clock.ts";
import { sleep } from "../clock.ts";
import { ChatError, soonMs } from "../errors.ts";
import type { Meter } from "../meter.ts";
import { closeReasons } from "../wire/close_codes.ts";
import { limits } from "../wire/limits.ts";
import { parseRoomName } from "../wire/names.ts";
import type { Connections } from "./connections.ts";
import type { NewRooms } from "./new_rooms.ts";
import type { OriginPolicy } from "./origin.ts";
import { PatientSocket } from "./patient_socket.ts";
import { problem } from "./problem.ts";
import type { Visit } from "./router.ts";
import type { Visitors } from "./visitors.ts";

const subprotocol = "parley.v1";
/** How long finding out who comes, and opening the room, may take, in milliseconds. */
const handshakeMs = 30_000;
/** How long an answered handshake may take to become a socket, in milliseconds. */
const openingMs = 10_000;
/** While sockets are asked to leave, some are at a time, in milliseconds. */
const drainStepMs = 100;

/** A socket that is open, and whose. */
interface Opened {
  readonly member: Member;
  readonly identity: Identity;
}

/** Who comes, from where in the log, and what to call when they are gone. */
interface Caller {
  readonly identity: Identity;
  readonly since: Since | undefined;
  readonly release: () => void;
}

/** What {@linkcode Sockets} is made of. */
export interface SocketsOptions {
  rooms: Rooms;
  visitors: Visitors;
  origin: OriginPolicy;
  clock: Clock;
  meter?: Meter;
  connections: Connections;
  newRooms: NewRooms;
  /** Seconds without a sign of life that end a socket; 35 unless given. */
  idleTimeoutSeconds?: number;
}

/** Turns requests for `/room` into members of rooms, and knows which sockets are open. */
export class Sockets {
  readonly #rooms: Rooms;
  readonly #visitors: Visitors;
  readonly #origin: OriginPolicy;
  readonly #clock: Clock;
  readonly #meter: Meter | undefined;
  readonly #connections: Connections;
  readonly #newRooms: NewRooms;
  readonly #idleTimeoutSeconds: number;
  readonly #open = new Map<WebSocket, Opened>();
  #whenNoneIsOpen: (() => void) | undefined;
  #isDraining = false;

  constructor(options: SocketsOptions) {
    this.#rooms = options.rooms;
    this.#visitors = options.visitors;
    this.#origin = options.origin;
    this.#clock = options.clock;
    this.#meter = options.meter;
    this.#connections = options.connections;
    this.#newRooms = options.newRooms;
    this.#idleTimeoutSeconds = options.idleTimeoutSeconds ?? limits.idleTimeoutSeconds;
  }

  /** How many sockets are open; one whose reader is stuck counts until its connection dies. */
  get size(): number {
    return this.#open.size;
  }

  /** Resolves as soon as no socket is open. */
  allClosed(): Promise<void> {
    if (this.#open.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenNoneIsOpen = resolve);
  }

  /**
   * Refuses new sockets, and asks those that are open to come back to another node: a few at a time,
   * so that the others are not asked for everything at once.
   */
  async drain(overMs: number): Promise<void> {
    this.#isDraining = true;
    const members = [...this.#open.values()].map(({ member }) => member);
    for (let left = overMs; left > 0 && members.length > 0; left -= drainStepMs) {
      const count = Math.ceil(members.length * drainStepMs / Math.max(left, drainStepMs));
      for (const member of members.splice(0, count)) member.close(closeReasons.goingAway);
      await sleep(this.#clock, Math.min(left, drainStepMs));
    }
  }

  /** Ids of the sessions that have an open socket. */
  sessions(): string[] {
    const sessions = [...this.#open.values()].flatMap(({ identity }) => identity.session ?? []);
    return [...new Set(sessions)];
  }

  /** Closes the sockets of sessions, by their ids. */
  endSessions(ids: readonly string[]): void {
    const ended = new Set(ids);
    this.#close(({ session }) => session !== undefined && ended.has(session));
  }

  /** Closes all sockets of somebody. */
  endPerson(id: string): void {
    this.#close(({ person }) => person.id === id);
  }

  #close(isMeant: (identity: Identity) => boolean): void {
    for (const { member, identity } of [...this.#open.values()]) {
      if (isMeant(identity)) member.close(closeReasons.sessionEnded);
    }
  }

  /** `GET /room?room=NAME[&name=DISPLAY][&since=SEQ&epoch=EPOCH]` with `Upgrade: websocket`. */
  async upgrade(request: Request, visit: Visit): Promise<Response> {
    const { url } = visit;
    const refusal = refuseHandshake(request);
    if (refusal) return refusal;
    this.#origin.checkUpgrade(request);
    // A proxy that hears 503 asks another node.
    if (this.#isDraining) {
      throw new ChatError("unavailable", "Cannot enter: the server is going down", {
        reason: "closing",
        retryAfterMs: soonMs,
      });
    }
    const name = parseRoomName(url.searchParams.get("room") ?? "");
    const since = readSince(url);
    const release = this.#connections.join(visit.address);
    try {
      const [identity, entry] = await inTime(this.#enter(request, visit, name), this.#clock);
      return this.#attach(request, entry, { identity, since, release });
    } catch (error) {
      release();
      throw error;
    }
  }

  async #enter(request: Request, visit: Visit, name: string): Promise<[Identity, Entry]> {
    const identity = await this.#visitors.identify(request, visit);
    const { person } = identity;
    const beforeMaking = () => this.#newRooms.count(person, visit.address);
    return [identity, await this.#rooms.enter(name, person, beforeMaking)];
  }

  #attach(
    request: Request,
    { room, seat, version }: Entry,
    { identity, since, release }: Caller,
  ): Response {
    const offered = request.headers.get("sec-websocket-protocol")?.split(",") ?? [];
    const isOffered = offered.some((protocol) => protocol.trim() === subprotocol);
    const { socket, response } = Deno.upgradeWebSocket(request, {
      // The runtime pings after half of this time without a sign of life, and closes after it all.
      idleTimeout: this.#idleTimeoutSeconds,
      ...(isOffered && { protocol: subprotocol }),
    });
    const { person } = identity;
    const member = new Member({
      ...{ socket: new PatientSocket(socket), person, seat, room },
      clock: this.#clock,
      meter: this.#meter,
    });
    this.#open.set(socket, { member, identity });
    const left = () => {
      cancelWait();
      member.left();
      release();
      this.#open.delete(socket);
      if (this.#open.size === 0) this.#whenNoneIsOpen?.();
    };
    // Of a client that is gone before the answer has reached it, the runtime says nothing at all.
    const cancelWait = this.#clock.schedule(openingMs, left);
    socket.onopen = () => {
      cancelWait();
      if (!member.isOpen) return socket.close(closeReasons.unfilledGap.code);
      room.join(member, { version, ...(since && { since }) });
      void this.#recheck(identity, member);
    };
    socket.onmessage = (event) => member.receive(event.data);
    socket.onclose = left;
    return response;
  }

  /** A session that ended while its socket was being opened has not heard of it. */
  async #recheck(identity: Identity, member: Member): Promise<void> {
    if (identity.session === undefined) return;
    try {
      if (!await this.#visitors.isLive(identity)) member.close(closeReasons.sessionEnded);
    } catch {
      member.close(closeReasons.unfilledGap);
    }
  }
}

/** Gives up what takes too long, though it goes on. */
async function inTime<T>(work: Promise<T>, clock: Clock): Promise<T> {
  let cancel = () => {};
  const late = new Promise<never>((_, reject) => {
    cancel = clock.schedule(
      handshakeMs,
      () =>
        reject(
          new ChatError("unavailable", "Cannot enter: finding the room takes too long", {
            reason: "storage",
            retryAfterMs: soonMs,
          }),
        ),
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    cancel();
  }
}

/**
 * Answers a request that cannot become a WebSocket.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc6455#section-4.2.1 | RFC 6455 section 4.2.1}
 */
function refuseHandshake({ method, headers }: Request): Response | undefined {
  if (method !== "GET" || !hasToken(headers.get("upgrade"), "websocket")) {
    return upgradeRequired("it needs a WebSocket upgrade");
  }
  if (headers.get("sec-websocket-version") !== "13") {
    return upgradeRequired("it needs version 13 of WebSocket");
  }
  const isAsked = hasToken(headers.get("connection"), "upgrade");
  const hasKey = /^[A-Za-z0-9+/]{22}==$/.test(headers.get("sec-websocket-key") ?? "");
  // What follows the head would be a body to some and frames to others.
  const hasBody = /[1-9]/.test(headers.get("content-length") ?? "") ||
    headers.has("transfer-encoding");
  if (isAsked && hasKey && !hasBody && headers.has("host")) return undefined;
  return problem(new ChatError("bad_request", "Cannot upgrade: the handshake is not complete"));
}

/** Whether a header that is a list has a word in it; case does not matter. */
function hasToken(list: string | null, token: string): boolean {
  return (list ?? "").split(",").some((word) => word.trim().toLowerCase() === token);
}

function upgradeRequired(why: string): Response {
  const error = new ChatError("bad_request", `Cannot answer this: ${why}`);
  const headers = { upgrade: "websocket", connection: "upgrade", "sec-websocket-version": "13" };
  return problem(error, { status: 426, title: "Upgrade Required", headers });
}

/** Where the client had got to; it needs both numbers to be of use. */
function readSince(url: URL): Since | undefined {
  const since = url.searchParams.get("since");
  const epoch = url.searchParams.get("epoch");
  if (since === null) return undefined;
  const seq = /^\d{1,16}$/.test(since) ? Number(since) : NaN;
  if (!Number.isSafeInteger(seq)) {
    throw new ChatError("bad_request", "Cannot use since: it needs to be a whole number from 0");
  }
  return epoch === null ? undefined : { seq, epoch };
}
