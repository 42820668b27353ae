import { assertEquals, assertRejects } from "@std/assert";
import type { SignedDeviceList } from "../../../lib/wire/device_list.ts";
import { Refusal } from "../../../client/platform/refusal.ts";
import { listed } from "../../../client/sealed/own_list.ts";
import { People } from "../../../client/sealed/people.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { ListedPerson } from "./listed_person.ts";
import { MemoryKeyServer } from "./memory_key_server.ts";
import { SharedVault } from "./memory_vault.ts";

const bob = await ListedPerson.make("bob");
const otherBob = await ListedPerson.make("bob");
const phone = await bob.addDevice("Phone");

/** What came of asking for Bob's list, in short. */
interface Heard {
  readonly identity?: string;
  readonly devices?: string[];
  readonly trust?: string;
  readonly newIdentity?: string;
  readonly alarm?: string;
}

/** Ada's view of people, on a server that says of Bob what it is told to. */
class Stage {
  readonly clock = new FakeClock();
  readonly server = new MemoryKeyServer(this.clock);
  readonly shared = new SharedVault();
  readonly people = this.open();

  open(): People {
    const parts = { vault: this.shared.open(), server: this.server.as("ada"), clock: this.clock };
    return new People(parts);
  }

  /** What the server says from now on, and what comes of asking. */
  async hear(list: SignedDeviceList | undefined): Promise<Heard> {
    this.server.lies.list = () => list;
    const { known, alarm } = await this.people.refresh("bob");
    return {
      ...(known && {
        identity: known.identity,
        devices: known.devices.map(({ name }) => name),
        trust: known.trust.kind,
      }),
      ...(known?.newIdentity && { newIdentity: known.newIdentity }),
      ...(alarm && { alarm }),
    };
  }
}

const first = { identity: bob.identity, devices: ["Laptop"], trust: "first_use" };

Deno.test("People knows nobody at first, and that somebody has no identity yet", async () => {
  const stage = new Stage();
  assertEquals(await stage.people.known("bob"), undefined);
  assertEquals(await stage.hear(undefined), {});
});

Deno.test("refresh() trusts the first identity, and keeps it", async () => {
  const stage = new Stage();
  assertEquals(await stage.hear(await bob.list(1)), first);
  assertEquals((await stage.open().known("bob"))?.devices, [listed(bob.device)]);
});

Deno.test("refresh() takes each newer list of the same identity", async () => {
  const stage = new Stage();
  await stage.hear(await bob.list(1));
  const heard = await stage.hear(await bob.list(3, [bob.device, phone]));
  assertEquals(heard, { ...first, devices: ["Laptop", "Phone"] });
});

Deno.test("refresh() alarms of an older list, of none, and of another of the same version", async () => {
  const stage = new Stage();
  const newest = await bob.list(2);
  await stage.hear(newest);
  const alarm = { ...first, alarm: "false_list" };
  assertEquals(await stage.hear(await bob.list(1, [bob.device, phone])), alarm);
  assertEquals(await stage.hear(undefined), alarm);
  assertEquals(await stage.hear(await bob.list(2, [bob.device, phone])), alarm);
  assertEquals(await stage.hear(newest), first);
});

Deno.test("refresh() takes no list that the identity has not signed, or of somebody else", async () => {
  const stage = new Stage();
  await stage.hear(await bob.list(1));
  const alarm = { ...first, alarm: "false_list" };
  const { statement } = await bob.list(2, [bob.device, phone]);
  const { signature } = await otherBob.list(2);
  assertEquals(await stage.hear({ statement, signature }), alarm);
  assertEquals(await stage.hear(await bob.list(2, [phone], "carol")), alarm);
  assertEquals(await stage.hear({ statement: "{", signature }), alarm);
  assertEquals(await new Stage().hear({ statement, signature }), { alarm: "false_list" });
});

Deno.test("refresh() tells of another identity, which counts where none was verified, until it is accepted", async () => {
  const stage = new Stage();
  await stage.hear(await bob.list(1));
  const changed = { identity: otherBob.identity, devices: ["Laptop"], trust: "changed" };
  assertEquals(await stage.hear(await otherBob.list(2)), changed);
  assertEquals(await stage.hear(await otherBob.list(3)), changed);
  const known = await stage.people.known("bob");
  assertEquals(known?.trust, { kind: "changed", wasVerified: false, at: stage.clock.now() });
  await stage.people.accept("bob", otherBob.identity);
  assertEquals((await stage.people.known("bob"))?.trust.kind, "first_use");
});

Deno.test("refresh() lets no other identity in place of a verified one until it is accepted", async () => {
  const stage = new Stage();
  await stage.hear(await bob.list(1));
  await stage.people.verify("bob", bob.identity);
  const blocked = {
    ...first,
    trust: "changed",
    newIdentity: otherBob.identity,
  };
  assertEquals(await stage.hear(await otherBob.list(2)), blocked);
  assertEquals(await stage.hear(await otherBob.list(3, [otherBob.device, phone])), blocked);
  await stage.people.unverify("bob");
  assertEquals(await stage.hear(await otherBob.list(4, [otherBob.device, phone])), blocked);
  await stage.people.accept("bob", otherBob.identity);
  assertEquals(await stage.hear(await otherBob.list(4, [otherBob.device, phone])), {
    identity: otherBob.identity,
    devices: ["Laptop", "Phone"],
    trust: "first_use",
  });
});

