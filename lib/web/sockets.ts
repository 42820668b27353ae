import { Member } from "../chat/member.ts";
import type { Since } from "../chat/replay.ts";
import type { Entry, Rooms } from "../chat/rooms.ts";
import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import { limits } from "../wire/limits.ts";
import type { Person } from "../wire/messages.ts";
import { parseRoomName } from "../wire/names.ts";
import type { OriginPolicy } from "./origin.ts";
import { problem } from "./problem.ts";
import type { Visit } from "./router.ts";
import type { Visitors } from "./visitors.ts";

const subprotocol = "parley.v1";

/** What {@linkcode Sockets} is made of. */
export interface SocketsOptions {
  rooms: Rooms;
  visitors: Visitors;
  origin: OriginPolicy;
  clock: Clock;
  /** Seconds without a sign of life that end a socket; 35 unless given. */
  idleTimeoutSeconds?: number;
}

/** Turns requests for `/room` into members of rooms, and knows which sockets are open. */
export class Sockets {
  readonly #rooms: Rooms;
  readonly #visitors: Visitors;
  readonly #origin: OriginPolicy;
  readonly #clock: Clock;
  readonly #idleTimeoutSeconds: number;
  readonly #open = new Set<WebSocket>();
  #whenNoneIsOpen: (() => void) | undefined;

  constructor({ rooms, visitors, origin, clock, idleTimeoutSeconds }: SocketsOptions) {
    this.#rooms = rooms;
    this.#visitors = visitors;
    this.#origin = origin;
    this.#clock = clock;
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

  /** `GET /room?room=NAME[&name=DISPLAY][&since=SEQ&epoch=EPOCH]` with `Upgrade: websocket`. */
  async upgrade(request: Request, { url }: Visit): Promise<Response> {
    const refusal = refuseHandshake(request);
    if (refusal) return refusal;
    this.#origin.checkUpgrade(request);
    const name = parseRoomName(url.searchParams.get("room") ?? "");
    const since = readSince(url);
    const person = this.#visitors.identify(request, url);
    const entry = await this.#rooms.enter(name, person);
    return this.#attach(request, entry, person, since);
  }

  #attach(
    request: Request,
    { room, seat, version }: Entry,
    person: Person,
    since: Since | undefined,
  ): Response {
    const offered = request.headers.get("sec-websocket-protocol")?.split(",") ?? [];
    const isOffered = offered.some((protocol) => protocol.trim() === subprotocol);
    const { socket, response } = Deno.upgradeWebSocket(request, {
      // The runtime pings after half of this time without a sign of life, and closes after it all.
      idleTimeout: this.#idleTimeoutSeconds,
      ...(isOffered && { protocol: subprotocol }),
    });
    const member = new Member({ socket, person, seat, room, clock: this.#clock });
    this.#open.add(socket);
    socket.onopen = () => room.join(member, { version, ...(since && { since }) });
    socket.onmessage = (event) => member.receive(event.data);
    socket.onclose = () => {
      member.left();
      this.#open.delete(socket);
      if (this.#open.size === 0) this.#whenNoneIsOpen?.();
    };
    return response;
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
