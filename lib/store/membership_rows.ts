/** Memberships, bans and invites as rows, which are the same in SQLite and in PostgreSQL. */
import type { Kind, Person, Role } from "../wire/messages.ts";
import { ranks } from "../wire/ranks.ts";
import type { Ban, Invite, Membership } from "./memberships.ts";

/** A row with somebody in it. */
export interface PersonRow {
  readonly person: string;
  readonly name: string;
  readonly kind: Kind;
}

/** A row of `memberships`. */
export interface MembershipRow extends PersonRow {
  readonly role: Role;
  readonly since: number;
  readonly muted_until: number | null;
  readonly invite: string | null;
  readonly stranger: 0 | 1 | boolean;
}

/** A row of `bans`. */
export interface BanRow extends PersonRow {
  readonly at: number;
  readonly until: number | null;
  readonly by: string;
}

/** A row of `invites`, with the name of its room. */
export interface InviteRow {
  readonly id: string;
  readonly room: number;
  readonly room_name: string;
  readonly role: Role;
  readonly label: string;
  readonly by: string;
  readonly at: number;
  readonly expires: number | null;
  readonly max_uses: number | null;
  readonly uses: number;
  readonly guest_name: string | null;
  readonly revoked: number | null;
}

/** Whether an invite still lets somebody in at this moment, Unix milliseconds. */
export function isGood({ expires, max_uses, uses, revoked }: InviteRow, nowMs: number): boolean {
  return revoked === null && (expires ?? Infinity) > nowMs && uses < (max_uses ?? Infinity);
}

/** Who is in a row. */
export function personOf({ person, name, kind }: PersonRow): Person {
  return { id: person, name, kind };
}

/** What a row says. */
export function membershipOf(row: MembershipRow): Membership {
  const { role, since, muted_until, invite, stranger } = row;
  return {
    person: personOf(row),
    role,
    since,
    ...(muted_until !== null && { mutedUntil: muted_until }),
    ...(invite !== null && { invite }),
    ...(Boolean(stranger) && { isStranger: true as const }),
  };
}

/**
 * What the memberships of a guest and of whom the guest has become come to in one room: the higher role
 * stays, and the longer mute. A stranger is below all who belong to it.
 */
export function joined(theirs: Membership, own: Membership | undefined): Membership {
  if (!own) return theirs;
  const { mutedUntil: _, ...higher } = rankOf(theirs) > rankOf(own) ? theirs : own;
  const mutedUntil = Math.max(theirs.mutedUntil ?? 0, own.mutedUntil ?? 0);
  const isMuted = mutedUntil > 0 && higher.role !== "owner";
  const isAlike = theirs.isStranger === own.isStranger;
  const since = isAlike ? Math.min(theirs.since, own.since) : higher.since;
  return { ...higher, since, ...(isMuted && { mutedUntil }) };
}

function rankOf({ role, isStranger }: Membership): number {
  return isStranger ? -1 : ranks.indexOf(role);
}

/** What a row says. */
export function banOf(row: BanRow): Ban {
  const { at, until, by } = row;
  return { person: personOf(row), at, ...(until !== null && { until }), by };
}

/** What a row says. */
export function inviteOf(row: InviteRow): Invite {
  const { id, room_name, role, label, by, at, expires, max_uses, uses, guest_name, revoked } = row;
  return {
    id,
    room: room_name,
    role,
    label,
    by,
    at,
    ...(expires !== null && { expires }),
    ...(max_uses !== null && { maxUses: max_uses }),
    uses,
    ...(guest_name !== null && { guestName: guest_name }),
    ...(revoked !== null && { revoked }),
  };
}
