/** What a malicious server can put before a session, and what comes of it. */
import { assert, assertEquals } from "@std/assert";
import { getCiphersuiteFromName } from "ts-mls/crypto/ciphersuite.js";
import { getCiphersuiteImpl } from "ts-mls/crypto/getCiphersuiteImpl.js";
import type { KeyPackage } from "ts-mls/keyPackage.js";
import { generateKeyPackageWithKey, signKeyPackage } from "ts-mls/keyPackage.js";
import { signLeafNodeKeyPackage } from "ts-mls/leafNode.js";
import { decodeMlsMessage, encodeMlsMessage } from "ts-mls/message.js";
import type { Content, Reference } from "../../../client/sealed/content.ts";
import { encodeContent } from "../../../client/sealed/content.ts";
import { decodeEnvelope, encodeEnvelope } from "../../../client/sealed/envelope.ts";
import { bindingOf } from "../../../client/sealed/members.ts";
import type { TestDevice } from "./session_world.ts";
import { ann, bob, newMessageId, room, SessionWorld } from "./session_world.ts";

/** A world in which each of the two has devices of these names. */
async function worldOf(
  anns: readonly string[],
  bobs: readonly string[],
): Promise<{ world: SessionWorld; of: Record<string, TestDevice> }> {
  const world = await SessionWorld.open();
  const of: Record<string, TestDevice> = {};
  for (const name of anns) of[name] = await world.addDevice(ann, name);
  for (const name of bobs) of[name] = await world.addDevice(bob, name);
  return { world, of };
}

function said(text: string): Content {
  return { kind: "say", id: newMessageId(), text };
}

/** The server makes a session with a device, in Bob's name and with an identity of its own. */
async function poseAsBob(world: SessionWorld, victim: TestDevice, text: string): Promise<void> {
  const evil = await SessionWorld.open();
  const { own } = await evil.addDevice(bob, "b1");
  const { credential, keys: { publicKey, secretKey: privateKey } } = own;
  const { group, welcome } = await world.mls.create(
    await bindingOf(room, [ann.id, bob.id]),
    { credential, publicKey, privateKey },
    [Uint8Array.fromBase64(world.takePackage(victim.own.id)!)],
    world.clock.now(),
  );
  const creates = world.log.flatMap(({ box, seq }) => kindOf(box!) === "create" ? [seq] : []);
  const create = encodeEnvelope({ kind: "create", session: creates[0] ?? 0, welcome });
  world.append(bob, { type: "seal", box: create, ref: "evil create", quiet: true });
  const session = world.log.length;
  const { message } = await world.mls.seal(group, encodeContent(said(text)));
  const box = encodeEnvelope({ kind: "message", session, message });
  world.append(bob, { type: "seal", box, ref: "evil message" });
}

function kindOf(box: string): string | undefined {
  const envelope = decodeEnvelope(box);
  return envelope === "newer" ? undefined : envelope?.kind;
}

Deno.test("nothing is sealed for a false identity that came into the session just now", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  assertEquals((await of.a1!.session.line()).kind, "ready");
  await poseAsBob(world, of.a1!, "it is me");
  await of.a1!.read();
  assertEquals((await of.a1!.session.members()).length, 2);
  assertEquals(await of.a1!.session.seal("x", said("secret")), undefined);
});

Deno.test("a false identity is announced before what it says, in the first session too", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  await poseAsBob(world, of.a1!, "it is me");
  await of.a1!.read();
  const [note, text] = await of.a1!.texts();
  assert(note!.startsWith("! Bob has new keys"), note);
  assertEquals(text, "it is me");
});

Deno.test("a false identity is announced to a new device to which another one handed the true one", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.lists = new Map();
  of.a1!.handed = of.b1!.own.identity;
  await poseAsBob(world, of.a1!, "it is me");
  await of.a1!.read();
  const [note, text] = await of.a1!.texts();
  assert(note!.startsWith("! Bob has new keys"), note);
  assertEquals(text, "it is me");
});

