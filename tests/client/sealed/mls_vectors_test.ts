/**
 * The vectors that the MLS working group published for RFC 9420, against ts-mls as it is installed;
 * `vectors/README.md` says where they come from, and what is left out.
 */
import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  decodeAuthenticatedContent,
  encodeAuthenticatedContent,
} from "ts-mls/authenticatedContent.js";
import { type ClientState, joinGroup, makePskIndex } from "ts-mls/clientState.js";
import type { Decoder } from "ts-mls/codec/tlsDecoder.js";
import type { Encoder } from "ts-mls/codec/tlsEncoder.js";
import { determineLength } from "ts-mls/codec/variableLength.js";
import { decodeCommit, encodeCommit } from "ts-mls/commit.js";
import { applyUpdatePathSecret } from "ts-mls/createCommit.js";
import { getCiphersuiteFromId } from "ts-mls/crypto/ciphersuite.js";
import { getCiphersuiteImpl } from "ts-mls/crypto/getCiphersuiteImpl.js";
import { refhash } from "ts-mls/crypto/hash.js";
import { decryptWithLabel, encryptWithLabel } from "ts-mls/crypto/hpke.js";
import { deriveSecret, deriveTreeSecret, expandWithLabel } from "ts-mls/crypto/kdf.js";
import { signWithLabel, verifyWithLabel } from "ts-mls/crypto/signature.js";
import { type FramedContentCommit, verifyConfirmationTag } from "ts-mls/framedContent.js";
import { encodeGroupContext, type GroupContext } from "ts-mls/groupContext.js";
import { decodeGroupSecrets, encodeGroupSecrets } from "ts-mls/groupSecrets.js";
import { acceptAll } from "ts-mls/incomingMessageAction.js";
import { verifyKeyPackage } from "ts-mls/keyPackage.js";
import { defaultKeyRetentionConfig } from "ts-mls/keyRetentionConfig.js";
import { initializeEpoch } from "ts-mls/keySchedule.js";
import { type LeafNode, verifyLeafNodeSignature } from "ts-mls/leafNode.js";
import { decodeMlsMessage, encodeMlsMessage, type MLSMessage } from "ts-mls/message.js";
import {
  protectApplicationData,
  protectProposal,
  unprotectPrivateMessage,
} from "ts-mls/messageProtection.js";
import { protectProposalPublic, unprotectPublicMessage } from "ts-mls/messageProtectionPublic.js";
import { CryptoError, CryptoVerificationError } from "ts-mls/mlsError.js";
import { defaultPaddingConfig } from "ts-mls/paddingConfig.js";
import { verifyParentHashes } from "ts-mls/parentHash.js";
import { getCommitSecret, pathToRoot } from "ts-mls/pathSecrets.js";
import { computePskSecret, type PreSharedKeyID } from "ts-mls/presharedkey.js";
import { toPrivateKeyPath } from "ts-mls/privateKeyPath.js";
import { processMessage } from "ts-mls/processMessages.js";
import {
  decodeExternalInit,
  decodeGroupContextExtensions,
  decodeProposal,
  decodePSK,
  decodeReinit,
  decodeRemove,
  decodeUpdate,
  encodeExternalInit,
  encodeGroupContextExtensions,
  encodeProposal,
  encodePSK,
  encodeReinit,
  encodeRemove,
  encodeUpdate,
} from "ts-mls/proposal.js";
import {
  addLeafNode,
  decodeRatchetTree,
  encodeRatchetTree,
  type RatchetTree,
  resolution,
} from "ts-mls/ratchetTree.js";
import { createSecretTree, ratchetToGeneration } from "ts-mls/secretTree.js";
import { expandSenderDataKey, expandSenderDataNonce, type ReuseGuard } from "ts-mls/sender.js";
import { createConfirmedHash, createInterimHash } from "ts-mls/transcriptHash.js";
import { treeHash, treeHashRoot } from "ts-mls/treeHash.js";
import {
  isLeaf,
  leafWidth,
  left,
  nodeToLeafIndex,
  nodeWidth,
  parent,
  right,
  root,
  sibling,
  toLeafIndex,
  toNodeIndex,
} from "ts-mls/treemath.js";
import { applyUpdatePath, decodeUpdatePath } from "ts-mls/updatePath.js";
import cryptoBasics from "./vectors/crypto-basics.json" with { type: "json" };
import deserialization from "./vectors/deserialization.json" with { type: "json" };
import keySchedule from "./vectors/key-schedule.json" with { type: "json" };
import messageProtection from "./vectors/message-protection.json" with { type: "json" };
import messages from "./vectors/messages.json" with { type: "json" };
import passiveClient from "./vectors/passive-client-handling-commit.json" with { type: "json" };
import pskSecret from "./vectors/psk_secret.json" with { type: "json" };
import secretTree from "./vectors/secret-tree.json" with { type: "json" };
import transcriptHashes from "./vectors/transcript-hashes.json" with { type: "json" };
import treeMath from "./vectors/tree-math.json" with { type: "json" };
import treeOperations from "./vectors/tree-operations.json" with { type: "json" };
import treeValidation from "./vectors/tree-validation.json" with { type: "json" };
import treekem from "./vectors/treekem.json" with { type: "json" };

