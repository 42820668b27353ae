import { assert, assertEquals, assertNotEquals, assertRejects, assertThrows } from "@std/assert";
import { verifyCredential } from "../../../client/sealed/credential.ts";
import type { OwnPackage } from "../../../client/sealed/mls.ts";
import { Mls } from "../../../client/sealed/mls.ts";
import { MlsError } from "../../../client/sealed/mls_error.ts";
import type { Group } from "../../../client/sealed/mls_group.ts";
import {
  epochOf,
  idOf,
  isBoundTo,
  isStillIn,
  leavesOf,
  ownLeafOf,
  withHeard,
} from "../../../client/sealed/mls_group.ts";
import type { OwnDevice } from "../../../client/sealed/own_device.ts";
import { newDevice, openDevice } from "../../../client/sealed/own_device.ts";

// The library asks the machine itself what time it is.
const nowMs = Date.now();
const dayMs = 86_400_000;
const binding = new Uint8Array([1, 2, 3]);
const mls = await Mls.open(async (credential, key) =>
  await verifyCredential(credential, key) !== undefined
);
const utf8 = new TextEncoder();
const [ann, bob, carol] = await Promise.all(
  ["ann", "bob", "carol"].map((person) => openDevice(newDevice({ person, name: "Laptop", at: 1 }))),
) as [OwnDevice, OwnDevice, OwnDevice];

function keysOf({ credential, keys }: OwnDevice) {
  return { credential, publicKey: keys.publicKey, privateKey: keys.secretKey };
}

function packageOf(device: OwnDevice, atMs = nowMs): Promise<OwnPackage> {
  return mls.makePackage(keysOf(device), atMs);
}

function publicOf({ publicPackage }: OwnPackage): Uint8Array {
  return Uint8Array.fromBase64(publicPackage);
}

/** A group of Ann and Bob, as each of them has it. */
async function groupOfTwo(): Promise<{ anns: Group; bobs: Group }> {
  const own = await packageOf(bob);
  const { group, welcome } = await mls.create(binding, keysOf(ann), [publicOf(own)], nowMs);
  return { anns: group, bobs: await mls.join(welcome, own) };
}

const anybody = () => true;

Deno.test("who was let into a group opens what is sealed for it", async () => {
  const { anns, bobs } = await groupOfTwo();
  const { message } = await mls.seal(anns, utf8.encode("hello"));
  const { content, sender } = await mls.open(bobs, message);
  assertEquals(new TextDecoder().decode(content), "hello");
  assertEquals(sender.publicKey, ann.keys.publicKey);
});

Deno.test("the same words sealed twice are not the same bytes", async () => {
  const { anns } = await groupOfTwo();
  const first = await mls.seal(anns, utf8.encode("hello"));
  const second = await mls.seal(first.group, utf8.encode("hello"));
  assertNotEquals(first.message, second.message);
});

Deno.test("what was opened once is never opened again", async () => {
  const { anns, bobs } = await groupOfTwo();
  const { message } = await mls.seal(anns, utf8.encode("hello"));
  const { group } = await mls.open(bobs, message);
  await assertRejects(() => mls.open(group, message), MlsError);
});

Deno.test("what was opened while one's own change was on its way stays opened behind it", async () => {
  const { anns, bobs } = await groupOfTwo();
  const early = await mls.seal(bobs, utf8.encode("early"));
  const { message } = await mls.seal(early.group, utf8.encode("hello"));
  const { group: made } = await mls.commit(anns, { add: [], remove: [] });
  const { group: heard } = await mls.open(anns, message);
  const after = withHeard(made, mls.decode(mls.encode(heard)));
  await assertRejects(() => mls.open(after, message), MlsError);
  assertEquals((await mls.open(after, early.message)).content, utf8.encode("early"));
});

Deno.test("what was opened of an earlier epoch meanwhile stays opened behind one's own change", async () => {
  const { anns, bobs } = await groupOfTwo();
  const { message } = await mls.seal(bobs, utf8.encode("hello"));
  const { group: second } = await mls.commit(anns, { add: [], remove: [] });
  const { group: made } = await mls.commit(second, { add: [], remove: [] });
  const { group: heard } = await mls.open(second, message);
  await assertRejects(() => mls.open(withHeard(made, heard), message), MlsError);
});

