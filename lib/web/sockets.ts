import { Member } from "../chat/member.ts";
import type { Since } from "../chat/replay.ts";
import type { Entry, Rooms } from "../chat/rooms.ts";
import type { Identity } from "../auth/identity.ts";
import type { Clock } from "../clock.ts";
import { sleep } from "../clock.ts";
import { ChatError } from "../errors.ts";
import type { Meter } from "../meter.ts";
import { closeReasons } from "../wire/close_codes.ts";
import { limits } from "../wire/limits.ts";
import { parseRoomName } from "../wire/names.ts";
import type { OriginPolicy } from "./origin.ts";
import { PatientSocket } from "./patient_socket.ts";
import { problem } from "./problem.ts";
import type { Visit } from "./router.ts";
import type { Visitors } from "./visitors.ts";

const subprotocol = "parley.v1";
/** While sockets are asked to leave, some are at a time, in milliseconds. */
const drainStepMs = 100;

/** A socket that is open, and whose. */
interface Opened {
  readonly member: Member;
  readonly identity: Identity;
}

/** What {@linkcode Sockets} is made of. */
export interface SocketsOptions {
  rooms: Rooms;
  visitors: Visitors;
  origin: OriginPolicy;
  clock: Clock;
  meter?: Meter;
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
  readonly #idleTimeoutSeconds: number;
  readonly #open = new Map<WebSocket, Opened>();
  #whenNoneIsOpen: (() => void) | undefined;
  #isDraining = false;

  constructor({ rooms, visitors, origin, clock, meter, idleTimeoutSeconds }: SocketsOptions) {
    this.#rooms = rooms;
    this.#visitors = visitors;
    this.#origin = origin;
    this.#clock = clock;
    this.#meter = meter;
    this.#idleTimeoutSeconds = idleTimeoutSeconds ?? limits.idleTimeoutSeconds;
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
      });
    }
    const name = parseRoomName(url.searchParams.get("room") ?? "");
    const since = readSince(url);
    const identity = await this.#visitors.identify(request, visit);
    const entry = await this.#rooms.enter(name, identity.person);
    return this.#attach(request, entry, identity, since);
  }

  #attach(
    request: Request,
    { room, seat, version }: Entry,
    identity: Identity,
    since: Since | undefined,
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
    socket.onopen = () => {
      room.join(member, { version, ...(since && { since }) });
      void this.#recheck(identity, member);
    };
    socket.onmessage = (event) => member.receive(event.data);
    socket.onclose = () => {
      member.left();
      this.#open.delete(socket);
      if (this.#open.size === 0) this.#whenNoneIsOpen?.();
    };
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

/**
 * Answers a request that cannot become a WebSocket.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc6455#section-4.2.1 | RFC 6455 section 4.2.1}
 */
function refuseHandshake({ method, headers }: Request): Response | undefined {
  if (method !== "GET" || headers.get("upgrade")?.toLowerCase() !== "websocket") {
    return upgradeRequired("it needs a WebSocket upgrade");
  }
  if (headers.get("sec-websocket-version") !== "13") {
    return upgradeRequired("it needs version 13 of WebSocket");
  }
  const isAsked = /(?:^|,)\s*upgrade\s*(?:,|$)/i.test(headers.get("connection") ?? "");
  const hasKey = /^[A-Za-z0-9+/]{22}==$/.test(headers.get("sec-websocket-key") ?? "");
  if (isAsked && hasKey) return undefined;
  return problem(new ChatError("bad_request", "Cannot upgrade: the handshake is not complete"));
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
