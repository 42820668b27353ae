/** What there is to be done to the session of a direct room, by what is known of it and of its two people. */
import type { Device } from "../../lib/wire/device_list.ts";
import type { KeptSession } from "./kept_session.ts";
import { changeCommandOf } from "./kept_session.ts";
import { membersOf } from "./members.ts";
import type { Group } from "./mls_group.ts";
import { leavesOf, ownLeafOf } from "./mls_group.ts";
import type { OwnDevice } from "./own_device.ts";
import type { IdentityDevices, Line } from "./session_parts.ts";

/** A device, and whose it is. */
export interface ListedDevice extends Device {
  readonly person: string;
  readonly identity: string;
}

/** What has to be done to the session. */
export interface Wanted {
  readonly kind: "change";
  readonly kept: KeptSession;
  /** The group to change; a new one is made unless given. */
  readonly group?: Group;
  readonly missing: readonly ListedDevice[];
  /** Leaves that do not belong there. */
  readonly extra: readonly number[];
  /** Whether it is to have new secrets in any case. */
  readonly isStale?: boolean;
}

/** A session in which messages can be sealed. */
export interface Fit {
  readonly kind: "ready";
  readonly kept: KeptSession;
  readonly group: Group;
}

/** How a session stands, or what has to be done to it. */
export type SessionPlan = Exclude<Line, { kind: "ready" }> | Wanted | Fit;

/** What a {@linkcode SessionPlan} is made of. */
export interface PlanGrounds {
  /** Ids of the two. */
  readonly you: string;
  readonly peer: string;
  /** This browser as a device, once it is one. */
  readonly device: OwnDevice | undefined;
  /** The session, once something was taken in. */
  readonly kept: KeptSession | undefined;
  /** Its group, if this device is in one. */
  readonly group: Group | undefined;
  /** One's own devices, by the newest list that is known. */
  readonly ours: IdentityDevices | undefined;
  /** Those of the other, likewise. */
  readonly theirs: IdentityDevices | undefined;
  /** Unix milliseconds. */
  readonly nowMs: number;
  /** Whether the device with this id had no key package of late: it is not asked for one yet. */
  isBarren(id: string): boolean;
}

/** Milliseconds for which a device waits to be let in, or for what it missed, before it makes a new session. */
const patienceMs = 10_000;
/** `patienceMs` is doubled with each session that came to nothing, up to this. */
const maxPatienceMs = 600_000;
/**
 * Messages that this device seals before it gives the group new secrets: whoever has stolen the old
 * ones reads no further.
 */
const maxSealed = 100;

/** How the session stands, or which devices have to be let in or put out. */
export function planOf(
  { you, peer, device, kept, group, ours, theirs, nowMs, isBarren }: PlanGrounds,
): SessionPlan {
  if (device === undefined || kept === undefined) return { kind: "no_device" };
  const pending = kept.made ?? kept.change;
  if (pending) return { kind: "send", command: changeCommandOf(pending) };
  const isListed = ours?.devices.some(({ id }) => id === device.id) ?? false;
  if (!isListed || ours?.identity !== device.identity) return { kind: "no_device" };
  if (theirs === undefined) return { kind: "no_peer" };
  const all = [...devicesOf(ours), ...devicesOf(theirs)];
  const others = all.filter(({ id }) => id !== device.id);
  const renew = (since?: number) => renewal({ kept, missing: others, nowMs }, since);
  if (group === undefined || kept.behindSince !== undefined) {
    return renew(group ? kept.behindSince : kept.outSince);
  }
  const there = membersOf(group);
  const identityOf = (person: string) => (person === you ? ours : theirs).identity;
  if (there.some(({ person, identity }) => identity !== identityOf(person))) return renew();
  const missing = others.filter(({ id, key }) =>
    !there.some((one) => one.key === key) && !isBarren(id)
  );
  const extra = leavesOf(group)
    .filter(({ index, publicKey }) =>
      index !== ownLeafOf(group) && !all.some(({ key }) => key === publicKey.toBase64())
    )
    .map(({ index }) => index);
  const isStaying = (person: string) =>
    there.some((one) => one.person === person && all.some(({ key }) => key === one.key));
  // A session of one alone is none: nobody takes a change to it in, and nobody could be let in.
  if (!isStaying(peer) || !isStaying(you)) return renew();
  const isStale = (kept.sealed ?? 0) >= maxSealed;
  if (missing.length === 0 && extra.length === 0 && !isStale) {
    return isOfListed(group, all) ? { kind: "ready", kept, group } : renew();
  }
  // One after the other: ts-mls 1.6.4 cannot follow a change that does both.
  if (extra.length > 0) return { kind: "change", kept, group, missing: [], extra };
  return { kind: "change", kept, group, missing, extra, isStale };
}

/** A new session, where it is not too early for one. @param since When it came to be needed. */
function renewal(
  { kept, missing, nowMs }: Pick<Wanted, "kept" | "missing"> & { nowMs: number },
  since = -Infinity,
): Wanted | { kind: "join"; untilMs: number } {
  const { count = 0, at = -Infinity } = kept.fruitless ?? {};
  const last = Math.max(since, at);
  const untilMs = last + Math.min(patienceMs * 2 ** count, maxPatienceMs);
  // A clock that was set back would have it wait for as long as that.
  const isFirst = kept.current === 0 && kept.fruitless === undefined;
  const isWaiting = !isFirst && last <= nowMs && nowMs < untilMs;
  if (isWaiting) return { kind: "join", untilMs };
  return { kind: "change", kept, missing, extra: [] };
}

function devicesOf({ person, identity, devices }: IdentityDevices): ListedDevice[] {
  return devices.map((device) => ({ ...device, person, identity }));
}

/** Whether every device in a group is on its owner's list, under the identity that is known. */
function isOfListed(group: Group, listed: readonly ListedDevice[]): boolean {
  return membersOf(group).every((member) =>
    listed.some(({ person, identity, key }) =>
      person === member.person && identity === member.identity && key === member.key
    )
  );
}
