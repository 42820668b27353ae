/** The part of the HTTP API by which two people get a room of their own. */
import type { DirectRooms } from "../chat/direct_rooms.ts";
import type { DirectRoom } from "../store/store.ts";
import { parseRoomName } from "../wire/names.ts";
import { json } from "./answers.ts";
import { readJsonObject } from "./body.ts";
import { readString } from "./fields.ts";
import type { OriginPolicy } from "./origin.ts";
import type { Visit } from "./router.ts";
import type { Visitors } from "./visitors.ts";

/** What {@linkcode DirectApi} is made of. */
export interface DirectApiOptions {
  direct: DirectRooms;
  visitors: Visitors;
  origin: OriginPolicy;
}

/** Answers requests about direct rooms; what fails is a `ChatError`. */
export class DirectApi {
  readonly #options: DirectApiOptions;

  constructor(options: DirectApiOptions) {
    this.#options = options;
  }

  /** `POST /api/direct {person, room?}`: `{name, with, seq}`; `201` when it is new. */
  async open(request: Request, visit: Visit): Promise<Response> {
    const { direct, visitors, origin } = this.#options;
    origin.checkChange(request);
    // Who is nobody when they come back could never read what they are told there.
    const by = await visitors.get(request, visit);
    const body = await readJsonObject(request);
    const where = body.room === undefined ? undefined : parseRoomName(readString(body, "room"));
    const { room, isNew } = await direct.open(by, readString(body, "person"), where);
    return json(roomView(room), isNew ? 201 : 200);
  }

  /** `GET /api/direct`: `{rooms: [{name, with, seq, unread?}]}`, `unread` where one has read before. */
  async list(request: Request, visit: Visit): Promise<Response> {
    const { direct, visitors } = this.#options;
    const rooms = await direct.listUnread(await visitors.get(request, visit));
    return json({
      rooms: rooms.map(({ unread, ...room }) => ({
        ...roomView(room),
        ...(unread !== undefined && { unread }),
      })),
    });
  }
}

function roomView({ record: { name, seq }, with: other }: DirectRoom) {
  return { name, with: other, seq };
}