Deno.test("words under a false identity of somebody who was verified are not shown as theirs", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.verified = of.b1!.own.identity;
  await poseAsBob(world, of.a1!, "it is me");
  await of.a1!.read();
  const [before, instead] = await of.a1!.texts();
  assert(before!.startsWith("! Bob has other keys"), before);
  assert(instead!.startsWith("! Said under keys that you have not accepted"), instead);
  assertEquals(of.a1!.alarms, [["false_identity", bob.id]]);
});

Deno.test("who was verified is still read while the server names another identity", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.verified = of.b1!.own.identity;
  of.b1!.say(said("it is me"));
  await world.settle();
  assertEquals(await of.a1!.texts(), ["it is me"]);
});

Deno.test("who waits to be let in does not wait longer because the clock was set back", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  const a2 = await world.addDevice(ann, "a2");
  const yearMs = 365 * 86_400_000;
  world.clock.advance(yearMs);
  await a2.read();
  world.clock.advance(-yearMs);
  assertEquals((await a2.session.line()).kind, "send");
});

/** Everybody reads and says what there is, for some rounds, while hardly any time passes. */
async function take(rounds: number, devices: readonly TestDevice[]): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    for (const device of devices) {
      await device.read();
      await device.pump();
      await device.read();
    }
  }
}

Deno.test("a device of which others have not heard yet stays in the session", async () => {
  const { world, of } = await worldOf(["a1", "a2"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  for (const device of [of.a1!, of.a2!]) device.lists = new Map(world.lists);
  const b2 = await world.addDevice(bob, "b2");
  await take(3, [of.b1!, of.a1!, of.a2!, b2]);
  assertEquals((await b2.session.members()).length, 4);
  assertEquals(world.log.filter(({ box }) => kindOf(box!) === "commit").length, 1);
});

Deno.test("two that the server tells other things do not change the session without an end", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  of.a1!.lists = new Map(world.lists);
  world.withholdsLists = true;
  await world.addDevice(bob, "b2");
  await take(40, [of.b1!, of.a1!]);
  const commits = world.log.filter(({ box }) => kindOf(box!) === "commit").length;
  assert(commits <= 20, `${commits}`);
});

Deno.test("a session of before that the server brings again is not joined once more", async () => {
  const { world, of } = await worldOf(["a1", "a2"], ["b1"]);
  // Only the last resort is left of each, by which one can join again and again.
  for (const [device, stock] of world.packages) world.packages.set(device, stock.slice(-1));
  of.b1!.say(said("hello"));
  await take(2, [of.b1!, of.a1!, of.a2!]);
  const create = world.log.find(({ box }) => kindOf(box!) === "create")!;
  const envelope = decodeEnvelope(create.box!) as { kind: "create"; welcome: Uint8Array };
  world.unlist(of.a2!);
  await take(2, [of.b1!, of.a1!]);
  assertEquals((await of.a1!.session.members()).length, 2);
  const box = encodeEnvelope({ ...envelope, session: create.seq });
  world.append(bob, { type: "seal", box, ref: "again", quiet: true });
  await of.a1!.read();
  assertEquals(await of.a1!.session.members(), []);
});

Deno.test("a key package with which nobody could join the session is not used", async () => {
  const { world, of } = await worldOf(["a1", "a2"], ["b1", "b2"]);
  const fake = await packageWithout(of.b2!.own);
  world.lie = (device, truth) => device === of.b2!.own.id ? fake : truth;
  of.a1!.say(said("hello"));
  await take(2, [of.a1!, of.a2!, of.b1!]);
  assertEquals(await of.b1!.texts(), ["hello"]);
  assertEquals(of.a1!.alarms, [["false_package", bob.id]]);
});

Deno.test("a box of a session that never began does not keep a new device apart", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  const a2 = await world.addDevice(ann, "a2");
  const message = new Uint8Array(8);
  const box = encodeEnvelope({ kind: "message", session: world.log.length, message });
  world.append(bob, { type: "seal", box, ref: "false" });
  await a2.read();
  world.clock.advance(60_000);
  await a2.pump();
  await world.settle();
  of.a1!.say(said("to all"));
  await world.settle();
  assert((await a2.texts()).includes("to all"));
});

