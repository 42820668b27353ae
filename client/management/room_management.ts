import { computed, signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Clock } from "../../lib/clock.ts";
import type { InviteBounds } from "../../lib/wire/invite_state.ts";
import type { ChosenVisibility, Person, Role } from "../../lib/wire/messages.ts";
import { late } from "../i18n/late_texts.ts";
import { LoadedList } from "./loaded_list.ts";
import type { Outside } from "../platform/outside.ts";
import { Refusal } from "../platform/refusal.ts";
import { errorText } from "../i18n/texts.ts";
import { untilText } from "../i18n/times.ts";

/** A role that can be given; a room is owned by one, who hands it over. */
export type GivenRole = Exclude<Role, "owner">;

/** Somebody who belongs to a room, or is muted there. */
export interface Membership extends Person {
  readonly role: Role;
  /** Since when, Unix milliseconds. */
  readonly since: number;
  /** Until when they may only read, Unix milliseconds. */
  readonly mutedUntil?: number;
  /** Id of the invite by which they came. */
  readonly invite?: string;
  /** They do not belong to the room, and are only muted there. */
  readonly isStranger?: true;
}

/** Somebody who is kept out of a room. */
export interface Ban extends Person {
  /** Until when, Unix milliseconds; for good unless given. */
  readonly until?: number;
  /** Id of whoever banned them. */
  readonly by: string;
}

/** A link that lets people in. */
export interface Invite extends InviteBounds {
  readonly id: string;
  readonly role: GivenRole;
  /** What it is for, in the words of whoever made it. */
  readonly label: string;
  /** The name that those get who come by it; their own choice unless given. */
  readonly guestName?: string;
}

/** What somebody wants of a new invite. */
export type InviteDraft =
  & Pick<Invite, "role" | "label">
  & Partial<Pick<Invite, "expires" | "maxUses" | "guestName">>;

/** What may become of a room. */
export interface RoomChange {
  readonly name?: string;
  readonly topic?: string;
  readonly visibility?: ChosenVisibility;
  readonly isArchived?: boolean;
}

/**
 * What those who look after a room see of it and do there. Nothing but `read` rejects: what failed
 * stands in {@linkcode RoomManagement.problem}, what was done in {@linkcode RoomManagement.news}.
 */
export class RoomManagement {
  readonly members: LoadedList<Membership>;
  readonly bans: LoadedList<Ban>;
  readonly invites: LoadedList<Invite>;
  /** Those who belong to the room or are muted there, by their ids, as far as they are loaded. */
  readonly standing: ReadonlySignal<ReadonlyMap<string, Membership>> = computed(() =>
    new Map(this.members.state.value.items.map((member) => [member.id, member]))
  );
  readonly #news = signal("");
  readonly #problem = signal<string | undefined>(undefined);
  readonly #path: string;
  readonly #outside: Pick<Outside, "ask" | "clock">;

  /** Asks for nothing yet. */
  constructor(room: string, outside: Pick<Outside, "ask" | "clock">) {
    this.#path = `/api/rooms/${encodeURIComponent(room)}`;
    this.#outside = outside;
    // The server is trusted to answer as the protocol says.
    this.members = new LoadedList(async (cursor) => {
      const query = cursor === undefined ? "" : `?cursor=${encodeURIComponent(cursor)}`;
      const { memberships, next } = await this.read(`/memberships${query}`) as {
        memberships: Membership[];
        next?: string;
      };
      const nowMs = this.clock.now();
      const items = memberships
        .filter(({ isStranger, mutedUntil = 0 }) => !isStranger || mutedUntil > nowMs);
      return { items, ...(next !== undefined && { next }) };
    });
    this.bans = new LoadedList(async () => {
      const { bans: items } = await this.read("/bans") as { bans: Ban[] };
      return { items };
    });
    this.invites = new LoadedList(async () => {
      const { invites: items } = await this.read("/invites") as { invites: Invite[] };
      return { items };
    });
  }

  /** What was done last, in words. */
  get news(): ReadonlySignal<string> {
    return this.#news;
  }

