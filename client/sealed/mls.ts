/**
 * Groups of devices that share secrets (MLS, RFC 9420), by `ts-mls`, which only this names with
 * `mls_group.ts` and `mls_codec.ts`. A group is a value: what happens to it gives another one, and the
 * former can be used no more.
 */
import type { AuthenticationService } from "ts-mls/authenticationService.js";
import type { ClientConfig } from "ts-mls/clientConfig.js";
import {
  createGroup,
  decodeGroupState,
  encodeGroupState,
  joinGroup,
  makePskIndex,
} from "ts-mls/clientState.js";
import { createCommit } from "ts-mls/createCommit.js";
import { createApplicationMessage } from "ts-mls/createMessage.js";
import type { CiphersuiteImpl } from "ts-mls/crypto/ciphersuite.js";
import { getCiphersuiteFromName } from "ts-mls/crypto/ciphersuite.js";
import { getCiphersuiteImpl } from "ts-mls/crypto/getCiphersuiteImpl.js";
import { defaultKeyPackageEqualityConfig } from "ts-mls/keyPackageEqualityConfig.js";
import type { KeyPackage, PrivateKeyPackage } from "ts-mls/keyPackage.js";
import {
  generateKeyPackageWithKey,
  makeKeyPackageRef,
  verifyKeyPackage,
} from "ts-mls/keyPackage.js";
import { encodeMlsMessage } from "ts-mls/message.js";
import type { PrivateMessage } from "ts-mls/privateMessage.js";
import { decryptSenderData } from "ts-mls/privateMessage.js";
import { processPrivateMessage } from "ts-mls/processMessages.js";
import type { Proposal } from "ts-mls/proposal.js";
import { decodePackage, decodePrivate, decodeWelcome, encodePackage } from "./mls_codec.ts";
import { MlsError } from "./mls_error.ts";
import { epochsKept, former, hasKeysOnce, leavesIn, leavesOf } from "./mls_group.ts";
import type { Group, Leaf } from "./mls_group.ts";

/** What a device is in groups. */
export interface LeafKeys {
  /** The identity of its credential, which names its person and is signed; see `credential.ts`. */
  readonly credential: Uint8Array;
  /** Ed25519, 32 bytes each. */
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

/** A key package with its secrets; JSON. */
export interface OwnPackage {
  /** Its hash, Base64, by which a Welcome names it. */
  readonly ref: string;
  /** As an MLSMessage, Base64. */
  readonly publicPackage: string;
  readonly privatePackage: {
    readonly init: string;
    readonly encryption: string;
    readonly signature: string;
  };
}

/** What a PrivateMessage says of itself in the clear. */
export interface MessageHead {
  readonly kind: "message" | "commit";
  readonly epoch: number;
  /** Id of its group, Base64. Whoever has seen one box of a group can write it on another. */
  readonly group: string;
}

/** A change of a group by one of its devices: what the others have to hear. */
export interface Commit {
  /** The group once that counts. */
  readonly group: Group;
  readonly commit: Uint8Array;
  /** What lets added devices in. */
  readonly welcome?: Uint8Array;
}

/** Tells whether a credential is good for a public key; has to answer alike on every device. */
export type CheckCredential = (credential: Uint8Array, publicKey: Uint8Array) => Promise<boolean>;

const suiteName = "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519";
/** Messages of one sender and epoch that may be missing before the next. */
const maxSkipped = 1_000;
/** Seconds for which a key package says that it is good. */
const lifetimeSeconds = 100 * 24 * 3600;
/** Clocks may differ by this much. */
const clockSkewSeconds = 30 * 24 * 3600;

/** See the module's words. */
export class Mls {
  readonly #suite: CiphersuiteImpl;
  readonly #config: ClientConfig;

  private constructor(suite: CiphersuiteImpl, config: ClientConfig) {
    this.#suite = suite;
    this.#config = config;
  }

