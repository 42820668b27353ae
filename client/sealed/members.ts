import type { Certified } from "./credential.ts";
import { readCredential } from "./credential.ts";
import type { Group, Leaf } from "./mls_group.ts";
import { leavesOf } from "./mls_group.ts";

/** A device in a session. */
export interface Member extends Certified {
  /** Its public key, Base64. */
  readonly key: string;
}

/**
 * What ties a group to its room and to the two: the beginning of its id, so that a session of theirs
 * cannot be passed off as that of another room.
 */
export async function bindingOf(
  room: string,
  pair: readonly [string, string],
): Promise<Uint8Array<ArrayBuffer>> {
  const said = ["parley session v1", room, ...pair.toSorted()].join("\0");
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(said)));
}

/** The devices in a group; their certificates were checked when they came into it. */
export function membersOf(group: Group): Member[] {
  return leavesOf(group).flatMap(({ credential, publicKey }) => {
    const said = readCredential(credential);
    if (said === undefined) return [];
    const { person, device, identity } = said;
    return [{ person, device, identity, key: publicKey.toBase64() }];
  });
}

/**
 * Whether a group may consist of these leaves: devices of two people, none twice, all of each under one
 * identity. Which identity that is does not matter here, so that every device decides alike.
 */
export function isOfTwo(leaves: readonly Leaf[], pair: readonly [string, string]): boolean {
  const said = leaves.map(({ credential }) => readCredential(credential));
  const devices = new Set(said.map((one) => one?.device));
  return devices.size === leaves.length &&
    said.every((one) => one !== undefined && pair.includes(one.person)) &&
    pair.every((person) => {
      const theirs = said.filter((one) => one?.person === person);
      return new Set(theirs.map((one) => one!.identity)).size === 1;
    });
}
