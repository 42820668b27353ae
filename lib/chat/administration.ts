import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import type { Ban, Membership } from "../store/memberships.ts";
import type { RoomChange, RoomDraft, Store } from "../store/store.ts";
import type { Person, Role } from "../wire/messages.ts";
import type { RoomRight } from "./roles.ts";
import { can, outranks } from "./roles.ts";
import type { Admission } from "./door.ts";
import { findKnown } from "./known_people.ts";
import type { Rooms } from "./rooms.ts";
import type { Seat } from "./seat.ts";
import { membershipIn, noRoom } from "./seat.ts";

/** What {@linkcode Administration} is made of. */
export interface AdministrationOptions {
  rooms: Rooms;
  store: Store;
  clock: Clock;
}

/** Whom one acts on, and what they are. */
interface Target {
  readonly person: Person;
  readonly role: Role;
  /** A stranger's as well. */
  readonly membership?: Membership;
}

/**
 * Changes rooms and what people are in them, for those who may. First the store knows of it, then
 * every open socket.
 *
 * Every method throws a `ChatError`: `not_found` and `forbidden` as `Rooms.admit`, `forbidden` also
 * when one's role lacks the right, or is not above that of the person one acts on.
 */
export class Administration {
  readonly #rooms: Rooms;
  readonly #store: Store;
  readonly #clock: Clock;

  constructor({ rooms, store, clock }: AdministrationOptions) {
    this.#rooms = rooms;
    this.#store = store;
    this.#clock = clock;
  }

  /**
   * Makes a room.
   *
   * @throws {ChatError} `forbidden` when `owner` may make none, `conflict` when the name is taken.
   */
  async create(draft: Omit<RoomDraft, "at">): Promise<Admission> {
    if (!this.#rooms.mayCreate(draft.owner)) {
      throw new ChatError("forbidden", "Cannot make a room: you may not make any here");
    }
    // Nobody takes the place of a room that somebody else deleted, and with it those who look for it.
    const deletedBy = await this.#store.deletedBy(draft.name);
    const isFree = deletedBy === undefined || deletedBy === draft.owner.id;
    const at = this.#clock.now();
    const { record, isNew = false } = isFree
      ? await this.#store.createRoom({ ...draft, at })
      : { record: undefined };
    if (record && isNew) return { record, seat: { role: "owner" } };
    throw new ChatError("conflict", `Cannot make room "${draft.name}": the name is taken`);
  }

  /** Changes what a room is. */
  async change(called: string, by: Person, change: RoomChange): Promise<Admission> {
    const isOnlyTopic = change.visibility === undefined && change.isArchived === undefined;
    const { name, seat } = await this.demand(called, by, isOnlyTopic ? "set_topic" : "configure");
    const record = await this.#store.changeRoom(name, change);
    if (!record) throw noRoom(called);
    await this.#rooms.changed(record);
    return { record, seat };
  }

  /**
   * Gives a room another name; links to the former one lead there still.
   *
   * @throws {ChatError} `conflict` when the name is taken.
   */
  async rename(called: string, by: Person, to: string): Promise<Admission> {
    const { name, seat } = await this.demand(called, by, "configure");
    const record = await this.#rooms.rename(name, to);
    if (record) return { record, seat };
    throw new ChatError("conflict", `Cannot rename the room to "${to}": the name is taken`);
  }

  /** Deletes a room with everything in it, for good. */
  async delete(called: string, by: Person): Promise<void> {
    const { name } = await this.demand(called, by, "configure");
    await this.#rooms.delete(name, by.id);
  }

  /**
   * Those who belong to a room, by their ids, behind `after`; and strangers who are or were muted, so that
   * whoever looks for them finds them.
   */
  async members(called: string, by: Person, after: string, limit: number): Promise<Membership[]> {
    const { name } = await this.demand(called, by, "see_members");
    return await this.#store.memberships.list(name, after, limit);
  }

  /** Those who are kept out of a room. */
  async bans(called: string, by: Person): Promise<Ban[]> {
    const { name } = await this.demand(called, by, "see_members");
    return await this.#store.memberships.listBans(name);
  }

  /** Gives somebody another role than the owner's; who did not belong to the room does then. */
  async setRole(
    called: string,
    by: Person,
    id: string,
    role: Exclude<Role, "owner">,
  ): Promise<void> {
    const { name, seat } = await this.demand(called, by, "set_roles");
    const { person, membership } = await this.#target(name, id, seat.role);
    const { isStranger: _, ...kept }: Partial<Membership> = membership ?? {};
    // The store keeps since when somebody belongs to the room.
    await this.#put(name, { ...kept, since: this.#clock.now(), person, role });
  }

