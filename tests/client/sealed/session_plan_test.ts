import { assertEquals } from "@std/assert";
import { verifyCredential } from "../../../client/sealed/credential.ts";
import type { KeptSession } from "../../../client/sealed/kept_session.ts";
import { newSession } from "../../../client/sealed/kept_session.ts";
import { Mls } from "../../../client/sealed/mls.ts";
import type { Group } from "../../../client/sealed/mls_group.ts";
import { newDevice, openDevice } from "../../../client/sealed/own_device.ts";
import type { OwnDevice } from "../../../client/sealed/own_device.ts";
import type { IdentityDevices } from "../../../client/sealed/session_parts.ts";
import { planOf } from "../../../client/sealed/session_plan.ts";
import type { PlanGrounds, SessionPlan } from "../../../client/sealed/session_plan.ts";

// The library asks the machine itself what time it is.
const nowMs = Date.now();
const mls = await Mls.open(async (credential, key) =>
  await verifyCredential(credential, key) !== undefined
);
const ann = await deviceOf("ann");
const bob = await deviceOf("bob");
const tablet = await openDevice(
  newDevice({
    ...{ person: "bob", name: "Tablet", at: 1 },
    identitySecret: bob.identityKeys.secretKey.toBase64(),
  }),
);
const kept: KeptSession = { ...newSession("e1", undefined), current: 1, processed: 1 };
const two = await groupOf(bob);

function deviceOf(person: string): Promise<OwnDevice> {
  return openDevice(newDevice({ person, name: "Laptop", at: 1 }));
}

/** A group that Ann's device has made with these. */
async function groupOf(...others: readonly OwnDevice[]): Promise<Group> {
  const keysOf = ({ credential, keys: { publicKey, secretKey: privateKey } }: OwnDevice) =>
    ({ credential, publicKey, privateKey }) as const;
  const packages = await Promise.all(others.map(async (device) => {
    const { publicPackage } = await mls.makePackage(keysOf(device), nowMs);
    return Uint8Array.fromBase64(publicPackage);
  }));
  const { group } = await mls.create(new Uint8Array([1]), keysOf(ann), packages, nowMs);
  return group;
}

/** The list of somebody with these devices. */
function listOf(...devices: readonly [OwnDevice, ...OwnDevice[]]): IdentityDevices {
  const [{ person, identity }] = devices;
  return {
    person,
    identity,
    devices: devices.map(({ id, name, at, keys: { publicKey } }) =>
      ({ id, name, at, key: publicKey.toBase64() }) as const
    ),
  };
}

/** What Ann's device plans, in a group with Bob's unless told otherwise. */
function plan(grounds: Partial<PlanGrounds> = {}): SessionPlan {
  return planOf({
    ...{ you: "ann", peer: "bob", device: ann, kept, group: two },
    ...{ ours: listOf(ann), theirs: listOf(bob), nowMs },
    isBarren: () => false,
    ...grounds,
  });
}

/** Whom a plan lets in, by their ids, and which leaves it puts out, in which group. */
function change(found: SessionPlan) {
  if (found.kind !== "change") return found.kind;
  const { group, missing, extra } = found;
  return { isNew: group === undefined, missing: missing.map(({ id }) => id), extra };
}

Deno.test("a session of all the devices on both lists is ready", () => {
  assertEquals(plan(), { kind: "ready", kept, group: two });
});

Deno.test("a browser that is on no list of its owner's has no session", () => {
  assertEquals(plan({ device: undefined }).kind, "no_device");
  assertEquals(plan({ kept: undefined }).kind, "no_device");
  assertEquals(plan({ ours: undefined }).kind, "no_device");
  assertEquals(plan({ ours: { ...listOf(ann), devices: [] } }).kind, "no_device");
  assertEquals(plan({ ours: { ...listOf(ann), identity: bob.identity } }).kind, "no_device");
});