Deno.test("who was put out and let in again has not been in the group ever since", async () => {
  const { anns } = await groupOfTwo();
  const leaf = leavesOf(anns).find(({ index }) => index !== ownLeafOf(anns))!;
  const since = epochOf(anns);
  const { group: alike } = await mls.commit(anns, { add: [], remove: [] });
  assert(isStillIn(alike, leaf, since));
  const { group: without } = await mls.commit(alike, { add: [], remove: [leaf.index] });
  assert(!isStillIn(without, leaf, since));
  const again = { add: [publicOf(await packageOf(bob))], remove: [] };
  const { group: back } = await mls.commit(without, again);
  assert(!isStillIn(back, leaf, since));
  assert(isStillIn(back, leaf, epochOf(back)));
});

Deno.test("what was changed on the way is not opened", async () => {
  const { anns, bobs } = await groupOfTwo();
  const { message } = await mls.seal(anns, utf8.encode("hello"));
  message[message.length - 1]! ^= 1;
  await assertRejects(() => mls.open(bobs, message), MlsError);
});

Deno.test("nobody opens what was sealed for another group", async () => {
  const [one, other] = [await groupOfTwo(), await groupOfTwo()];
  const { message } = await mls.seal(one.anns, utf8.encode("hello"));
  await assertRejects(() => mls.open(other.bobs, message), MlsError);
});

Deno.test("nobody opens what was sealed after they were put out", async () => {
  const { anns, bobs } = await groupOfTwo();
  const leaf = leavesOf(anns).find(({ publicKey }) =>
    publicKey.toBase64() === bob.keys.publicKey.toBase64()
  )!;
  const { group, commit } = await mls.commit(anns, { add: [], remove: [leaf.index] });
  const { group: after } = await mls.apply(bobs, commit, anybody);
  assertEquals(after, undefined);
  const { message } = await mls.seal(group, utf8.encode("hello"));
  await assertRejects(() => mls.open(bobs, message), MlsError);
});

Deno.test("who is added reads what is said from then on", async () => {
  const { anns } = await groupOfTwo();
  const own = await packageOf(carol);
  const { group, welcome } = await mls.commit(anns, { add: [publicOf(own)], remove: [] });
  const carols = await mls.join(welcome!, own);
  const { message } = await mls.seal(group, utf8.encode("hello"));
  assertEquals((await mls.open(carols, message)).content, utf8.encode("hello"));
});

Deno.test("who is added cannot read what was said before", async () => {
  const { anns } = await groupOfTwo();
  const { message, group: said } = await mls.seal(anns, utf8.encode("hello"));
  const own = await packageOf(carol);
  const { welcome } = await mls.commit(said, { add: [publicOf(own)], remove: [] });
  await assertRejects(async () => await mls.open(await mls.join(welcome!, own), message), MlsError);
});

Deno.test("a change by which somebody would come who may not is not taken in", async () => {
  const { anns, bobs } = await groupOfTwo();
  const { commit } = await mls.commit(anns, {
    add: [publicOf(await packageOf(carol))],
    remove: [],
  });
  await assertRejects(
    () => mls.apply(bobs, commit, (leaves) => leaves.length === 2),
    MlsError,
  );
});

Deno.test("what was sealed three changes ago can still be opened, four ago not", async () => {
  const { anns, bobs } = await groupOfTwo();
  let [theirs, here] = [anns, bobs];
  const messages: Uint8Array[] = [];
  for (let change = 0; change < 4; change++) {
    const sealed = await mls.seal(theirs, utf8.encode(`${change}`));
    messages.push(sealed.message);
    const { group, commit } = await mls.commit(sealed.group, { add: [], remove: [] });
    theirs = group;
    here = (await mls.apply(here, commit, anybody)).group!;
  }
  assertEquals((await mls.open(here, messages[1]!)).content, utf8.encode("1"));
  await assertRejects(() => mls.open(here, messages[0]!), MlsError);
});

Deno.test("a group that was kept goes on as it was", async () => {
  const { anns, bobs } = await groupOfTwo();
  const { message } = await mls.seal(mls.decode(mls.encode(anns)), utf8.encode("hello"));
  const kept = mls.decode(mls.encode(bobs));
  assertEquals((await mls.open(kept, message)).content, utf8.encode("hello"));
});