const suite = await getCiphersuiteImpl(getCiphersuiteFromId(1));
const { hash, hpke, kdf, signature } = suite;
const empty = new Uint8Array();

function bytes(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.fromHex(hex);
}

/** What is read from all of `hex`. */
function decode<T>(decoder: Decoder<T>, hex: string): T {
  const data = bytes(hex);
  const decoded = decoder(data, 0);
  assert(decoded !== undefined, "it cannot be read");
  assertEquals(decoded[1], data.length, "something is left over");
  return decoded[0];
}

/** A message of this format. */
function decodeMessage<F extends MLSMessage["wireformat"]>(
  format: F,
  hex: string,
): MLSMessage & { wireformat: F } {
  const message = decode(decodeMlsMessage, hex);
  assertEquals(message.wireformat, format);
  return message as MLSMessage & { wireformat: F };
}

/** The context of a group of suite 1 without extensions. */
function contextOf(
  group: {
    group_id: string;
    epoch: number;
    tree_hash: string;
    confirmed_transcript_hash: string;
  },
): GroupContext {
  return {
    version: "mls10",
    cipherSuite: suite.name,
    groupId: bytes(group.group_id),
    epoch: BigInt(group.epoch),
    treeHash: bytes(group.tree_hash),
    confirmedTranscriptHash: bytes(group.confirmed_transcript_hash),
    extensions: [],
  };
}

for (const vector of treeMath) {
  const { n_leaves, n_nodes } = vector;
  Deno.test(`MLS vectors: tree-math, ${n_leaves} leaves`, () => {
    const top = root(n_leaves);
    const nodes = Array.from({ length: n_nodes }, (_, index) => toNodeIndex(index));
    assertEquals(nodeWidth(n_leaves), n_nodes);
    assertEquals<number>(top, vector.root);
    assertEquals<(number | null)[]>(
      nodes.map((node) => isLeaf(node) ? null : left(node)),
      vector.left,
    );
    assertEquals<(number | null)[]>(
      nodes.map((node) => isLeaf(node) ? null : right(node)),
      vector.right,
    );
    assertEquals<(number | null)[]>(
      nodes.map((node) => node === top ? null : parent(node, n_leaves)),
      vector.parent,
    );
    assertEquals<(number | null)[]>(
      nodes.map((node) => node === top ? null : sibling(node, n_leaves)),
      vector.sibling,
    );
  });
}

Deno.test("MLS vectors: deserialization", () => {
  for (const { vlbytes_header, length } of deserialization) {
    assertEquals(determineLength(bytes(vlbytes_header)).length, length, vlbytes_header);
  }
});

