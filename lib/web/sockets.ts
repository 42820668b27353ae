import { Member } from "../chat/member.ts";
import type { Since } from "../chat/replay.ts";
import type { Room } from "../chat/room.ts";
import type { Rooms } from "../chat/rooms.ts";
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
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
      return await this.#answerWithoutUpgrade(request, url);
    }
    this.#origin.check(request);
    const name = readRoom(url);
    const since = readSince(url);
    const person = this.#visitors.identify(request, url);
    const room = await this.#rooms.enter(name, person);
    return this.#attach(request, room, person, since);
  }

  /**
   * `426`, but to a browser whom the room would refuse: the reason. A page is never told why its
   * upgrade failed, so it asks once more in this way.
   */
  async #answerWithoutUpgrade(request: Request, url: URL): Promise<Response> {
    if (request.headers.has("cookie")) {
      await this.#rooms.check(readRoom(url), this.#visitors.identify(request, url));
    }
    const error = new ChatError("bad_request", "Cannot answer this: it needs a WebSocket upgrade");
    const headers = { upgrade: "websocket", connection: "upgrade" };
    return problem(error, { status: 426, title: "Upgrade Required", headers });
  }

  #attach(request: Request, room: Room, person: Person, since: Since | undefined): Response {
    const offered = request.headers.get("sec-websocket-protocol")?.split(",") ?? [];
    const isOffered = offered.some((protocol) => protocol.trim() === subprotocol);
    const { socket, response } = Deno.upgradeWebSocket(request, {
      // The runtime pings after half of this time without a sign of life, and closes after it all.
      idleTimeout: this.#idleTimeoutSeconds,
      ...(isOffered && { protocol: subprotocol }),
    });
    const role = room.roleOf(person);
    const member = new Member({ socket, person, role, room, clock: this.#clock });
    this.#open.add(socket);
    socket.onopen = () => room.join(member, since);
    socket.onmessage = (event) => member.receive(event.data);
    socket.onclose = () => {
      member.left();
      this.#open.delete(socket);
      if (this.#open.size === 0) this.#whenNoneIsOpen?.();
    };
    return response;
  }
}

function readRoom(url: URL): string {
  return parseRoomName(url.searchParams.get("room") ?? "");
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