  /** @param isGood Decides who may be in a group. */
  static async open(isGood: CheckCredential): Promise<Mls> {
    const suite = await getCiphersuiteImpl(getCiphersuiteFromName(suiteName));
    const authService: AuthenticationService = {
      validateCredential: async (credential, publicKey) =>
        credential.credentialType === "basic" && await isGood(credential.identity, publicKey),
    };
    return new Mls(suite, {
      keyRetentionConfig: {
        retainKeysForGenerations: 200,
        retainKeysForEpochs: epochsKept,
        maximumForwardRatchetSteps: maxSkipped,
      },
      lifetimeConfig: {
        maximumTotalLifetime: BigInt(lifetimeSeconds + clockSkewSeconds),
        // A device may come back after a long time, and the log has no other moment.
        validateLifetimeOnReceive: false,
      },
      keyPackageEqualityConfig: defaultKeyPackageEqualityConfig,
      // What is sealed is padded already.
      paddingConfig: { kind: "alwaysPad", paddingLength: 0 },
      authService,
    });
  }

  /** Makes a key package of a device. @param nowMs Unix milliseconds. */
  async makePackage(keys: LeafKeys, nowMs: number): Promise<OwnPackage> {
    const made = await this.#package(keys, nowMs);
    return {
      ref: await this.#refOf(made.publicPackage),
      publicPackage: encodePackage(made.publicPackage).toBase64(),
      privatePackage: {
        init: made.privatePackage.initPrivateKey.toBase64(),
        encryption: made.privatePackage.hpkePrivateKey.toBase64(),
        signature: made.privatePackage.signaturePrivateKey.toBase64(),
      },
    };
  }