for (const vector of cryptoBasics) {
  Deno.test("MLS vectors: crypto-basics, hashing and deriving", async () => {
    const { ref_hash, expand_with_label, derive_secret, derive_tree_secret } = vector;
    assertEquals(await refhash(ref_hash.label, bytes(ref_hash.value), hash), bytes(ref_hash.out));
    assertEquals(
      await expandWithLabel(
        bytes(expand_with_label.secret),
        expand_with_label.label,
        bytes(expand_with_label.context),
        expand_with_label.length,
        kdf,
      ),
      bytes(expand_with_label.out),
    );
    assertEquals(
      await deriveSecret(bytes(derive_secret.secret), derive_secret.label, kdf),
      bytes(derive_secret.out),
    );
    assertEquals(
      await deriveTreeSecret(
        bytes(derive_tree_secret.secret),
        derive_tree_secret.label,
        derive_tree_secret.generation,
        derive_tree_secret.length,
        kdf,
      ),
      bytes(derive_tree_secret.out),
    );
  });

  Deno.test("MLS vectors: crypto-basics, signing", async () => {
    const { label, ...given } = vector.sign_with_label;
    const [priv, pub, content] = [bytes(given.priv), bytes(given.pub), bytes(given.content)];
    // Ed25519 signs the same content in the same way each time.
    assertEquals(await signWithLabel(priv, label, content, signature), bytes(given.signature));
    assert(await verifyWithLabel(pub, label, content, bytes(given.signature), signature));
    content[0]! ^= 1;
    assert(!await verifyWithLabel(pub, label, content, bytes(given.signature), signature));
  });

  Deno.test("MLS vectors: crypto-basics, encrypting", async () => {
    const { label, ...given } = vector.encrypt_with_label;
    const priv = await hpke.importPrivateKey(bytes(given.priv));
    const pub = await hpke.importPublicKey(bytes(given.pub));
    const [context, plaintext] = [bytes(given.context), bytes(given.plaintext)];
    const open = (enc: Uint8Array, ct: Uint8Array) =>
      decryptWithLabel(priv, label, context, enc, ct, hpke);
    assertEquals(await open(bytes(given.kem_output), bytes(given.ciphertext)), plaintext);
    const sealed = await encryptWithLabel(pub, label, context, plaintext, hpke);
    assertEquals(await open(sealed.enc, sealed.ct), plaintext);
  });
}

for (const vector of secretTree) {
  Deno.test(`MLS vectors: secret-tree, ${vector.n_leaves} leaves`, async () => {
    const sender = vector.sender_data;
    const sent = [bytes(sender.sender_data_secret), bytes(sender.ciphertext)] as const;
    assertEquals(await expandSenderDataKey(suite, ...sent), bytes(sender.key));
    assertEquals(await expandSenderDataNonce(suite, ...sent), bytes(sender.nonce));
    const tree = await createSecretTree(vector.n_leaves, bytes(vector.encryption_secret), kdf);
    for (const [leafIndex, leaf] of vector.leaves.entries()) {
      const reuseGuard = new Uint8Array(4) as ReuseGuard;
      const from = { leafIndex, generation: leaf.generation, reuseGuard };
      for (const type of ["application", "commit"] as const) {
        const { key, nonce } = await ratchetToGeneration(
          tree,
          from,
          type,
          defaultKeyRetentionConfig,
          suite,
        );
        const name = type === "commit" ? "handshake" : type;
        assertEquals(key, bytes(leaf[`${name}_key`]));
        assertEquals(nonce, bytes(leaf[`${name}_nonce`]));
      }
    }
  });
}

for (const vector of keySchedule) {
  Deno.test("MLS vectors: key-schedule", async () => {
    let initSecret = bytes(vector.initial_init_secret);
    for (const [epoch, given] of vector.epochs.entries()) {
      const context = contextOf({ ...given, group_id: vector.group_id, epoch });
      assertEquals(encodeGroupContext(context), bytes(given.group_context));
      const found = await initializeEpoch(
        initSecret,
        bytes(given.commit_secret),
        context,
        bytes(given.psk_secret),
        kdf,
      );
      const schedule = found.keySchedule;
      assertEquals(found.joinerSecret, bytes(given.joiner_secret));
      assertEquals(found.welcomeSecret, bytes(given.welcome_secret));
      assertEquals(found.encryptionSecret, bytes(given.encryption_secret));
      assertEquals(schedule.initSecret, bytes(given.init_secret));
      assertEquals(schedule.senderDataSecret, bytes(given.sender_data_secret));
      assertEquals(schedule.exporterSecret, bytes(given.exporter_secret));
      assertEquals(schedule.epochAuthenticator, bytes(given.epoch_authenticator));
      assertEquals(schedule.externalSecret, bytes(given.external_secret));
      assertEquals(schedule.confirmationKey, bytes(given.confirmation_key));
      assertEquals(schedule.membershipKey, bytes(given.membership_key));
      assertEquals(schedule.resumptionPsk, bytes(given.resumption_psk));
      const external = await hpke.deriveKeyPair(schedule.externalSecret);
      assertEquals(await hpke.exportPublicKey(external.publicKey), bytes(given.external_pub));
      initSecret = bytes(given.init_secret);
    }
  });
}