  /** Why what was tried last failed. */
  get problem(): ReadonlySignal<string | undefined> {
    return this.#problem;
  }

  /** By which the time is told. */
  get clock(): Clock {
    return this.#outside.clock;
  }

  /** Forgets what came of what was done last. */
  clear(): void {
    this.#problem.value = undefined;
    this.#news.value = "";
  }

  /** Gives somebody another role. */
  async setRole(person: Person, role: GivenRole): Promise<void> {
    const done = late().management.person.roleSet(person.name, late().management.roles[role]);
    await this.perform(done, "PATCH", memberPath(person), { role });
    await this.members.load();
  }

  /** Lets somebody only read for a while, in milliseconds; 0 ends that. */
  async mute(person: Person, forMs: number): Promise<void> {
    const nowMs = this.clock.now();
    const { muted, unmuted } = late().management.person;
    const until = nowMs + forMs;
    const done = forMs === 0 ? unmuted(person.name) : muted(person.name, untilText(until, nowMs));
    const mutedUntil = forMs === 0 ? 0 : until;
    await this.perform(done, "PATCH", memberPath(person), { mutedUntil });
    await this.members.load();
  }

  /** Sends somebody out. */
  async remove(person: Person): Promise<void> {
    const done = late().management.person.removed(person.name);
    await this.perform(done, "DELETE", memberPath(person));
    await this.members.load();
  }

  /** Keeps somebody out, for some milliseconds or for good. */
  async ban(person: Person, forMs: number | undefined): Promise<void> {
    const body = forMs === undefined ? {} : { until: this.clock.now() + forMs };
    const done = late().management.person.banned(person.name);
    await this.perform(done, "PUT", banPath(person), body);
    await Promise.all([this.members.load(), this.bans.load()]);
  }

  /** Lets somebody in again. */
  async unban(person: Person): Promise<void> {
    const done = late().management.bans.lifted(person.name);
    await this.perform(done, "DELETE", banPath(person));
    await this.bans.load();
  }

  /** Makes somebody the owner. */
  async handOver(person: Person): Promise<void> {
    const done = late().management.person.handedOver(person.name);
    await this.perform(done, "PATCH", "", { owner: person.id });
    await this.members.load();
  }

  /** Changes what the room is; tells whether that worked. */
  async change(change: RoomChange, done: string): Promise<boolean> {
    return await this.perform(done, "PATCH", "", change) !== undefined;
  }

  /** Deletes the room for good; the connection tells everybody of it. */
  async delete(): Promise<void> {
    await this.perform("", "DELETE", "");
  }

  /** Makes an invite; gives its secret, which nobody is told again. */
  async invite(draft: InviteDraft): Promise<string | undefined> {
    const done = late().management.invites.made;
    const made = await this.perform(done, "POST", "/invites", draft);
    await this.invites.load();
    return made && (made.answer as { token: string }).token;
  }

  /**
   * Ends an invite.
   *
   * @param withGuests Whether those who came by it are sent out as well.
   */
  async revoke({ id }: Invite, { withGuests }: { withGuests: boolean }): Promise<void> {
    const path = `/invites/${encodeURIComponent(id)}${withGuests ? "?guests=remove" : ""}`;
    await this.perform(late().management.invites.revokedNews, "DELETE", path);
    await Promise.all([this.invites.load(), this.members.load()]);
  }

  /** Reads something below the room's path; rejects when that fails. */
  read(path: string): Promise<unknown> {
    return this.#outside.ask("GET", this.#path + path);
  }

  /**
   * Does something below the room's path.
   *
   * @param done What is said of it then.
   * @returns What was answered; nothing when it failed, which is said as well.
   */
  async perform(
    done: string,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly answer: unknown } | undefined> {
    // So that the same words are read out a second time.
    this.clear();
    try {
      const answer = await this.#outside.ask(method, this.#path + path, body);
      this.#news.value = done;
      return { answer };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#problem.value = errorText(error);
    }
  }
}

function memberPath({ id }: Person): string {
  return `/members/${encodeURIComponent(id)}`;
}

function banPath({ id }: Person): string {
  return `/bans/${encodeURIComponent(id)}`;
}
