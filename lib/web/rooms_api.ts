/** The part of the HTTP API by which rooms are made and governed, and people invited. */
import type { Administration } from "../chat/administration.ts";
import type { Invitations } from "../chat/invitations.ts";
import type { Admission } from "../chat/door.ts";
import { ChatError } from "../errors.ts";
import type { Invite, Membership } from "../store/memberships.ts";
import type { RoomChange } from "../store/store.ts";
import { limits } from "../wire/limits.ts";
import type { ChosenVisibility } from "../wire/messages.ts";
import { parseChosenRoomName, parseDisplayName } from "../wire/names.ts";
import { givenRoles } from "../wire/given_roles.ts";
import { done, json } from "./answers.ts";
import { readJsonObject } from "./body.ts";
import type { Body } from "./fields.ts";
import { bounded, oneOf, readBoolean, readCount, readString, readTime } from "./fields.ts";
import type { Guesses } from "./guesses.ts";
import type { NewRooms } from "./new_rooms.ts";
import type { OriginPolicy } from "./origin.ts";
import { asking, changing } from "./room_request.ts";
import type { Visit } from "./router.ts";
import type { Visitors } from "./visitors.ts";

/** What {@linkcode RoomsApi} is made of. */
export interface RoomsApiOptions {
  administration: Administration;
  invitations: Invitations;
  visitors: Visitors;
  origin: OriginPolicy;
  guesses: Guesses;
  newRooms: NewRooms;
}

const visibilities: readonly ChosenVisibility[] = ["public", "unlisted", "private"];
/** Memberships on one page of the list. */
const membershipsPerPage = 200;

/** Answers requests about what rooms are and who belongs to them; what fails is a `ChatError`. */
export class RoomsApi {
  readonly #options: RoomsApiOptions;

  constructor(options: RoomsApiOptions) {
    this.#options = options;
  }

