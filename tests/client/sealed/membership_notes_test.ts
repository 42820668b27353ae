import { assertEquals } from "@std/assert";
import type { Member } from "../../../client/sealed/members.ts";
import { membershipNotes } from "../../../client/sealed/membership_notes.ts";
import type { IdentityDevices } from "../../../client/sealed/session_parts.ts";

const peer = { id: "u-bob", name: "Bob", kind: "user" } as const;
const laptop = memberOf("u-ann", "laptop");
const phone = memberOf("u-bob", "phone");
const tablet = memberOf("u-bob", "tablet");

/** A device that is in a session. */
function memberOf(person: string, device: string): Member {
  return { person, device, identity: `identity of ${person}`, key: `key of ${device}` };
}

/** The list of somebody, on which each device is called as its id, in capitals. */
function listOf(...members: readonly [Member, ...Member[]]): IdentityDevices {
  const [{ person, identity }] = members;
  const devices = members.map(({ device, key }) =>
    ({ id: device, key, name: device.toUpperCase(), at: 1 }) as const
  );
  return { person, identity, devices };
}

/** What Ann's laptop tells where these lists are known. */
function notes(
  before: readonly Member[],
  after: readonly Member[],
  { lists = [] as readonly IdentityDevices[], wasVerified = false, own = laptop } = {},
) {
  return membershipNotes(before, after, {
    ...{ you: "u-ann", peer },
    device: () => ({ id: own.device }),
    identities: {
      find: (person) => Promise.resolve(lists.find((list) => list.person === person)),
      meet: () => Promise.resolve({ wasVerified }),
    },
  });
}

Deno.test("the first devices of a session are nothing to tell of", async () => {
  assertEquals(await notes([], [laptop, phone]), { notes: [], lacksList: false });
});

Deno.test("a device that came is told of by the name that is on the list", async () => {
  const lists = [listOf(phone, tablet)];
  assertEquals(await notes([laptop, phone], [laptop, phone, tablet], { lists }), {
    notes: [{ kind: "device_added", device: "TABLET", peer: "Bob" }],
    lacksList: false,
  });
});

Deno.test("a device that is on no list is told of by its id, and a newer list is lacking", async () => {
  const lists = [listOf(phone)];
  assertEquals(await notes([laptop, phone], [laptop, phone, tablet], { lists }), {
    notes: [{ kind: "device_added", device: "tablet", peer: "Bob" }],
    lacksList: true,
  });
});

Deno.test("a device of one's own that is on no list is the account's to ask for", async () => {
  const desk = memberOf("u-ann", "desk");
  assertEquals(await notes([laptop, phone], [laptop, phone, desk]), {
    notes: [{ kind: "device_added", device: "desk" }],
    lacksList: false,
  });
});

Deno.test("that this device itself came is nothing to tell it of", async () => {
  const desk = memberOf("u-ann", "desk");
  const found = await notes([laptop, phone], [laptop, desk, phone], { own: desk });
  assertEquals(found, { notes: [], lacksList: false });
});

Deno.test("a device that went is told of", async () => {
  const lists = [listOf(phone, tablet)];
  assertEquals(await notes([laptop, phone, tablet], [laptop, phone], { lists }), {
    notes: [{ kind: "device_removed", device: "TABLET", peer: "Bob" }],
    lacksList: false,
  });
});

Deno.test("a device with another key is another device", async () => {
  const lists = [listOf(phone)];
  const found = await notes([laptop, phone], [laptop, { ...phone, key: "another" }], { lists });
  assertEquals(found.notes.map(({ kind }) => kind), ["device_added", "device_removed"]);
});

Deno.test("of another identity it is told whether the one before was verified", async () => {
  const after = [laptop, { ...phone, identity: "another" }];
  assertEquals(await notes([laptop, phone], after, { wasVerified: true }), {
    notes: [{ kind: "identity_changed", wasVerified: true, peer: "Bob" }],
    lacksList: false,
  });
});

Deno.test("another identity than the list says is told of in the first session, too", async () => {
  const lists = [{ ...listOf(phone), identity: "another" }];
  const found = await notes([], [laptop, phone], { lists });
  assertEquals(found.notes, [{ kind: "identity_changed", wasVerified: false, peer: "Bob" }]);
});