for (const { psks, psk_secret } of pskSecret) {
  Deno.test(`MLS vectors: psk_secret, of ${psks.length} keys`, async () => {
    const given = psks.map(({ psk_id, psk, psk_nonce }): [PreSharedKeyID, Uint8Array] => [
      { psktype: "external", pskId: bytes(psk_id), pskNonce: bytes(psk_nonce) },
      bytes(psk),
    ]);
    assertEquals(await computePskSecret(given, suite), bytes(psk_secret));
  });
}

for (const [index, vector] of transcriptHashes.entries()) {
  Deno.test(`MLS vectors: transcript-hashes, ${index}`, async () => {
    const { wireformat, content, auth } = decode(
      decodeAuthenticatedContent,
      vector.authenticated_content,
    );
    assert(content.contentType === "commit" && auth.contentType === "commit");
    const confirmed = await createConfirmedHash(
      bytes(vector.interim_transcript_hash_before),
      { wireformat, content: content as FramedContentCommit, signature: auth.signature },
      hash,
    );
    assertEquals(confirmed, bytes(vector.confirmed_transcript_hash_after));
    assertEquals(
      await createInterimHash(confirmed, auth.confirmationTag, hash),
      bytes(vector.interim_transcript_hash_after),
    );
    assert(
      await verifyConfirmationTag(
        bytes(vector.confirmation_key),
        auth.confirmationTag,
        confirmed,
        hash,
      ),
    );
    assertEquals(
      encodeAuthenticatedContent({ wireformat, content, auth }),
      bytes(vector.authenticated_content),
    );
  });
}

/** Sealing and opening in the group of message-protection, as leaf 1 of two. */
function protection(vector: typeof messageProtection[number]) {
  const context = contextOf(vector);
  const senderDataSecret = bytes(vector.sender_data_secret);
  const signKey = bytes(vector.signature_priv);
  const membershipKey = bytes(vector.membership_key);
  const tree = () => createSecretTree(2, bytes(vector.encryption_secret), kdf);
  // The vector has no leaves, only the key of the one who signs.
  const leaf = { nodeType: "leaf", leaf: {} as LeafNode } as const;
  const ratchetTree: RatchetTree = [leaf, undefined, leaf];
  return {
    async open(hex: string) {
      const { privateMessage } = decodeMessage("mls_private_message", hex);
      const { content } = await unprotectPrivateMessage(
        senderDataSecret,
        privateMessage,
        await tree(),
        ratchetTree,
        context,
        defaultKeyRetentionConfig,
        suite,
        bytes(vector.signature_pub),
      );
      return content.content;
    },
    async openPublic(hex: string) {
      const { publicMessage } = decodeMessage("mls_public_message", hex);
      const { content } = await unprotectPublicMessage(
        membershipKey,
        context,
        ratchetTree,
        publicMessage,
        suite,
        bytes(vector.signature_pub),
      );
      return content;
    },
    async seal(data: Uint8Array) {
      const { privateMessage } = await protectApplicationData(
        signKey,
        senderDataSecret,
        data,
        empty,
        context,
        await tree(),
        1,
        defaultPaddingConfig,
        suite,
      );
      return encodeMlsMessage({
        version: "mls10",
        wireformat: "mls_private_message",
        privateMessage,
      }).toHex();
    },
    async sealProposal(hex: string) {
      const { privateMessage } = await protectProposal(
        signKey,
        senderDataSecret,
        decode(decodeProposal, hex),
        empty,
        context,
        await tree(),
        1,
        defaultPaddingConfig,
        suite,
      );
      return encodeMlsMessage({
        version: "mls10",
        wireformat: "mls_private_message",
        privateMessage,
      }).toHex();
    },
    async sealProposalPublic(hex: string) {
      const { publicMessage } = await protectProposalPublic(
        signKey,
        membershipKey,
        context,
        empty,
        decode(decodeProposal, hex),
        1,
        suite,
      );
      return encodeMlsMessage({
        version: "mls10",
        wireformat: "mls_public_message",
        publicMessage,
      }).toHex();
    },
  };
}