Deno.test("a device that was put out says nothing more by the keys of before", async () => {
  const { world, of } = await worldOf(["a1"], ["b1", "b2"]);
  of.a1!.say(said("hello"));
  await world.settle();
  const command = await of.b2!.session.seal("x", said("it is Bob still"));
  world.unlist(of.b2!);
  await world.settle([of.a1!, of.b1!]);
  world.append(bob, command!);
  await of.a1!.read();
  assert(!(await of.a1!.texts()).includes("it is Bob still"));
});

Deno.test("a key package of one's own with which nobody could join is told of as one's own", async () => {
  const { world, of } = await worldOf(["a1", "a2"], ["b1"]);
  const fake = await packageWithout(of.a2!.own);
  world.lie = (device, truth) => device === of.a2!.own.id ? fake : truth;
  of.a1!.say(said("hello"));
  await take(2, [of.a1!, of.b1!]);
  assertEquals(of.a1!.alarms, [["false_package", ann.id]]);
});

Deno.test("two key packages with the same key do not keep the others apart", async () => {
  const { world, of } = await worldOf(["a1"], ["b1", "b2"]);
  const [first, second] = await packagesOfOneKey(of.b1!.own, of.b2!.own);
  world.lie = (device, truth) => {
    if (device === of.b1!.own.id) return first;
    return device === of.b2!.own.id ? second : truth;
  };
  await of.a1!.read();
  assertEquals((await of.a1!.session.line()).kind, "send");
  assertEquals(of.a1!.alarms, [["false_package", bob.id]]);
});

Deno.test("a key package that cannot be added does not keep what is said from the others", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  const b2 = await world.addDevice(bob, "b2");
  const b3 = await world.addDevice(bob, "b3");
  const [first, second] = await packagesOfOneKey(b2.own, b3.own);
  world.lie = (device, truth) => {
    if (device === b2.own.id) return first;
    return device === b3.own.id ? second : truth;
  };
  of.a1!.say(said("hello again"));
  await take(3, [of.a1!, of.b1!]);
  assertEquals((await of.b1!.texts()).at(-1), "hello again");
  assertEquals(of.a1!.alarms, [["false_package", bob.id]]);
});

Deno.test("each session that comes to nothing has the next one wait twice as long", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  const waits: number[] = [];
  for (let count = 0; count < 9; count++) {
    const box = ofLaterEpoch(world.log.findLast(({ quiet }) => !quiet)!.box!);
    world.append(bob, { type: "seal", box, ref: `evil ${count}` });
    await of.a1!.read();
    const line = await of.a1!.session.line();
    if (line.kind !== "join") throw new Error(`It should wait: ${line.kind}`);
    waits.push(line.untilMs - world.clock.now());
    world.clock.advance(waits.at(-1)!);
    await take(1, [of.a1!]);
    of.a1!.say(said("is anybody there"));
    await take(1, [of.a1!]);
  }
  assertEquals(waits.map((ms) => ms / 10_000), [2, 4, 8, 16, 32, 60, 60, 60, 60]);
});

Deno.test("a session in which the other was heard has the next one wait no longer than the first", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  of.b1!.say(said("hi"));
  await world.settle();
  const box = ofLaterEpoch(world.log.findLast(({ quiet }) => !quiet)!.box!);
  world.append(bob, { type: "seal", box, ref: "evil" });
  await of.a1!.read();
  const line = await of.a1!.session.line();
  assertEquals(line, { kind: "join", untilMs: world.clock.now() + 10_000 });
});

