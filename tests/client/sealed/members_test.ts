import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { bindingOf, isOfTwo } from "../../../client/sealed/members.ts";
import { ListedPerson } from "./listed_person.ts";

const [ann, bob, carol] = await Promise.all(["ann", "bob", "carol"].map(ListedPerson.make));
const phone = await ann!.addDevice("Phone");
const other = await ListedPerson.make("ann");
const pair = ["ann", "bob"] as const;

/** Leaves of these devices, one after the other. */
function leaves(...devices: (typeof phone)[]) {
  return devices.map(({ credential, keys }, index) =>
    ({ index, credential, publicKey: keys.publicKey }) as const
  );
}

Deno.test("devices of the two may be a session", () => {
  assert(isOfTwo(leaves(ann!.device, phone, bob!.device), pair));
});

Deno.test("a session of one of the two alone is none", () => {
  assert(!isOfTwo(leaves(ann!.device, phone), pair));
});

Deno.test("a session with a third person is none", () => {
  assert(!isOfTwo(leaves(ann!.device, bob!.device, carol!.device), pair));
});

Deno.test("a session with the same device twice is none", () => {
  assert(!isOfTwo(leaves(ann!.device, ann!.device, bob!.device), pair));
});

Deno.test("a session in which somebody has two identities is none", () => {
  assert(!isOfTwo(leaves(ann!.device, other.device, bob!.device), pair));
});

Deno.test("a session with a leaf that names nobody is none", () => {
  const [leaf] = leaves(phone);
  const nameless = { ...leaf!, index: 2, credential: new Uint8Array([1]) };
  assert(!isOfTwo([...leaves(ann!.device, bob!.device), nameless], pair));
});

Deno.test("both of the two tie a session to the same bytes", async () => {
  assertEquals(
    await bindingOf("direct.a", ["ann", "bob"]),
    await bindingOf("direct.a", ["bob", "ann"]),
  );
});

Deno.test("a session of one room is tied to no other", async () => {
  assertNotEquals(await bindingOf("direct.a", pair), await bindingOf("direct.b", pair));
});

Deno.test("a session of two people is tied to nobody else", async () => {
  assertNotEquals(await bindingOf("direct.a", pair), await bindingOf("direct.a", ["ann", "carol"]));
});