for (const vector of messageProtection) {
  const group = protection(vector);

  Deno.test("MLS vectors: message-protection, application data", async () => {
    const data = bytes(vector.application);
    for (const hex of [vector.application_priv, await group.seal(data)]) {
      const content = await group.open(hex);
      assert(content.contentType === "application");
      assertEquals(content.applicationData, data);
    }
  });

  Deno.test("MLS vectors: message-protection, proposals", async () => {
    const opened = [
      await group.open(vector.proposal_priv),
      await group.openPublic(vector.proposal_pub),
      await group.open(await group.sealProposal(vector.proposal)),
      await group.openPublic(await group.sealProposalPublic(vector.proposal)),
    ];
    for (const content of opened) {
      assert(content.contentType === "proposal");
      assertEquals(encodeProposal(content.proposal), bytes(vector.proposal));
    }
  });

  Deno.test("MLS vectors: message-protection, commits", async () => {
    const opened = [
      await group.open(vector.commit_priv),
      await group.openPublic(vector.commit_pub),
    ];
    for (const content of opened) {
      assert(content.contentType === "commit");
      assertEquals(encodeCommit(content.commit), bytes(vector.commit));
    }
  });

  Deno.test("MLS vectors: message-protection, one bit is another", async () => {
    const flipped = bytes(vector.application_priv);
    flipped[flipped.length - 1]! ^= 1;
    await assertRejects(() => group.open(flipped.toHex()), CryptoError);
    const other = bytes(vector.commit_pub);
    other[other.length - 1]! ^= 1;
    await assertRejects(() => group.openPublic(other.toHex()), CryptoVerificationError);
  });
}

for (const vector of treeOperations) {
  Deno.test("MLS vectors: tree-operations, a leaf is added", async () => {
    const before = decode(decodeRatchetTree, vector.tree_before);
    const proposal = decode(decodeProposal, vector.proposal);
    assert(proposal.proposalType === "add");
    assert(await verifyKeyPackage(proposal.add.keyPackage, signature));
    assertEquals(await treeHashRoot(before, hash), bytes(vector.tree_hash_before));
    const [after] = addLeafNode(before, proposal.add.keyPackage.leafNode);
    assertEquals(await treeHashRoot(after, hash), bytes(vector.tree_hash_after));
    assertEquals(encodeRatchetTree(before), bytes(vector.tree_before));
  });
}

for (const vector of treeValidation) {
  Deno.test(`MLS vectors: tree-validation, ${vector.resolutions.length} nodes`, async () => {
    const tree = decode(decodeRatchetTree, vector.tree);
    const nodes = tree.map((_, index) => toNodeIndex(index));
    assertEquals<number[][]>(nodes.map((node) => resolution(tree, node)), vector.resolutions);
    assertEquals(
      await Promise.all(nodes.map((node) => treeHash(tree, node, hash))),
      vector.tree_hashes.map(bytes),
    );
    assert(await verifyParentHashes(tree, hash));
    const groupId = bytes(vector.group_id);
    for (const node of nodes) {
      const given = tree[node];
      if (given?.nodeType !== "leaf") continue;
      assert(
        await verifyLeafNodeSignature(given.leaf, groupId, nodeToLeafIndex(node), signature),
      );
    }
  });
}

for (const vector of treekem) {
  Deno.test("MLS vectors: treekem", async () => {
    const tree = decode(decodeRatchetTree, vector.ratchet_tree);
    const groupId = bytes(vector.group_id);
    for (const update of vector.update_paths) {
      const path = decode(decodeUpdatePath, update.update_path);
      const sender = toLeafIndex(update.sender);
      assert(await verifyLeafNodeSignature(path.leafNode, groupId, sender, signature));
      const after = await applyUpdatePath(tree, sender, path, hash);
      assertEquals(await treeHashRoot(after, hash), bytes(update.tree_hash_after));
      const context = contextOf({ ...vector, tree_hash: update.tree_hash_after });
      for (const leaf of vector.leaves_private) {
        const expected = update.path_secrets[leaf.index];
        if (leaf.index === update.sender || typeof expected !== "string") continue;
        const keys = await privateKeys(tree, leaf);
        const { nodeIndex, pathSecret } = await applyUpdatePathSecret(
          after,
          keys,
          sender,
          context,
          path,
          [],
          suite,
        );
        assertEquals(pathSecret, bytes(expected));
        assertEquals(
          await getCommitSecret(after, toNodeIndex(nodeIndex), pathSecret, kdf),
          bytes(update.commit_secret),
        );
      }
    }
  });
}

