import type { Device } from "../../lib/wire/device_list.ts";
import type { Member } from "./members.ts";
import type { OwnDevice } from "./own_device.ts";
import { about } from "./sealed_note.ts";
import type { SealedNote } from "./sealed_note.ts";
import type { Identities, IdentityDevices, SessionParts } from "./session_parts.ts";

/** What {@linkcode membershipNotes} needs from outside. */
export interface NotesParts extends Pick<SessionParts, "you" | "peer"> {
  readonly identities: Pick<Identities, "find" | "meet">;
  /** This browser as a device, once it is one. */
  device(): Pick<OwnDevice, "id"> | undefined;
}

/** What there is to be told. */
export interface MembershipNotes {
  readonly notes: readonly SealedNote[];
  /** Whether a device of the other came that is not on the list that is known. */
  readonly lacksList: boolean;
}

/**
 * Tells of devices that came into a session or went, and of an identity that is another one.
 *
 * @param before The devices whose coming was told.
 * @param after Those in it now: some of each of the two.
 */
export async function membershipNotes(
  before: readonly Member[],
  after: readonly Member[],
  parts: NotesParts,
): Promise<MembershipNotes> {
  const notes: SealedNote[] = [];
  let lacksList = false;
  for (const person of [parts.you, parts.peer.id]) {
    const isTheirs = (one: Member) => one.person === person;
    const then = before.filter(isTheirs);
    const found = await notesAbout(person, { then, now: after.filter(isTheirs) }, parts);
    notes.push(...found.notes);
    lacksList ||= found.lacksList;
  }
  return { notes, lacksList };
}

async function notesAbout(
  person: string,
  { then, now }: { then: readonly Member[]; now: readonly Member[] },
  { you, peer, identities, device: own }: NotesParts,
): Promise<MembershipNotes> {
  const whose = about(person, peer);
  const { identity } = now[0]!;
  const { wasVerified, identity: met } = await identities.meet(person, identity);
  const list = await identities.find(person);
  // Where nothing was told yet, the identity may be known from elsewhere.
  const known = then[0]?.identity ?? list?.identity ?? met;
  if (known !== undefined && known !== identity) {
    return { notes: [{ kind: "identity_changed", wasVerified, ...whose }], lacksList: false };
  }
  if (then.length === 0) return { notes: [], lacksList: false };
  const [came, went] = [missingIn(then, now), missingIn(now, then)];
  const others = came.filter(({ device }) => device !== own()?.id);
  // What a new one is called is on a newer list; where that cannot be had, its id has to do. One's own
  // is the account's to ask for.
  const isNew = others.some(({ device }) => findDevice(list, device) === undefined);
  const nameOf = (id: string) => findDevice(list, id)?.name ?? id;
  const notes = [
    ...others.map(({ device }) =>
      ({ kind: "device_added", device: nameOf(device), ...whose }) as const
    ),
    ...went.map(({ device }) =>
      ({ kind: "device_removed", device: nameOf(device), ...whose }) as const
    ),
  ];
  return { notes, lacksList: isNew && person !== you };
}

function findDevice(list: IdentityDevices | undefined, id: string): Device | undefined {
  return list?.devices.find((device) => device.id === id);
}

/** Those of `others` that are not in `list`: the same name with another key is another device. */
function missingIn(list: readonly Member[], others: readonly Member[]): Member[] {
  return others.filter(({ device, key }) =>
    !list.some((one) => one.device === device && one.key === key)
  );
}
