import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import type { Accounts, Bot } from "../store/accounts.ts";
import { hashToken, makeToken } from "../token.ts";
import type { Person, Role } from "../wire/messages.ts";
import type { Administration } from "./administration.ts";

/** What {@linkcode Bots} are made of. */
export interface BotsOptions {
  administration: Administration;
  accounts: Accounts;
  clock: Clock;
}

/** What somebody wants of a new bot. */
export interface BotDraft {
  /** A display name. */
  readonly name: string;
  readonly role: Exclude<Role, "owner">;
  /** Whether it may only say something, by a URL. */
  readonly isHook: boolean;
}

/** Nobody guesses 256 bits. */
const tokenBytes = 32;
const idBytes = 9;
/** How a token begins, so that whoever finds one lying about knows what it is. */
const tokenPrefix = "parley_";

/**
 * Programs that are in one room each. Of a bot's token only a hash is kept.
 *
 * Errors are those of {@linkcode Administration}.
 */
export class Bots {
  readonly #administration: Administration;
  readonly #accounts: Accounts;
  readonly #clock: Clock;

  constructor({ administration, accounts, clock }: BotsOptions) {
    this.#administration = administration;
    this.#accounts = accounts;
    this.#clock = clock;
  }

  /**
   * Makes a bot, which belongs to the room from then on.
   *
   * @returns It, and its token, which nobody can be told again.
   * @throws {ChatError} `quota` when the room has 100 already.
   */
  async make(
    called: string,
    by: Person,
    { name: botName, role, isHook }: BotDraft,
  ): Promise<{ bot: Bot; token: string }> {
    const { name: room } = await this.#administration.demand(called, by, "manage_bots");
    const [id, token] = [`b-${makeToken(idBytes)}`, tokenPrefix + makeToken(tokenBytes)];
    const person = { id, name: botName, kind: "bot" } as const;
    const bot = { person, room, isHook, by: by.id, at: this.#clock.now() };
    if (await this.#accounts.addBot(bot, role, await hashToken(token))) {
      await this.#administration.refresh(room, id);
      return { bot, token };
    }
    throw new ChatError("quota", "Cannot make a bot: the room has too many already");
  }

  /** The bots of a room, the newest first. */
  async list(called: string, by: Person): Promise<Bot[]> {
    const { name: room } = await this.#administration.demand(called, by, "manage_bots");
    return await this.#accounts.listBots(room);
  }

  /** Ends a bot, whose token is good no more and whose sockets close. */
  async remove(called: string, by: Person, id: string): Promise<void> {
    const { name: room } = await this.#administration.demand(called, by, "manage_bots");
    if (!await this.#accounts.removeBot(room, id)) {
      throw new ChatError("not_found", "Cannot find this bot in the room");
    }
    await this.#administration.sendOut(room, id);
  }

  /** The bot that a token stands for. */
  async find(token: string): Promise<Bot | undefined> {
    return token.startsWith(tokenPrefix)
      ? await this.#accounts.findBot(await hashToken(token))
      : undefined;
  }
}