Deno.test("a verified identity that comes back needs no accepting", async () => {
  const stage = new Stage();
  await stage.hear(await bob.list(1));
  await stage.people.verify("bob", bob.identity);
  await stage.hear(await otherBob.list(2));
  const alarm = await stage.hear(await bob.list(1));
  assertEquals(alarm.alarm, "false_list");
  assertEquals(await stage.hear(await bob.list(3)), { ...first, trust: "verified" });
});

Deno.test("verify() and accept() refuse an identity that is not the newest", async () => {
  const stage = new Stage();
  await stage.hear(await bob.list(1));
  await stage.people.verify("bob", bob.identity);
  await stage.hear(await otherBob.list(2));
  for (const act of ["verify", "accept"] as const) {
    const refusal = await assertRejects(() => stage.people[act]("bob", bob.identity), Refusal);
    assertEquals(refusal.code, "conflict");
  }
  await stage.people.verify("bob", otherBob.identity);
  const known = await stage.people.known("bob");
  assertEquals(known?.trust, { kind: "verified", at: stage.clock.now() });
  assertEquals(known?.identity, otherBob.identity);
  await stage.people.unverify("bob");
  assertEquals((await stage.people.known("bob"))?.trust.kind, "first_use");
});

Deno.test("another tab that has seen a newer list meanwhile is no alarm", async () => {
  const stage = new Stage();
  await stage.hear(await bob.list(1));
  const tab = stage.open();
  const [old, newest] = [await bob.list(2), await bob.list(3, [bob.device, phone])];
  let count = 0;
  stage.server.lies.list = () => count++ === 0 ? old : newest;
  let mayGo = () => {};
  const goes = new Promise<void>((resolve) => mayGo = resolve);
  // The first answer is long on its way.
  stage.server.after = () => count === 1 ? goes : undefined;
  const slow = stage.people.refresh("bob");
  await until(() => count === 1);
  await tab.refresh("bob");
  mayGo();
  const { alarm, known } = await slow;
  assertEquals(alarm, undefined);
  assertEquals(known?.devices.length, 2);
});

Deno.test("what is handed on to another device is pinned there, verified first", async () => {
  const stage = new Stage();
  stage.server.lies.list = () => undefined;
  await stage.people.takeOver([{ person: "carol", identity: bob.identity, version: 1 }]);
  await stage.hear(await bob.list(2));
  await stage.people.verify("bob", bob.identity);
  const handed = await stage.people.handOn(10_000);
  assertEquals(handed.map(({ person }) => person), ["bob", "carol"]);
  assertEquals((await stage.people.handOn(200)).map(({ person }) => person), ["bob"]);

  const next = new Stage();
  await next.people.takeOver(handed);
  assertEquals((await next.people.known("bob"))?.trust.kind, "verified");
  assertEquals((await next.hear(await bob.list(1))).alarm, "false_list");
  assertEquals((await next.hear(await otherBob.list(3))).newIdentity, otherBob.identity);
});

Deno.test("takeOver() leaves what is verified here, and puts what is verified there in place", async () => {
  const stage = new Stage();
  await stage.hear(await bob.list(1));
  const verified = { person: "bob", identity: otherBob.identity, version: 1, verifiedAt: 5 };
  await stage.people.takeOver([{ ...verified, verifiedAt: 0 }]);
  assertEquals((await stage.people.known("bob"))?.identity, bob.identity);
  await stage.people.takeOver([verified]);
  assertEquals((await stage.people.known("bob"))?.identity, otherBob.identity);
  await stage.people.takeOver([{ ...verified, identity: bob.identity }]);
  assertEquals((await stage.people.known("bob"))?.identity, otherBob.identity);
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await Promise.resolve();
}

Deno.test("handed on while a new identity waits, nobody is accused, and it waits there too", async () => {
  const [stage, next] = [new Stage(), new Stage()];
  await stage.hear(await bob.list(1));
  await stage.people.verify("bob", bob.identity);
  await stage.hear(await otherBob.list(2));
  await next.people.takeOver(await stage.people.handOn(10_000));
  assertEquals(await next.hear(await otherBob.list(2)), {
    identity: bob.identity,
    devices: [],
    trust: "changed",
    newIdentity: otherBob.identity,
  });
});

Deno.test("who is verified by another device has no changed identity any more", async () => {
  const stage = new Stage();
  await stage.hear(await otherBob.list(1));
  assertEquals((await stage.hear(await bob.list(2))).trust, "changed");
  await stage.people.takeOver([
    { person: "bob", identity: bob.identity, version: 2, verifiedAt: 5 },
  ]);
  assertEquals((await stage.people.known("bob"))?.trust, { kind: "verified", at: 5 });
});

Deno.test("another identity that leaves no room for lists to come is not believed", async () => {
  const stage = new Stage();
  await stage.hear(await bob.list(1));
  const alarmed = { ...first, alarm: "false_list" };
  assertEquals(await stage.hear(await otherBob.list(1_002)), alarmed);
  assertEquals(await stage.hear(await otherBob.list(Number.MAX_SAFE_INTEGER)), alarmed);
  assertEquals(await stage.hear(await bob.list(5_000)), first);
  assertEquals((await stage.hear(await otherBob.list(6_000))).identity, otherBob.identity);
});