/** All keys that a leaf of treekem has, each as its node of the tree has it. */
async function privateKeys(tree: RatchetTree, leaf: typeof treekem[0]["leaves_private"][0]) {
  const path = await toPrivateKeyPath(
    Object.fromEntries(
      leaf.path_secrets.map(({ node, path_secret }) => [node, bytes(path_secret)]),
    ),
    leaf.index,
    suite,
  );
  for (const [index, key] of Object.entries(path.privateKeys)) {
    const node = tree[Number(index)];
    assert(node?.nodeType === "parent");
    const secret = await pathToRoot(
      tree,
      toNodeIndex(Number(index)),
      bytes(leaf.path_secrets.find(({ node }) => node === Number(index))!.path_secret),
      kdf,
    );
    const pair = await hpke.deriveKeyPair(await deriveSecret(secret[Number(index)]!, "node", kdf));
    assertEquals(await hpke.exportPrivateKey(pair.privateKey), key);
    assertEquals(await hpke.exportPublicKey(pair.publicKey), node.parent.hpkePublicKey);
  }
  path.privateKeys[leaf.index * 2] = bytes(leaf.encryption_priv);
  return path;
}

/** Reads it, and writes it anew: the same again. */
function roundTrip<T>(hex: string, decoder: Decoder<T>, encoder: Encoder<T>) {
  assertEquals(encoder(decode(decoder, hex)).toHex(), hex);
}

for (const vector of messages) {
  Deno.test("MLS vectors: messages", () => {
    for (
      const hex of [
        vector.mls_welcome,
        vector.mls_group_info,
        vector.mls_key_package,
        vector.public_message_application,
        vector.public_message_commit,
        vector.private_message,
      ]
    ) roundTrip(hex, decodeMlsMessage, encodeMlsMessage);
    roundTrip(vector.ratchet_tree, decodeRatchetTree, encodeRatchetTree);
    roundTrip(vector.group_secrets, decodeGroupSecrets, encodeGroupSecrets);
    roundTrip(`0001${vector.add_proposal}`, decodeProposal, encodeProposal);
    roundTrip(vector.update_proposal, decodeUpdate, encodeUpdate);
    roundTrip(vector.remove_proposal, decodeRemove, encodeRemove);
    roundTrip(vector.pre_shared_key_proposal, decodePSK, encodePSK);
    roundTrip(vector.re_init_proposal, decodeReinit, encodeReinit);
    roundTrip(vector.external_init_proposal, decodeExternalInit, encodeExternalInit);
    roundTrip(
      vector.group_context_extensions_proposal,
      decodeGroupContextExtensions,
      encodeGroupContextExtensions,
    );
    roundTrip(vector.commit, decodeCommit, encodeCommit);
  });
}

for (const vector of passiveClient) {
  Deno.test("MLS vectors: passive-client, joins by a Welcome and follows Commits", async () => {
    const { keyPackage } = decodeMessage("mls_key_package", vector.key_package);
    const psks = makePskIndex(
      undefined,
      Object.fromEntries(
        vector.external_psks.map(({ psk_id, psk }) => [bytes(psk_id).toBase64(), bytes(psk)]),
      ),
    );
    let state: ClientState = await joinGroup(
      decodeMessage("mls_welcome", vector.welcome).welcome,
      keyPackage,
      {
        initPrivateKey: bytes(vector.init_priv),
        hpkePrivateKey: bytes(vector.encryption_priv),
        signaturePrivateKey: bytes(vector.signature_priv),
      },
      psks,
      suite,
    );
    assertEquals(
      state.keySchedule.epochAuthenticator,
      bytes(vector.initial_epoch_authenticator),
    );
    assert(leafWidth(state.ratchetTree.length) > 1);
    for (const { commit, epoch_authenticator } of vector.epochs) {
      const message = decodeMessage("mls_public_message", commit);
      state = (await processMessage(message, state, psks, acceptAll, suite)).newState;
      assertEquals(state.keySchedule.epochAuthenticator, bytes(epoch_authenticator));
    }
  });
}