Deno.test("a group is bound to the bytes that it was made with, and to no others", async () => {
  const { bobs } = await groupOfTwo();
  assert(isBoundTo(bobs, binding));
  assert(!isBoundTo(bobs, new Uint8Array([1, 2, 4])));
});

Deno.test("every device knows its own leaf", async () => {
  const { anns, bobs } = await groupOfTwo();
  const keyAt = (group: Group) => leavesOf(group).find(({ index }) => index === ownLeafOf(group));
  assertEquals(keyAt(anns)?.publicKey, ann.keys.publicKey);
  assertEquals(keyAt(bobs)?.publicKey, bob.keys.publicKey);
});

Deno.test("each change is one more epoch", async () => {
  const { anns } = await groupOfTwo();
  const { group } = await mls.commit(anns, { add: [], remove: [] });
  assertEquals(epochOf(group), epochOf(anns) + 1);
});

Deno.test("what a message says of itself can be read without opening it", async () => {
  const { anns } = await groupOfTwo();
  const { message } = await mls.seal(anns, utf8.encode("hello"));
  const head = { epoch: epochOf(anns), group: idOf(anns) };
  assertEquals(mls.headOf(message), { kind: "message", ...head });
  const { commit } = await mls.commit(anns, { add: [], remove: [] });
  assertEquals(mls.headOf(commit), { kind: "commit", ...head });
});

Deno.test("a key package says whose leaf it would give", async () => {
  const leaf = await mls.readPackage(publicOf(await packageOf(bob)), nowMs);
  assertEquals(leaf, { credential: bob.credential, publicKey: bob.keys.publicKey });
});

Deno.test("a key package of another key than the certificate names is none", async () => {
  const stolen = { ...keysOf(carol), credential: bob.credential };
  const own = await mls.makePackage(stolen, nowMs);
  await assertRejects(() => mls.readPackage(publicOf(own), nowMs), MlsError);
});

Deno.test("a key package that somebody changed is none", async () => {
  const bytes = publicOf(await packageOf(bob));
  bytes[bytes.length - 1]! ^= 1;
  await assertRejects(() => mls.readPackage(bytes, nowMs), MlsError);
});

Deno.test("a key package is good no more after a hundred days", async () => {
  const bytes = publicOf(await packageOf(bob));
  assert(await mls.readPackage(bytes, nowMs + 99 * dayMs) !== undefined);
  assertEquals(await mls.readPackage(bytes, nowMs + 100 * dayMs), undefined);
});

Deno.test("a key package of a device whose clock is days ahead is good", async () => {
  const bytes = publicOf(await packageOf(bob, nowMs + 5 * dayMs));
  assert(await mls.readPackage(bytes, nowMs) !== undefined);
});

Deno.test("a welcome names the key packages that it is for", async () => {
  const own = await packageOf(bob);
  const { welcome } = await mls.create(binding, keysOf(ann), [publicOf(own)], nowMs);
  assertEquals(mls.refsOf(welcome), [own.ref]);
});

Deno.test("a welcome lets nobody in by another key package", async () => {
  const [own, other] = [await packageOf(bob), await packageOf(bob)];
  const { welcome } = await mls.create(binding, keysOf(ann), [publicOf(own)], nowMs);
  await assertRejects(() => mls.join(welcome, other), MlsError);
});

for (const bytes of [new Uint8Array(), new Uint8Array([1]), utf8.encode("no message at all")]) {
  Deno.test(`${bytes.length} bytes that are nothing are refused as that`, async () => {
    const { anns } = await groupOfTwo();
    assertThrows(() => mls.headOf(bytes), MlsError);
    assertThrows(() => mls.refsOf(bytes), MlsError);
    assertThrows(() => mls.decode(bytes), Error);
    await assertRejects(() => mls.open(anns, bytes), MlsError);
    await assertRejects(() => mls.apply(anns, bytes, anybody), MlsError);
    await assertRejects(() => mls.readPackage(bytes, nowMs), MlsError);
  });
}

Deno.test("bytes behind a message make it none", async () => {
  const { anns, bobs } = await groupOfTwo();
  const { message } = await mls.seal(anns, utf8.encode("hello"));
  await assertRejects(() => mls.open(bobs, new Uint8Array([...message, 0])), MlsError);
});
