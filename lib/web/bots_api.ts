/** The part of the HTTP API by which bots are made, and by which hooks say something. */
import type { Bots } from "../chat/bots.ts";
import type { Rooms } from "../chat/rooms.ts";
import { ChatError } from "../errors.ts";
import type { Bot } from "../store/accounts.ts";
import { decodeCommand } from "../wire/codec.ts";
import type { CommandOf } from "../wire/commands.ts";
import { givenRoles } from "../wire/given_roles.ts";
import { parseDisplayName } from "../wire/names.ts";
import { done, json } from "./answers.ts";
import { readForm, readJsonObject } from "./body.ts";
import { oneOf, readBoolean, readString } from "./fields.ts";
import type { Guesses } from "./guesses.ts";
import type { OriginPolicy } from "./origin.ts";
import { asking, changing } from "./room_request.ts";
import type { Visit } from "./router.ts";
import type { Visitors } from "./visitors.ts";
import { bearerOf } from "./visitors.ts";

/** What {@linkcode BotsApi} is made of. */
export interface BotsApiOptions {
  bots: Bots;
  rooms: Rooms;
  visitors: Visitors;
  origin: OriginPolicy;
  guesses: Guesses;
}

/** Answers requests about bots, and those of hooks; what fails is a `ChatError`. */
export class BotsApi {
  readonly #options: BotsApiOptions;

  constructor(options: BotsApiOptions) {
    this.#options = options;
  }

  /**
   * `POST /api/rooms/NAME/bots {name, role?, isHook?}`: `201` and the bot with its `token`, or where
   * it is a hook its `url`, which is told this once.
   */
  async make(request: Request, visit: Visit): Promise<Response> {
    const [room, by] = await changing(request, visit, this.#options);
    const body = await readJsonObject(request);
    const name = parseDisplayName(readString(body, "name"));
    const isHook = readBoolean(body, "isHook") ?? false;
    const role = oneOf(body, "role", givenRoles) ?? "member";
    const { bot, token } = await this.#options.bots.make(room, by, { name, role, isHook });
    visit.notes.push(`${bot.person.id} "${name}" ${isHook ? "hook" : role}`);
    const url = `${this.#options.origin.ownOrigin(visit.url)}/hooks/${token}`;
    return json({ ...botView(bot), ...(isHook ? { url } : { token }) }, 201);
  }

  /** `GET /api/rooms/NAME/bots`: `{bots}`, the newest first. */
  async list(request: Request, visit: Visit): Promise<Response> {
    const [room, by] = await asking(request, visit, this.#options);
    return json({ bots: (await this.#options.bots.list(room, by)).map(botView) });
  }

  /** `DELETE /api/rooms/NAME/bots/ID`: `204`; its token is good no more, its sockets close. */
  async remove(request: Request, visit: Visit): Promise<Response> {
    const [room, by] = await changing(request, visit, this.#options);
    await this.#options.bots.remove(room, by, visit.params.id!);
    return done();
  }

  /**
   * `POST /hooks/TOKEN {text}`, or `POST /hooks` with the token as `Authorization: Bearer`: says
   * something as a hook. Takes what Slack's incoming webhooks take, of which only `text` counts, as
   * JSON or as a form whose `payload` is JSON; answers `ok`.
   *
   * @see {@link https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks | Slack}
   */
  async say(request: Request, visit: Visit): Promise<Response> {
    const { bots, rooms, guesses } = this.#options;
    const token = visit.params.token ?? bearerOf(request) ?? "";
    const { person, room } = await guesses.watch(visit.address, async () => {
      const bot = await bots.find(token);
      if (bot?.isHook) return bot;
      throw new ChatError("not_found", "Cannot find this hook: it is wrong, or was ended", {
        reason: "unknown_secret",
      });
    });
    const { text } = await readPayload(request);
    const command = decodeCommand({ type: "say", text });
    const outcome = await rooms.post(room, person, command as CommandOf<"say">);
    if ("refused" in outcome) throw new ChatError(outcome.refused, outcome.why);
    return new Response("ok", { headers: { "cache-control": "no-store" } });
  }
}

function botView({ person: { id, name }, isHook, by, at }: Bot) {
  return { id, name, isHook, by, at };
}

async function readPayload(request: Request): Promise<Record<string, unknown>> {
  if (!request.headers.get("content-type")?.startsWith("application/x-www-form-urlencoded")) {
    return await readJsonObject(request);
  }
  const payload = (await readForm(request)).get("payload") ?? "";
  const headers = { "content-type": "application/json" };
  return await readJsonObject(new Request(request.url, { method: "POST", headers, body: payload }));
}