/** A box like this one, of a later epoch as it says of itself; it opens for nobody. */
function ofLaterEpoch(box: string): string {
  const envelope = decodeEnvelope(box) as { kind: "message"; session: number; message: Uint8Array };
  const [message] = decodeMlsMessage(envelope.message, 0)!;
  if (message.wireformat !== "mls_private_message") throw new Error("Cannot change this box");
  const privateMessage = { ...message.privateMessage, epoch: 1_000_000n };
  return encodeEnvelope({
    ...envelope,
    message: encodeMlsMessage({ ...message, privateMessage }),
  });
}

Deno.test("a box that says it is of a later epoch throws nobody out of the session", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  const box = ofLaterEpoch(world.log.findLast(({ quiet }) => !quiet)!.box!);
  const late = await of.b1!.session.seal("x", said("still here"));
  world.append(ann, { type: "seal", box, ref: "evil" });
  await of.a1!.read();
  world.append(bob, late!);
  await of.a1!.read();
  assertEquals((await of.a1!.texts()).at(-1), "still here");
  assertEquals((await of.a1!.session.line()).kind, "ready");
});

Deno.test("a box of another group throws nobody out of the session, whatever its epoch", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  const other = await worldOf(["a1"], ["b1"]);
  for (const one of [{ world, of }, other]) {
    one.of.a1!.say(said("hello"));
    await one.world.settle();
  }
  const foreign = other.world.log.findLast(({ quiet }) => !quiet)!.box!;
  world.append(bob, { type: "seal", box: ofLaterEpoch(foreign), ref: "evil" });
  await of.a1!.read();
  assertEquals((await of.a1!.session.line()).kind, "ready");
});

Deno.test("who has missed a change says nothing in the old session, and makes a new one", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  const box = ofLaterEpoch(world.log.findLast(({ quiet }) => !quiet)!.box!);
  world.append(bob, { type: "seal", box, ref: "evil" });
  await of.a1!.read();
  assertEquals((await of.a1!.session.line()).kind, "join");
  assertEquals(await of.a1!.session.seal("x", said("into the void")), undefined);
  of.a1!.say(said("hello again"));
  await world.settle();
  assertEquals((await of.b1!.texts()).at(-1), "hello again");
});

Deno.test("what was opened while one's own change was on its way is not opened again behind it", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  const [liked] = await referencesIn(of.b1!);
  const command = await of.b1!.session.seal("x", reaction(liked!, true));
  await world.addDevice(ann, "a2");
  const line = await of.a1!.session.line();
  if (line.kind !== "send") throw new Error(`There should be a change: ${line.kind}`);
  world.append(bob, command!);
  await of.a1!.read();
  world.append(ann, line.command);
  await of.a1!.read();
  world.repeat(world.log.find(({ ref }) => ref === "x")!, "again");
  await of.a1!.read();
  assertEquals(of.a1!.opened.filter(({ kind }) => kind === "react").length, 1);
});

Deno.test("what one did oneself counts once, though the server has it there twice in one go", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  const [liked] = await referencesIn(of.a1!);
  for (const on of [true, false]) {
    world.append(ann, (await of.a1!.session.seal(`${on}`, reaction(liked!, on)))!);
  }
  world.repeat(world.log.find(({ ref }) => ref === "true")!);
  await of.a1!.read();
  assertEquals(of.a1!.opened.filter(({ kind }) => kind === "react").length, 2);
});

Deno.test("what a device said that was put out and let in again is opened once", async () => {
  const { world, of } = await worldOf(["a1", "a2"], ["b1", "b2"]);
  of.a1!.say(said("hello"));
  await world.settle();
  const [liked] = await referencesIn(of.b2!);
  const liking = reaction(liked!, true);
  const early = await of.b2!.session.seal(of.b2!.say(liking), liking);
  world.unlist(of.b2!);
  await take(1, [of.b1!]);
  world.list(of.b2!);
  await take(1, [of.a2!]);
  world.append(bob, early!);
  await world.settle();
  assertEquals(of.a1!.opened.filter(({ kind }) => kind === "react").length, 1);
});

Deno.test("a device that comes while the server begins another log is announced there", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  world.setBack(0);
  await world.addDevice(bob, "Spy");
  of.a1!.say(said("hello again"));
  await world.settle();
  const texts = await of.a1!.texts();
  assert(texts.some((text) => text.startsWith("! ") && text.includes("Spy")), texts.join("\n"));
});