  /** `POST /api/rooms {name, visibility, topic?}`: `201` and the room; its maker owns it. */
  async create(request: Request, visit: Visit): Promise<Response> {
    this.#options.origin.checkChange(request);
    const { person: owner } = await this.#options.visitors.identify(request, visit);
    const body = await readJsonObject(request);
    const name = parseChosenRoomName(readString(body, "name"));
    const visibility = oneOf(body, "visibility", visibilities) ?? "public";
    const topic = readTopic(body);
    const draft = { name, owner, visibility, ...(topic && { topic }) };
    visit.room = name;
    visit.notes.push(visibility);
    this.#options.newRooms.count(owner, visit.address);
    const made = json(roomView(await this.#options.administration.create(draft)), 201);
    // Whoever is new has to be known when they come back to what is theirs.
    return this.#options.visitors.remember(made, owner, visit);
  }

  /**
   * `PATCH /api/rooms/NAME {topic?, visibility?, isArchived?}`, `{name}` or `{owner}`: what the room is
   * then. Either all of it is done or nothing.
   */
  async change(request: Request, visit: Visit): Promise<Response> {
    const [name, by] = await changing(request, visit, this.#options);
    const body = await readJsonObject(request);
    const to = body.name === undefined ? name : parseChosenRoomName(readString(body, "name"));
    const topic = readTopic(body);
    const visibility = oneOf(body, "visibility", visibilities);
    const isArchived = readBoolean(body, "isArchived");
    const change: RoomChange = {
      ...(topic !== undefined && { topic }),
      ...(visibility && { visibility }),
      ...(isArchived !== undefined && { isArchived }),
    };
    const kinds = [body.owner !== undefined, to !== name, Object.keys(change).length > 0];
    if (kinds.filter(Boolean).length > 1) {
      const why = '"name" and "owner" go by themselves';
      throw new ChatError("bad_request", `Cannot change all of this: ${why}`);
    }
    if (to !== name) {
      visit.notes.push(`name ${to}`);
      return json(roomView(await this.#options.administration.rename(name, by, to)));
    }
    if (body.owner !== undefined) {
      const owner = readString(body, "owner");
      visit.notes.push(`owner ${owner}`);
      await this.#options.administration.handOver(name, by, owner);
    }
    visit.notes.push(...Object.entries(change).map(([field, value]) => `${field} ${value}`));
    return json(roomView(await this.#options.administration.change(name, by, change)));
  }

  /** `DELETE /api/rooms/NAME`: `204`; it is gone with everything in it. */
  async remove(request: Request, visit: Visit): Promise<Response> {
    const [name, by] = await changing(request, visit, this.#options);
    await this.#options.administration.delete(name, by);
    return done();
  }

  /**
   * `GET /api/rooms/NAME/memberships?cursor=`: `{memberships, next?}`. Strangers who are muted are among
   * them, with `isStranger`, so that one can end that.
   */
  async memberships(request: Request, visit: Visit): Promise<Response> {
    const [name, by] = await asking(request, visit, this.#options);
    const after = visit.url.searchParams.get("cursor") ?? "";
    const { administration } = this.#options;
    const found = await administration.members(name, by, after, membershipsPerPage + 1);
    const page = found.slice(0, membershipsPerPage);
    const next = found.length > page.length ? { next: page.at(-1)!.person.id } : {};
    return json({ memberships: page.map(membershipView), ...next });
  }

  /** `PATCH /api/rooms/NAME/members/ID {role}` or `{mutedUntil}`: `204`. */
  async changeMember(request: Request, visit: Visit): Promise<Response> {
    const [name, by] = await changing(request, visit, this.#options);
    const body = await readJsonObject(request);
    const role = oneOf(body, "role", givenRoles);
    const mutedUntil = readTime(body, "mutedUntil");
    const { administration } = this.#options;
    if (role && mutedUntil !== undefined) {
      throw new ChatError(
        "bad_request",
        'Cannot do both: "role" and "mutedUntil" go by themselves',
      );
    }
    if (!role && mutedUntil === undefined) {
      throw new ChatError("bad_request", 'Cannot change nothing: give "role" or "mutedUntil"');
    }
    if (role) visit.notes.push(`role ${role}`);
    if (mutedUntil !== undefined) visit.notes.push(`muted until ${mutedUntil}`);
    if (role) await administration.setRole(name, by, visit.params.id!, role);
    if (mutedUntil !== undefined) await administration.mute(name, by, visit.params.id!, mutedUntil);
    return done();
  }

  /** `DELETE /api/rooms/NAME/members/ID`: `204`. */
  async removeMember(request: Request, visit: Visit): Promise<Response> {
    const [name, by] = await changing(request, visit, this.#options);
    await this.#options.administration.remove(name, by, visit.params.id!);
    return done();
  }

  /** `GET /api/rooms/NAME/bans`: `{bans: [{id, name, kind, at, until?, by}]}`. */
  async bans(request: Request, visit: Visit): Promise<Response> {
    const [name, by] = await asking(request, visit, this.#options);
    const bans = await this.#options.administration.bans(name, by);
    return json({ bans: bans.map(({ person, ...ban }) => ({ ...person, ...ban })) });
  }

  /** `PUT /api/rooms/NAME/bans/ID {until?}`: `204`. */
  async ban(request: Request, visit: Visit): Promise<Response> {
    const [name, by] = await changing(request, visit, this.#options);
    const until = readTime(await readJsonObject(request), "until");
    await this.#options.administration.ban(name, by, visit.params.id!, until);
    if (until !== undefined) visit.notes.push(`until ${until}`);
    return done();
  }

  /** `DELETE /api/rooms/NAME/bans/ID`: `204`, whether there was a ban or not. */
  async unban(request: Request, visit: Visit): Promise<Response> {
    const [name, by] = await changing(request, visit, this.#options);
    await this.#options.administration.unban(name, by, visit.params.id!);
    return done();
  }

  /**
   * `POST /api/rooms/NAME/invites {role?, label?, expires?, maxUses?, guestName?}`: `201` and the
   * invite with its `token`, which is told this once.
   */
  async invite(request: Request, visit: Visit): Promise<Response> {
    const [name, by] = await changing(request, visit, this.#options);
    const body = await readJsonObject(request);
    const expires = readTime(body, "expires");
    const maxUses = readCount(body, "maxUses");
    const { invite, token } = await this.#options.invitations.make(name, by, {
      role: oneOf(body, "role", givenRoles) ?? "member",
      label: readLabel(body),
      ...(expires !== undefined && { expires }),
      ...(maxUses !== undefined && { maxUses }),
      ...(body.guestName !== undefined && {
        guestName: parseDisplayName(readString(body, "guestName")),
      }),
    });
    visit.notes.push(`${invite.id} ${invite.role} "${invite.label}"`);
    return json({ ...inviteView(invite), token }, 201);
  }

  /** `GET /api/rooms/NAME/invites`: `{invites}`, the newest first. */
  async invites(request: Request, visit: Visit): Promise<Response> {
    const [name, by] = await asking(request, visit, this.#options);
    const invites = await this.#options.invitations.list(name, by);
    return json({ invites: invites.map(inviteView) });
  }

  /** `DELETE /api/rooms/NAME/invites/ID[?guests=remove]`: `204`; with those who came by it, if asked. */
  async revoke(request: Request, visit: Visit): Promise<Response> {
    const [name, by] = await changing(request, visit, this.#options);
    const withThose = visit.url.searchParams.get("guests") === "remove";
    await this.#options.invitations.revoke(name, by, visit.params.id!, { withThose });
    if (withThose) visit.notes.push("with those who came by it");
    return done();
  }

  /** `POST /api/join {token, name?}`: `{room}`; whoever is new is a guest from now on. */
  async join(request: Request, visit: Visit): Promise<Response> {
    const { invitations, visitors, origin, guesses } = this.#options;
    origin.checkChange(request);
    const body = await readJsonObject(request);
    const token = readString(body, "token");
    const known = await visitors.find(request, visit);
    const { person, room } = await guesses.watch(visit.address, async () => {
      const person = known?.person ?? visitors.invite(await this.#nameFor(token, body));
      return { person, room: await invitations.redeem(token, person) };
    });
    return visitors.remember(json({ room }), person, visit);
  }

  /** What somebody new is called who comes by an invite. */
  async #nameFor(token: string, { name }: Body): Promise<string | undefined> {
    const { guestName } = await this.#options.invitations.find(token);
    return guestName ?? (name === undefined ? undefined : readString({ name }, "name"));
  }
}

function roomView({ record, seat }: Admission) {
  const { name, topic, visibility, isArchived } = record;
  return { name, ...(topic && { topic }), visibility, isArchived, ...seat };
}

function membershipView({ person, ...membership }: Membership) {
  return { ...person, ...membership };
}

function inviteView({ room: _, ...invite }: Invite) {
  return invite;
}

function readTopic(body: Body): string | undefined {
  if (body.topic === undefined) return undefined;
  const topic = readString(body, "topic").normalize("NFC").replaceAll(/[\s\p{Cc}]+/gu, " ").trim();
  return bounded(topic, limits.topicChars, "topic");
}

function readLabel(body: Body): string {
  if (body.label === undefined) return "";
  return bounded(readString(body, "label").trim(), limits.inviteLabelChars, "label");
}