  /**
   * The leaf that a key package from elsewhere would give.
   *
   * @param bytes An MLSMessage.
   * @param nowMs Unix milliseconds.
   * @returns `undefined` when it is good no more, or not yet.
   * @throws {MlsError} when it is none, or its signature or credential is not good.
   */
  async readPackage(
    bytes: Uint8Array,
    nowMs: number,
  ): Promise<Omit<Leaf, "index"> | undefined> {
    const found = decodePackage(bytes);
    const { credential, signaturePublicKey: publicKey } = found.leafNode;
    const isGood = found.cipherSuite === suiteName &&
      credential.credentialType === "basic" && isFit(found) &&
      await verifyKeyPackage(found, this.#suite.signature) &&
      await this.#config.authService.validateCredential(credential, publicKey);
    if (!isGood) throw new MlsError("Cannot use this key package: its device has not signed it");
    // Whoever adds one that is out of date is refused by the library, and with it the whole change.
    const { notBefore, notAfter } = found.leafNode.lifetime;
    const now = BigInt(Math.floor(nowMs / 1000));
    return notBefore <= now && now < notAfter
      ? { credential: credential.identity, publicKey }
      : undefined;
  }

  /**
   * Makes a group of a device and others.
   *
   * @param binding What its id begins with.
   * @param packages Of the others, as MLSMessages that were read.
   * @param nowMs Unix milliseconds.
   */
  async create(
    binding: Uint8Array,
    keys: LeafKeys,
    packages: readonly Uint8Array[],
    nowMs: number,
  ): Promise<{ group: Group; welcome: Uint8Array }> {
    const own = await this.#package(keys, nowMs);
    const groupId = crypto.getRandomValues(new Uint8Array(binding.length + 16));
    groupId.set(binding);
    const alone = await createGroup(
      groupId,
      own.publicPackage,
      own.privatePackage,
      [],
      this.#suite,
      this.#config,
    );
    const { group, welcome } = await this.commit(alone, { add: packages, remove: [] });
    if (welcome === undefined) throw new MlsError("Cannot make a group: there is nobody else");
    return { group, welcome };
  }

  /** The refs, Base64, of the key packages for which a Welcome is. @throws {MlsError} when it is none. */
  refsOf(welcome: Uint8Array): string[] {
    return decodeWelcome(welcome).secrets.map(({ newMember }) => newMember.toBase64());
  }

  /** Joins a group by a Welcome for one's key package. @throws {MlsError} when it does not let one in. */
  async join(welcome: Uint8Array, { publicPackage, privatePackage }: OwnPackage): Promise<Group> {
    const keys: PrivateKeyPackage = {
      initPrivateKey: Uint8Array.fromBase64(privatePackage.init),
      hpkePrivateKey: Uint8Array.fromBase64(privatePackage.encryption),
      signaturePrivateKey: Uint8Array.fromBase64(privatePackage.signature),
    };
    const own = decodePackage(Uint8Array.fromBase64(publicPackage));
    return await attempt("Cannot join", () =>
      joinGroup(
        decodeWelcome(welcome),
        own,
        keys,
        makePskIndex(undefined, {}),
        this.#suite,
        undefined,
        undefined,
        this.#config,
      ));
  }

  /**
   * Adds and removes devices, and gives the group new secrets in any case.
   *
   * @throws {MlsError} when these key packages cannot be in one group.
   */
  async commit(
    group: Group,
    { add, remove }: { add: readonly Uint8Array[]; remove: readonly number[] },
  ): Promise<Commit> {
    const proposals: Proposal[] = [
      ...remove.map((removed): Proposal => ({ proposalType: "remove", remove: { removed } })),
      ...add.map((bytes): Proposal => ({
        proposalType: "add",
        add: { keyPackage: decodePackage(bytes) },
      })),
    ];
    const made = await attempt(
      "Cannot change the group",
      () =>
        createCommit({ state: group, cipherSuite: this.#suite }, {
          extraProposals: proposals,
          ratchetTreeExtension: true,
        }),
    );
    // The library does not look, but refuses to join a group in which it is so.
    if (!hasKeysOnce(made.newState)) {
      throw new MlsError("Cannot change the group: a key is there twice");
    }
    const { welcome } = made;
    return {
      group: made.newState,
      commit: encodeMlsMessage(made.commit),
      ...(welcome && {
        welcome: encodeMlsMessage({ version: "mls10", wireformat: "mls_welcome", welcome }),
      }),
    };
  }

  /** Seals something for the group. */
  async seal(group: Group, content: Uint8Array): Promise<{ group: Group; message: Uint8Array }> {
    const { newState, privateMessage } = await attempt(
      "Cannot seal",
      () => createApplicationMessage(group, content, this.#suite),
    );
    const message = encodeMlsMessage({
      version: "mls10",
      wireformat: "mls_private_message",
      privateMessage,
    });
    return { group: newState, message };
  }

  /** What can be said of a commit or message without opening it. @throws {MlsError} when it is none. */
  headOf(bytes: Uint8Array): MessageHead {
    const { contentType, epoch, groupId } = decodePrivate(bytes);
    if (contentType === "proposal") throw new MlsError("Cannot use a proposal by itself");
    const kind = contentType === "commit" ? "commit" : "message";
    return { kind, epoch: Number(epoch), group: groupId.toBase64() };
  }

  /**
   * Opens a message that another device of the group sealed.
   *
   * @returns With the leaf that sealed it, as it was then.
   * @throws {MlsError} when it was opened already, is not for this group or is not by its sender.
   */
  async open(
    group: Group,
    bytes: Uint8Array,
  ): Promise<{ group: Group; content: Uint8Array; sender: Leaf }> {
    const message = decodePrivate(bytes);
    return await attempt("Cannot open", async () => {
      checkGroup(group, message);
      const sender = await this.#senderOf(group, message);
      const opened = await processPrivateMessage(
        group,
        message,
        makePskIndex(group, {}),
        this.#suite,
      );
      if (opened.kind !== "applicationMessage") throw new MlsError("it is no message");
      return { group: opened.newState, content: opened.message, sender };
    });
  }

  /**
   * Takes in a change that another device made.
   *
   * @param mayBe Looks at the leaves that there would be; has to decide alike on every device.
   * @returns `undefined` when that leaves this device out of the group.
   * @throws {MlsError} when it does not count.
   */
  async apply(
    group: Group,
    bytes: Uint8Array,
    mayBe: (leaves: readonly Leaf[]) => boolean,
  ): Promise<{ group: Group | undefined; sender: Leaf }> {
    const message = decodePrivate(bytes);
    return await attempt("Cannot change the group", async () => {
      checkGroup(group, message);
      const sender = await this.#senderOf(group, message);
      const done = await processPrivateMessage(
        group,
        message,
        makePskIndex(group, {}),
        this.#suite,
      );
      if (done.kind !== "newState") throw new MlsError("it is no change");
      const isOut = done.newState.groupActiveState.kind !== "active";
      if (isOut) return { group: undefined, sender };
      if (!mayBe(leavesOf(done.newState))) throw new MlsError("somebody does not belong there");
      return { group: done.newState, sender };
    });
  }

  /** A group as bytes. */
  encode(group: Group): Uint8Array {
    return encodeGroupState(group);
  }

  /** A group out of its bytes. @throws {MlsError} when they are of another version. */
  decode(bytes: Uint8Array): Group {
    try {
      const state = decodeGroupState(bytes, 0)?.[0];
      if (state !== undefined) return { ...state, clientConfig: this.#config };
    } catch (cause) {
      throw new MlsError("Cannot read the group", { cause });
    }
    throw new MlsError("Cannot read the group");
  }

  async #senderOf(group: Group, message: PrivateMessage): Promise<Leaf> {
    const isNow = message.epoch === group.groupContext.epoch;
    const then = isNow
      ? { secret: group.keySchedule.senderDataSecret, tree: group.ratchetTree }
      : former(group, message.epoch);
    const found = then && await decryptSenderData(message, then.secret, this.#suite);
    const leaf = then && found &&
      leavesIn(then.tree).find(({ index }) => index === found.leafIndex);
    if (leaf) return leaf;
    throw new MlsError("its sender is not in the group");
  }

  async #package(
    { credential: identity, publicKey, privateKey }: LeafKeys,
    nowMs: number,
  ): Promise<{ publicPackage: KeyPackage; privatePackage: PrivateKeyPackage }> {
    const now = Math.floor(nowMs / 1000);
    return await generateKeyPackageWithKey(
      { credentialType: "basic", identity },
      {
        versions: ["mls10"],
        ciphersuites: [suiteName],
        extensions: [],
        proposals: [],
        credentials: ["basic"],
      },
      {
        notBefore: BigInt(now - clockSkewSeconds),
        notAfter: BigInt(now + lifetimeSeconds),
      },
      [],
      { signKey: privateKey, publicKey },
      this.#suite,
    );
  }

  async #refOf(made: KeyPackage): Promise<string> {
    return (await makeKeyPackageRef(made, this.#suite.hash)).toBase64();
  }
}

/** Whether others take a group with this leaf for one: else nobody could join who is let in with it. */
function isFit({ extensions, initKey, leafNode }: KeyPackage): boolean {
  const { capabilities: { versions, ciphersuites, credentials }, hpkePublicKey } = leafNode;
  return versions.includes("mls10") && ciphersuites.includes(suiteName) &&
    credentials.includes("basic") && extensions.length === 0 && leafNode.extensions.length === 0 &&
    initKey.toHex() !== hpkePublicKey.toHex();
}

function checkGroup({ groupContext: { groupId } }: Group, message: PrivateMessage): void {
  if (groupId.toHex() !== message.groupId.toHex()) throw new MlsError("it is of another group");
}

/** What the library throws at something that came from outside is one kind of error. */
async function attempt<T>(what: string, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (cause) {
    throw new MlsError(`${what}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}