Deno.test("a false identity that comes with another log is announced before what it says", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  world.setBack(0);
  // Known by what was told in the room alone.
  of.a1!.lists = new Map();
  await poseAsBob(world, of.a1!, "it is me");
  await of.a1!.read();
  const texts = await of.a1!.texts();
  const at = texts.findIndex((text) => text.includes("Bob has new keys"));
  assert(at >= 0 && at < texts.indexOf("it is me"), texts.join("\n"));
});

Deno.test("a new device of one's own announces nobody, in another log neither", async () => {
  const { world, of } = await worldOf(["a1", "a2"], ["b1", "b2"]);
  of.a1!.say(said("hello"));
  await world.settle();
  const a3 = await world.addDevice(ann, "a3");
  world.setBack(0);
  of.a1!.say(said("hello again"));
  await world.settle();
  assertEquals(await a3.texts(), ["hello again"]);
});

Deno.test("a log that the server begins again and again makes sessions no faster", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  const waits: number[] = [];
  for (let count = 0; count < 4; count++) {
    await of.a1!.read();
    const line = await of.a1!.session.line();
    const waitMs = line.kind === "join" ? line.untilMs - world.clock.now() : 0;
    waits.push(waitMs);
    world.clock.advance(waitMs);
    await take(1, [of.a1!]);
    world.setBack(0);
  }
  assertEquals(waits.map((ms) => ms / 10_000), [0, 2, 4, 8]);
});

function reaction(target: Reference, on: boolean): Content {
  return { kind: "react", target, emoji: "👍", on };
}

/** What stands in the log as somebody's words, so that something can be said of it. */
async function referencesIn({ log }: TestDevice): Promise<Reference[]> {
  const messages = await Array.fromAsync(log.newestFirst());
  const found = await Promise.all(messages.map(({ seq }) => log.reference(seq)));
  return found.filter((one) => one !== undefined);
}

/** A key package that says of itself that it knows no credentials like its own, well signed. */
async function packageWithout(owner: TestDevice["own"]): Promise<string> {
  return encoded(await madeFor(owner, ["x509"]));
}

/** A key package of each of two devices, well signed, that have one key between them. */
async function packagesOfOneKey(
  ...[first, second]: [TestDevice["own"], TestDevice["own"]]
): Promise<[string, string]> {
  const suite = await getCiphersuiteImpl(getCiphersuiteFromName(suiteName));
  const [one, other] = [await madeFor(first, ["basic"]), await madeFor(second, ["basic"])];
  const { signature: _, ...leaf } = {
    ...other.leafNode,
    hpkePublicKey: one.leafNode.hpkePublicKey,
  };
  const leafNode = await signLeafNodeKeyPackage(leaf, second.keys.secretKey, suite.signature);
  const { signature: __, ...unsigned } = { ...other, leafNode };
  const twin = await signKeyPackage(unsigned, second.keys.secretKey, suite.signature);
  return [encoded(one), encoded(twin)];
}

const suiteName = "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519";

async function madeFor(
  { credential, keys }: TestDevice["own"],
  credentials: ("basic" | "x509")[],
): Promise<KeyPackage> {
  const { publicPackage } = await generateKeyPackageWithKey(
    { credentialType: "basic", identity: credential },
    {
      ...{ versions: ["mls10"], ciphersuites: [suiteName], extensions: [], proposals: [] },
      credentials,
    },
    { notBefore: 0n, notAfter: 9_999_999_999n },
    [],
    { signKey: keys.secretKey, publicKey: keys.publicKey },
    await getCiphersuiteImpl(getCiphersuiteFromName(suiteName)),
  );
  return publicPackage;
}

function encoded(keyPackage: KeyPackage): string {
  const message = { version: "mls10", wireformat: "mls_key_package", keyPackage } as const;
  return encodeMlsMessage(message).toBase64();
}