Deno.test("there is nobody to seal for before the other has a list", () => {
  assertEquals(plan({ theirs: undefined }).kind, "no_peer");
});

Deno.test("a change that is on its way comes before all others", () => {
  const change = { ref: "r1", box: "b", group: "", epoch: 1 };
  const found = plan({ kept: { ...kept, change }, theirs: listOf(bob, tablet) });
  assertEquals(found.kind, "send");
});

Deno.test("a device that is on a list and not in the session is let in", () => {
  const theirs = listOf(bob, tablet);
  assertEquals(change(plan({ theirs })), { isNew: false, missing: [tablet.id], extra: [] });
});

Deno.test("a device that had no key package of late is not waited for", () => {
  const theirs = listOf(bob, tablet);
  assertEquals(plan({ theirs, isBarren: (id) => id === tablet.id }).kind, "ready");
});

Deno.test("a device that is on no list any more is put out", async () => {
  const group = await groupOf(bob, tablet);
  assertEquals(change(plan({ group })), { isNew: false, missing: [], extra: [2] });
});

Deno.test("devices are put out before others are let in", async () => {
  const group = await groupOf(bob, tablet);
  const phone = await openDevice(
    newDevice({
      ...{ person: "ann", name: "Phone", at: 1 },
      identitySecret: ann.identityKeys.secretKey.toBase64(),
    }),
  );
  const found = plan({ group, ours: listOf(ann, phone) });
  assertEquals(change(found), { isNew: false, missing: [], extra: [2] });
});

Deno.test("a session without any listed device of the other is made anew", () => {
  const found = plan({ theirs: listOf(tablet) });
  assertEquals(change(found), { isNew: true, missing: [tablet.id], extra: [] });
});

Deno.test("a session in which somebody has another identity is made anew", async () => {
  const other = await deviceOf("bob");
  const found = plan({ theirs: listOf(other) });
  assertEquals(change(found), { isNew: true, missing: [other.id], extra: [] });
});

Deno.test("a session gets new secrets after 100 messages of this device", () => {
  assertEquals(plan({ kept: { ...kept, sealed: 99 } }).kind, "ready");
  const found = plan({ kept: { ...kept, sealed: 100 } });
  assertEquals(change(found), { isNew: false, missing: [], extra: [] });
});

Deno.test("the first session of a log is made without waiting", () => {
  const found = plan({ kept: newSession("e1", undefined), group: undefined });
  assertEquals(change(found), { isNew: true, missing: [bob.id], extra: [] });
});

Deno.test("who was put out waits 10 seconds to be let in before it makes a new session", () => {
  const out = { ...kept, outSince: nowMs };
  const untilMs = nowMs + 10_000;
  assertEquals(plan({ kept: out, group: undefined }), { kind: "join", untilMs });
  assertEquals(plan({ kept: out, group: undefined, nowMs: untilMs }).kind, "change");
});

Deno.test("who missed a change waits in its group before it makes a new session", () => {
  const behind = { ...kept, behindSince: nowMs };
  const untilMs = nowMs + 10_000;
  assertEquals(plan({ kept: behind }), { kind: "join", untilMs });
  assertEquals(change(plan({ kept: behind, nowMs: untilMs })), {
    ...{ isNew: true, missing: [bob.id], extra: [] },
  });
});

Deno.test("each session that came to nothing doubles the wait, up to 10 minutes", () => {
  const waits = [1, 3, 60].map((count) => {
    const fruitless = { count, at: nowMs };
    const found = plan({ kept: { ...kept, fruitless }, group: undefined });
    return found.kind === "join" ? found.untilMs - nowMs : found.kind;
  });
  assertEquals(waits, [20_000, 80_000, 600_000]);
});

Deno.test("a clock that was set back keeps nobody waiting", () => {
  const out = { ...kept, outSince: nowMs + 1_000 };
  assertEquals(plan({ kept: out, group: undefined }).kind, "change");
});