  /**
   * Lets somebody only read for a while. Who does not belong to the room does not by that either.
   *
   * @param until Unix milliseconds; in the past it ends that.
   */
  async mute(called: string, by: Person, id: string, until: number): Promise<void> {
    const { name, seat, isPrivate } = await this.demand(called, by, "moderate");
    const { person, role, membership } = await this.#target(name, id, seat.role);
    // Nobody is in a private room who does not belong to it.
    if (!membership && isPrivate) {
      throw new ChatError("not_found", "Cannot find this person in the room");
    }
    const nowMs = this.#clock.now();
    const mutedUntil = until > nowMs ? until : undefined;
    const stranger = { person, role, since: nowMs, mutedUntil, isStranger: true } as const;
    const own = membershipIn({ membership });
    await this.#put(name, own ? { ...own, mutedUntil: until } : stranger);
  }

  /** Sends somebody out; from a room that anybody may enter they are not kept. A stranger stays muted. */
  async remove(called: string, by: Person, id: string): Promise<void> {
    const { name, seat } = await this.demand(called, by, "moderate");
    const { membership } = await this.#target(name, id, seat.role);
    if (membershipIn({ membership })) await this.#store.memberships.remove(name, id);
    await this.sendOut(name, id);
  }

  /**
   * Keeps somebody out.
   *
   * @param until Unix milliseconds; for good unless given.
   */
  async ban(called: string, by: Person, id: string, until?: number): Promise<void> {
    const { name, seat } = await this.demand(called, by, "moderate");
    const { person } = await this.#target(name, id, seat.role);
    const at = this.#clock.now();
    const ban = { person, at, by: by.id, ...(until !== undefined && { until }) };
    await this.#store.memberships.ban(name, ban);
    await this.sendOut(name, id);
  }

  /** Lets somebody in again; does nothing for who is not kept out. */
  async unban(called: string, by: Person, id: string): Promise<void> {
    const { name } = await this.demand(called, by, "moderate");
    await this.#store.memberships.unban(name, id);
    await this.refresh(name, id);
  }

  /** Makes somebody who belongs to the room its owner, and its owner a moderator. */
  async handOver(called: string, by: Person, id: string): Promise<void> {
    const { name } = await this.demand(called, by, "hand_over");
    if (id === by.id) return;
    if (!await this.#store.memberships.handOver(name, id)) {
      throw new ChatError("not_found", "Cannot hand the room over: they do not belong to it");
    }
    for (const person of [by.id, id]) await this.refresh(name, person);
  }

  /** Closes all sockets of somebody in a room. */
  async sendOut(name: string, id: string): Promise<void> {
    await this.#rooms.sendOut(name, id);
  }

  /** Tells the open sockets of somebody in a room what they are now. */
  async refresh(name: string, id: string): Promise<void> {
    await this.#rooms.reseat(name, id);
  }

  /**
   * Lets pass who may be in a room and has a right there.
   *
   * @returns The room's name of now, and what they are there.
   * @throws {ChatError} `not_found`, `forbidden`.
   */
  async demand(
    called: string,
    by: Person,
    right: RoomRight,
  ): Promise<{ readonly name: string; readonly seat: Seat; readonly isPrivate: boolean }> {
    const { record: { name, visibility }, seat } = await this.#rooms.admit(called, by);
    if (can(seat.role, right)) return { name, seat, isPrivate: visibility === "private" };
    throw new ChatError("forbidden", `Cannot do this here as ${seat.role}`);
  }

  /** Finds somebody below `role`. */
  async #target(name: string, id: string, role: Role): Promise<Target> {
    const membership = (await this.#store.memberships.find(name, [id])).get(id)?.membership;
    const person = membership?.person ??
      await findKnown({ rooms: this.#rooms, store: this.#store }, name, id);
    if (!person) throw new ChatError("not_found", "Cannot find this person in the room");
    const target = { person, role: membership?.role ?? "member" } as const;
    if (outranks(role, target.role)) return { ...target, ...(membership && { membership }) };
    throw new ChatError("forbidden", `Cannot do this to somebody who is ${target.role}`);
  }

  async #put(name: string, membership: Membership): Promise<void> {
    await this.#store.memberships.put(name, membership);
    await this.refresh(name, membership.person.id);
  }
}
