import type { Clock } from "../clock.ts";
import type { ErrorReason } from "../errors.ts";
import { ChatError } from "../errors.ts";
import type { Invite, Memberships } from "../store/memberships.ts";
import { hashToken, makeToken } from "../token.ts";
import { inviteState } from "../wire/invite_state.ts";
import type { Person, Role } from "../wire/messages.ts";
import { ranks } from "../wire/ranks.ts";
import type { Administration } from "./administration.ts";
import { outranks } from "./roles.ts";
import { membershipIn } from "./seat.ts";

/** What {@linkcode Invitations} are made of. */
export interface InvitationsOptions {
  administration: Administration;
  memberships: Memberships;
  clock: Clock;
}

/** What somebody wants of a new invite. */
export type InviteDraft = Pick<Invite, "role" | "label" | "expires" | "maxUses" | "guestName">;

/** Random bytes of a secret: nobody guesses 128 bits. */
const secretBytes = 16;
/** Random bytes of an id, which is no secret. */
const idBytes = 9;

/**
 * Links that let people into one room. Of a link's secret only a hash is kept, so that nobody who
 * reads the database can come by it.
 *
 * Errors are those of {@linkcode Administration}.
 */
export class Invitations {
  readonly #administration: Administration;
  readonly #memberships: Memberships;
  readonly #clock: Clock;

  constructor({ administration, memberships, clock }: InvitationsOptions) {
    this.#administration = administration;
    this.#memberships = memberships;
    this.#clock = clock;
  }

  /**
   * Makes an invite.
   *
   * @returns It, and its secret, which nobody can be told again.
   * @throws {ChatError} `forbidden` when its role is not below one's own, `quota` when the room has
   * too many already.
   */
  async make(
    called: string,
    by: Person,
    draft: InviteDraft,
  ): Promise<{ invite: Invite; token: string }> {
    const { name: room, seat } = await this.#administration.demand(called, by, "invite");
    if (!outranks(seat.role, draft.role)) throw notBelow(seat.role, draft.role);
    const [id, token] = [makeToken(idBytes), makeToken(secretBytes)];
    const invite = { ...draft, id, room, by: by.id, at: this.#clock.now(), uses: 0 };
    if (await this.#memberships.addInvite(invite, await hashToken(token))) return { invite, token };
    throw new ChatError("quota", "Cannot make an invite: the room has too many already");
  }

  /** All invites of a room, the newest first. */
  async list(called: string, by: Person): Promise<Invite[]> {
    const { name: room } = await this.#administration.demand(called, by, "invite");
    return await this.#memberships.listInvites(room);
  }

  /**
   * Ends an invite.
   *
   * @param withThose Whether those who came by it are sent out as well, where their role is below.
   * @throws {ChatError} `not_found`, `forbidden` when its role is not below one's own.
   */
  async revoke(
    called: string,
    by: Person,
    id: string,
    { withThose }: { withThose: boolean },
  ): Promise<void> {
    const { name: room, seat } = await this.#administration.demand(called, by, "invite");
    const invite = (await this.#memberships.listInvites(room)).find((invite) => invite.id === id);
    if (!invite) throw new ChatError("not_found", "Cannot find this invite");
    if (!outranks(seat.role, invite.role)) throw notBelow(seat.role, invite.role);
    const at = this.#clock.now();
    const removed = withThose ? ranks.filter((role) => outranks(seat.role, role)) : [];
    const gone = await this.#memberships.revokeInvite(room, id, { at, removed }) ?? [];
    for (const person of gone) await this.#administration.sendOut(room, person.id);
  }

  /**
   * Finds the invite of a secret, as long as it is good.
   *
   * @throws {ChatError} `not_found`.
   */
  async find(token: string): Promise<Invite> {
    const invite = await this.#memberships.findInvite(await hashToken(token)) ??
      refuse("unknown_secret");
    return inviteState(invite, this.#clock.now()) === "open" ? invite : refuse();
  }

  /**
   * Lets somebody in; who belongs to the room already comes in by a link that is good no more, too.
   *
   * @returns The name of the room.
   * @throws {ChatError} `not_found` when the secret is wrong or good no more, `forbidden` for who is
   * banned.
   */
  async redeem(token: string, person: Person): Promise<string> {
    if (person.kind === "bot") {
      throw new ChatError("forbidden", "Cannot enter as a bot that was made for another room");
    }
    const hash = await hashToken(token);
    const invite = await this.#memberships.findInvite(hash) ?? refuse("unknown_secret");
    const standings = await this.#memberships.find(invite.room, [person.id]);
    if (membershipIn(standings.get(person.id) ?? {})) return invite.room;
    const redemption = await this.#memberships.redeem(hash, person, this.#clock.now());
    if (redemption === "refused") return refuse();
    if (redemption === "banned") {
      throw new ChatError("forbidden", "Cannot enter: you were banned from the room", {
        reason: "banned",
      });
    }
    await this.#administration.refresh(invite.room, person.id);
    return invite.room;
  }
}

/** In the same words, whether the secret is wrong or good no more. */
function refuse(reason: ErrorReason = "no_invite"): never {
  throw new ChatError("not_found", "Cannot enter by this link: it is not good any more", {
    reason,
  });
}

function notBelow(role: Role, given: Role): ChatError {
  return new ChatError(
    "forbidden",
    `Cannot do this with invites as ${given}: you are ${role} yourself`,
  );
}
