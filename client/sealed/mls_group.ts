/** What can be read off a group: a value that `mls.ts` gives, and changes into others. */
import type { ClientState } from "ts-mls/clientState.js";
import { addHistoricalReceiverData } from "ts-mls/clientState.js";
import type { RatchetTree } from "ts-mls/ratchetTree.js";

/** A group as one device has it at one moment. */
export type Group = ClientState;

/** A leaf of a group. */
export interface Leaf {
  readonly index: number;
  readonly credential: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** Epochs before the current one whose messages can still be opened. */
export const epochsKept = 3;

/** The epoch of a group: it counts its changes. */
export function epochOf(group: Group): number {
  return Number(group.groupContext.epoch);
}

/**
 * The group that one's own change has made of `now`, which may have opened something since the change
 * was made: what that used up must not come back with what is kept of former epochs.
 */
export function withHeard(made: Group, now: Group): Group {
  const [historicalReceiverData] = addHistoricalReceiverData(now);
  return { ...made, historicalReceiverData };
}

/** What tells a group from all others, Base64. */
export function idOf(group: Group): string {
  return group.groupContext.groupId.toBase64();
}

/** Whether a group's id begins with this. */
export function isBoundTo(group: Group, binding: Uint8Array): boolean {
  const { groupId } = group.groupContext;
  return groupId.length > binding.length && binding.every((byte, at) => groupId[at] === byte);
}

/** The leaves of a group. */
export function leavesOf(group: Group): Leaf[] {
  return leavesIn(group.ratchetTree);
}

/** Whether a leaf of a former epoch has been in the group ever since, and not out of it in between. */
export function isStillIn(group: Group, { index, publicKey }: Leaf, since: number): boolean {
  const between = [...group.historicalReceiverData].filter(([epoch]) => epoch > since);
  const trees = [...between.map(([, { ratchetTree }]) => ratchetTree), group.ratchetTree];
  const key = publicKey.toBase64();
  return trees.every((tree) =>
    leavesIn(tree).some((leaf) => leaf.index === index && leaf.publicKey.toBase64() === key)
  );
}

/** The leaf of the device itself. */
export function ownLeafOf(group: Group): number {
  return group.privatePath.leafIndex;
}

/** Whether each key of the group's tree is there once, as RFC 9420 has it (12.4.3.1). */
export function hasKeysOnce({ ratchetTree }: Group): boolean {
  const keys = ratchetTree.flatMap((node) => {
    if (node === undefined) return [];
    const { hpkePublicKey } = node.nodeType === "leaf" ? node.leaf : node.parent;
    return [hpkePublicKey.toHex()];
  });
  return new Set(keys).size === keys.length;
}

/** The leaves of a tree, those of a former epoch say. */
export function leavesIn(tree: RatchetTree): Leaf[] {
  return tree.flatMap((node, place) => {
    if (node?.nodeType !== "leaf") return [];
    const { credential, signaturePublicKey: publicKey } = node.leaf;
    if (credential.credentialType !== "basic") return [];
    // Leaves stand at the even places (RFC 9420, appendix C).
    return [{ index: place / 2, credential: credential.identity, publicKey }];
  });
}

/** What is kept of a former epoch; `undefined` where that is nothing any more. */
export function former(
  group: Group,
  epoch: bigint,
): { secret: Uint8Array; tree: RatchetTree } | undefined {
  const found = group.historicalReceiverData.get(epoch);
  return found && { secret: found.senderDataSecret, tree: found.ratchetTree };
}
