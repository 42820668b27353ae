import { assertEquals } from "@std/assert";
import { Refusal } from "../../../client/platform/refusal.ts";
import { verifyCredential } from "../../../client/sealed/credential.ts";
import { Mls } from "../../../client/sealed/mls.ts";
import { leavesOf } from "../../../client/sealed/mls_group.ts";
import type { OwnPackage } from "../../../client/sealed/mls.ts";
import type { OwnDevice } from "../../../client/sealed/own_device.ts";
import type { MakePackage } from "../../../client/sealed/package_stock.ts";
import { AccountStage, aTurn, isGood, refused } from "./account_stage.ts";
import { ListedPerson } from "./listed_person.ts";

const dayMs = 86_400_000;

Deno.test("the first browser makes an identity and is the first device", async () => {
  await using stage = new AccountStage();
  const { account } = await stage.open("Laptop");
  assertEquals(account.standing.value, { kind: "ready" });
  assertEquals(account.devices.value.map(({ name, isThis }) => [name, isThis]), [["Laptop", true]]);
  assertEquals([stage.list.version, stage.names], [1, ["Laptop"]]);
  assertEquals(await isGood(stage), true);
  assertEquals(account.device()?.identity, stage.list.identity);
  assertEquals(account.alarms.value, []);
});

Deno.test("a browser is the same device when it is opened again, without a server too", async () => {
  await using stage = new AccountStage();
  const { account, shared } = await stage.open("Laptop");
  stage.server.isOffline = true;
  const again = await stage.open("Laptop", { shared });
  assertEquals(again.account.standing.value, { kind: "ready" });
  assertEquals(again.account.device(), account.device());
});

Deno.test("two tabs that open at once are one device", async () => {
  await using stage = new AccountStage();
  const first = stage.prepare("Laptop");
  const second = stage.prepare("Laptop", { shared: first.shared });
  await Promise.all([first.account.open(), second.account.open()]);
  assertEquals(second.account.device(), first.account.device());
  assertEquals([first.account.alarms.value, second.account.alarms.value], [[], []]);
  assertEquals(stage.list.version, 1);
});

Deno.test("of two browsers that are first at once, the slower one is unlinked", async () => {
  await using stage = new AccountStage();
  const tabs = [stage.prepare("Laptop"), stage.prepare("Phone")];
  await Promise.all(tabs.map(({ account }) => account.open()));
  const kinds = tabs.map(({ account }) => account.standing.value.kind);
  assertEquals(kinds.toSorted(), ["ready", "unlinked"]);
  assertEquals(stage.names.length, 1);
});

Deno.test("a first device whose answer got lost is found on the list", async () => {
  await using stage = new AccountStage();
  let isLost = true;
  stage.server.after = (method) => {
    if (method === "putList" && isLost) throw new Refusal("offline", "lost");
  };
  const { account } = await stage.open("Laptop");
  assertEquals(account.standing.value, { kind: "offline" });
  isLost = false;
  stage.clock.advance(5_000);
  await stage.until(() => account.standing.value.kind === "ready");
  assertEquals([stage.list.version, stage.names], [1, ["Laptop"]]);
});

Deno.test("without a server a new browser is offline, and tries again", async () => {
  await using stage = new AccountStage();
  stage.server.isOffline = true;
  const { account } = await stage.open("Laptop");
  assertEquals(account.standing.value, { kind: "offline" });
  stage.server.isOffline = false;
  stage.clock.advance(5_000);
  await stage.until(() => account.standing.value.kind === "ready");
});

Deno.test("without a vault that works it is unsupported", async () => {
  await using stage = new AccountStage();
  const tab = stage.prepare("Laptop");
  for (const vault of tab.shared.tabs) vault.isBroken = true;
  await tab.account.open();
  assertEquals(tab.account.standing.value, { kind: "unsupported", why: "storage" });
});

Deno.test("a second browser is unlinked, and sees which devices there are", async () => {
  await using stage = new AccountStage();
  await stage.open("Laptop");
  const { account } = await stage.open("Phone");
  const standing = account.standing.value;
  assertEquals(standing, { kind: "unlinked", devices: stage.list.devices, hasArchive: false });
  assertEquals(account.device(), undefined);
  assertEquals(await refused(account.rename("Tablet")), "forbidden");
  assertEquals(await refused(account.link("000G4-0R40M-30E20-9185G-R38E1W")), "forbidden");
});

Deno.test("a device that another one takes off the list is removed", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const phone = await stage.link(laptop, "Phone");
  const { id } = phone.account.device()!;
  await laptop.account.removeDevice(id);
  assertEquals(laptop.account.devices.value.map(({ name }) => name), ["Laptop"]);
  await phone.account.refresh();
  assertEquals(phone.account.standing.value, { kind: "removed" });
  assertEquals(phone.account.device(), undefined);
  assertEquals(phone.account.alarms.value, []);
  assertEquals(stage.server.of("ada").packages.has(id), false);
  assertEquals(await refused(phone.account.removeDevice(laptop.account.device()!.id)), "forbidden");
});

Deno.test("a device does not remove itself, and removes nothing twice", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const phone = await stage.link(laptop, "Phone");
  const [own, other] = [laptop.account.device()!.id, phone.account.device()!.id];
  assertEquals(await refused(laptop.account.removeDevice(own)), "forbidden");
  await laptop.account.removeDevice(other);
  const { version } = stage.list;
  await laptop.account.removeDevice(other);
  assertEquals(stage.list.version, version);
});

Deno.test("a device that was removed can be linked again, as a new one", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const phone = await stage.link(laptop, "Phone");
  const before = phone.account.device()!;
  await laptop.account.removeDevice(before.id);
  await phone.account.refresh();
  const linking = phone.account.beginLinking();
  await stage.mail();
  await laptop.account.link(linking.code);
  await stage.turn(linking.done);
  assertEquals(phone.account.standing.value, { kind: "ready" });
  const after = phone.account.device()!;
  assertEquals([after.id === before.id, after.identity === before.identity], [false, true]);
});

Deno.test("rename() gives this device another name, for the others too", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const phone = await stage.link(laptop, "Phone");
  await phone.account.rename("  Fair\u202Ephone " + "x".repeat(80));
  await laptop.account.refresh();
  const names = laptop.account.devices.value.map(({ name }) => name);
  assertEquals(names, ["Laptop", `Fairphone ${"x".repeat(54)}`]);
  assertEquals(phone.account.devices.value[0]?.isThis, true);
});

Deno.test("changes that meet are both made, one on top of the other", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const phone = await stage.link(laptop, "Phone");
  await Promise.all([laptop.account.rename("Old laptop"), phone.account.rename("New phone")]);
  assertEquals(stage.names, ["Old laptop", "New phone"]);
});

Deno.test("another tab hears of what one has changed", async () => {
  await using stage = new AccountStage();
  const { account, shared } = await stage.open("Laptop");
  const tab = await stage.open("Laptop", { shared });
  await account.rename("Desk");
  await stage.until(() => tab.account.devices.value[0]?.name === "Desk");
});

Deno.test("startOver() makes a new identity where no device is left", async () => {
  await using stage = new AccountStage();
  const lost = await stage.open("Lost");
  const identity = lost.account.device()!.identity;
  const { account, people } = await stage.open("Laptop");
  await people.takeOver([{ person: "bob", identity, version: 1, verifiedAt: 1 }]);
  await account.startOver();
  assertEquals(account.standing.value, { kind: "ready" });
  assertEquals([stage.list.version, stage.names], [2, ["Laptop"]]);
  assertEquals(stage.list.identity === identity, false);
  assertEquals((await people.known("bob"))?.trust.kind, "verified");
  assertEquals(stage.server.of("ada").packages.get(account.device()!.id)?.length, 50);

  await lost.account.refresh();
  assertEquals(lost.account.standing.value, { kind: "replaced", at: stage.list.at });
  assertEquals(lost.account.device(), undefined);
  assertEquals(lost.account.alarms.value, []);
});

Deno.test("startOver() that the server does not take leaves the archive as it is", async () => {
  await using stage = new AccountStage();
  const { account } = await stage.open("Laptop");
  await account.startArchive(await account.newPhrase(), () => {});
  stage.server.before = (method) => {
    if (method === "putList") throw new Refusal("offline", "away");
  };
  assertEquals(await refused(account.startOver()), "offline");
  assertEquals(account.archive.value, { kind: "on", entries: 0 });
  stage.server.before = () => {};
  stage.server.after = (method) => {
    if (method === "putList") throw new Refusal("offline", "lost");
  };
  assertEquals(await refused(account.startOver()), "offline");
  stage.server.after = () => {};
  await account.refresh();
  assertEquals(account.archive.value, { kind: "off", isThere: true });
});

Deno.test("startOver() whose answer got lost is not taken for somebody else's doing", async () => {
  await using stage = new AccountStage();
  const { account } = await stage.open("Laptop");
  let isLost = true;
  stage.server.after = (method) => {
    if (method === "putList" && isLost) throw new Refusal("offline", "lost");
  };
  assertEquals(await refused(account.startOver()), "offline");
  isLost = false;
  await account.refresh();
  assertEquals(account.standing.value, { kind: "ready" });
  assertEquals(account.device()?.identity, stage.list.identity);
});

Deno.test("a server that makes up an identity for oneself is not believed", async () => {
  await using stage = new AccountStage();
  const { account } = await stage.open("Laptop");
  const before = account.device();
  const mallory = await ListedPerson.make("ada");
  const { statement } = await mallory.list(2);
  stage.server.lies.list = () => ({ statement, signature: stage.list.signed.signature });
  await account.refresh();
  assertEquals(account.alarms.value, ["own_list"]);
  assertEquals(account.standing.value, { kind: "ready" });
  assertEquals(account.device(), before);

  // Nobody can count up to that.
  const last = await mallory.list(Number.MAX_SAFE_INTEGER);
  stage.server.lies.list = () => last;
  await account.refresh();
  assertEquals(account.standing.value, { kind: "ready" });

  // Well signed, it might be a browser of one's own that began anew: this one stops.
  const theirs = await mallory.list(3);
  stage.server.lies.list = () => theirs;
  await account.refresh();
  assertEquals(account.standing.value, { kind: "replaced", at: 3 });
  assertEquals(account.device(), undefined);

  // What is older than that does not count any more.
  delete stage.server.lies.list;
  await account.refresh();
  assertEquals(account.alarms.value, ["own_list", "rollback"]);
  assertEquals(account.standing.value.kind, "replaced");
});

Deno.test("a server that goes back to an older list, or has none, is not believed", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const old = stage.list.signed;
  await stage.link(laptop, "Phone");
  for (const list of [old, undefined]) {
    stage.server.lies.list = () => list;
    const tab = await stage.open("Laptop", { shared: laptop.shared });
    assertEquals(tab.account.alarms.value, ["rollback"]);
    assertEquals(tab.account.standing.value, { kind: "ready" });
    assertEquals(tab.account.devices.value.map(({ name }) => name), ["Laptop", "Phone"]);
  }
});

Deno.test("what the server said of oneself is told until it was seen, in every tab and when the page is loaded again", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const old = stage.list.signed;
  await stage.link(laptop, "Phone");
  stage.server.lies.list = () => old;
  const { shared, account } = await stage.open("Laptop", { shared: laptop.shared });
  delete stage.server.lies.list;
  const again = await stage.open("Laptop", { shared });
  await stage.until(() => [laptop, again].every((tab) => tab.account.alarms.value.length > 0));
  assertEquals(again.account.alarms.value, ["rollback"]);
  again.account.dismissAlarms();
  await stage.until(() => account.alarms.value.length === 0);
  const last = await stage.open("Laptop", { shared });
  await aTurn();
  assertEquals(last.account.alarms.value, []);
});

Deno.test("a server that was restored gets the newer list again, and devices can be changed", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const old = stage.list;
  await stage.link(laptop, "Phone");
  const newest = stage.list;
  for (const list of [old, undefined]) {
    stage.server.of("ada").list = list;
    const tab = await stage.open("Laptop", { shared: laptop.shared });
    assertEquals(stage.list, newest);
    assertEquals(tab.account.alarms.value, ["rollback"]);
  }
  const tab = await stage.open("Laptop", { shared: laptop.shared });
  await tab.account.rename("Tablet");
  assertEquals([stage.list.version, stage.names], [3, ["Tablet", "Phone"]]);
});

Deno.test("devices can be changed where the server was restored just now", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const old = stage.list;
  await stage.link(laptop, "Phone");
  stage.server.of("ada").list = old;
  await laptop.account.rename("Tablet");
  assertEquals([stage.list.version, stage.names], [3, ["Tablet", "Phone"]]);
});

Deno.test("devices can be changed where another one has changed them after a restore", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const phone = await stage.link(laptop, "Phone");
  const old = stage.list;
  await laptop.account.rename("Desk");
  stage.server.of("ada").list = old;
  await phone.account.rename("Pocket");
  await laptop.account.rename("Tablet");
  assertEquals([stage.list.version, stage.names], [4, ["Tablet", "Phone"]]);
  await phone.account.rename("Pocket");
  assertEquals([stage.list.version, stage.names], [5, ["Tablet", "Pocket"]]);
});

Deno.test("a device that another one removed is off the list after a restore too", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const phone = await stage.link(laptop, "Phone");
  const old = stage.list;
  await laptop.account.removeDevice(phone.account.device()!.id);
  stage.server.of("ada").list = old;
  await laptop.account.refresh();
  await phone.account.refresh();
  assertEquals([stage.names, phone.account.standing.value], [["Laptop"], { kind: "removed" }]);
});

Deno.test("an identity that was given up comes back after a restore only until the new one is there", async () => {
  await using stage = new AccountStage();
  const lost = await stage.open("Lost");
  const old = stage.list;
  stage.clock.advance(1_000);
  const { account } = await stage.open("Phone");
  await account.startOver();
  const newest = stage.list;
  await lost.account.refresh();
  stage.server.of("ada").list = old;
  await lost.account.refresh();
  assertEquals(stage.list, old);
  await account.refresh();
  assertEquals([stage.list, account.alarms.value], [newest, ["rollback"]]);
});

Deno.test("an identity that began after a restore is not put out by the one before", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const old = stage.list;
  await laptop.account.rename("Desk");
  await laptop.account.rename("Tablet");
  stage.server.of("ada").list = old;
  stage.clock.advance(1_000);
  const { account } = await stage.open("Phone");
  await account.startOver();
  const begun = stage.list;
  const tab = await stage.open("Laptop", { shared: laptop.shared });
  assertEquals([stage.list, tab.account.alarms.value], [begun, ["rollback"]]);
  await tab.account.startOver();
  assertEquals([stage.list.version, stage.names], [4, ["Laptop"]]);
});

Deno.test("a server that lies to a new browser makes it no device", async () => {
  await using stage = new AccountStage();
  const mallory = await ListedPerson.make("bob");
  const list = await mallory.list(1);
  stage.server.lies.list = () => list;
  const { account } = await stage.open("Laptop");
  assertEquals(account.alarms.value, ["own_list"]);
  assertEquals(account.standing.value, { kind: "offline" });
});

Deno.test("key packages: 50 and a last resort at first, filled up when few are left", async () => {
  await using stage = new AccountStage();
  const { account } = await stage.open("Laptop");
  const { id } = account.device()!;
  const server = stage.server.as("bob");
  const { packages, lastResorts } = stage.server.of("ada");
  assertEquals([packages.get(id)?.length, lastResorts.has(id)], [50, true]);
  for (let taken = 0; taken < 30; taken++) await server.takePackages("ada", [id]);
  await account.refresh();
  assertEquals(packages.get(id)?.length, 20);
  await server.takePackages("ada", [id]);
  await account.refresh();
  assertEquals(packages.get(id)?.length, 50);
});

Deno.test("key packages of a device are good for MLS, and its private parts let it in", async () => {
  await using stage = new AccountStage();
  const mls = await Mls.open(async (credential, key) =>
    await verifyCredential(credential, key) !== undefined
  );
  const keysOf = ({ credential, keys }: OwnDevice) => ({
    credential,
    publicKey: keys.publicKey,
    privateKey: keys.secretKey,
  });
  // The library itself looks at the real clock when somebody is added.
  const now = Date.now();
  const makePackage: MakePackage = (device) => mls.makePackage(keysOf(device), now);
  const { account, shared } = await stage.open("Laptop", { makePackage });
  const device = account.device()!;
  const [given] = await stage.server.as("bob").takePackages("ada", [device.id]);
  const bytes = Uint8Array.fromBase64(given!.package);
  const leaf = (await mls.readPackage(bytes, now))!;
  assertEquals(await verifyCredential(leaf.credential, leaf.publicKey), {
    person: "ada",
    device: device.id,
    identity: device.identity,
  });
  const bob = await ListedPerson.make("bob");
  const { welcome } = await mls.create(new Uint8Array(), keysOf(bob.device), [bytes], now);
  const [ref] = mls.refsOf(welcome);
  const kept = await shared.open().get<OwnPackage>(["package", ref!]);
  assertEquals(leavesOf(await mls.join(welcome, kept!)).length, 2);
});

Deno.test("the last resort is renewed after 30 days, the one before is good for 90", async () => {
  await using stage = new AccountStage();
  const { account, shared } = await stage.open("Laptop");
  const { id } = account.device()!;
  const { lastResorts } = stage.server.of("ada");
  const first = lastResorts.get(id)!;
  const [ref] = atob(first).split(" ");
  const isKept = () => shared.records.has(JSON.stringify(["package", ref]));
  account.close();
  stage.clock.advance(29 * dayMs);
  const later = await stage.open("Laptop", { shared });
  assertEquals(lastResorts.get(id), first);
  stage.clock.advance(2 * dayMs);
  await later.account.refresh();
  assertEquals(lastResorts.get(id) === first, false);
  assertEquals(isKept(), true);
  later.account.close();
  stage.clock.advance(60 * dayMs);
  await stage.open("Laptop", { shared });
  assertEquals(isKept(), false);
});

Deno.test("a server that says its stock is empty does not fill the vault", async () => {
  await using stage = new AccountStage();
  const { account, shared } = await stage.open("Laptop");
  for (let round = 0; round < 20; round++) {
    stage.server.of("ada").packages.clear();
    await account.refresh();
  }
  const kept = [...shared.records.keys()].filter((key) => key.startsWith('["package"'));
  assertEquals(kept.length, 501);
});

Deno.test("signOut() takes the device off the list and forgets everything", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const phone = await stage.link(laptop, "Phone");
  await phone.account.signOut();
  assertEquals(stage.names, ["Laptop"]);
  assertEquals(phone.shared.records.size, 0);
  const again = await stage.open("Phone", { shared: phone.shared });
  assertEquals(again.account.standing.value.kind, "unlinked");
});

Deno.test("signOut() waits 3 s for the server and no longer", async () => {
  await using stage = new AccountStage();
  const laptop = await stage.open("Laptop");
  const phone = await stage.link(laptop, "Phone");
  let answer = () => {};
  const slow = new Promise<void>((resolve) => answer = resolve);
  stage.server.after = (method) => method === "putList" ? slow : undefined;
  const begin = stage.clock.now();
  const leaving = phone.account.signOut();
  await stage.until(() => stage.names.length === 1);
  stage.clock.advance(3_000);
  await leaving;
  assertEquals(stage.clock.now() - begin, 3_000);
  answer();
  for (let turns = 0; turns < 5; turns++) await aTurn();
  assertEquals(phone.shared.records.size, 0);
});

Deno.test("signOut() of the only device leaves its list, and without a server forgets too", async () => {
  await using stage = new AccountStage();
  const { account, shared } = await stage.open("Laptop");
  stage.server.isOffline = true;
  await account.signOut();
  assertEquals(stage.names, ["Laptop"]);
  assertEquals(shared.records.size, 0);
});

Deno.test("close() ends every timer", async () => {
  await using stage = new AccountStage();
  const { account } = await stage.open("Laptop");
  assertEquals(stage.clock.pending, 1);
  account.close();
  assertEquals(stage.clock.pending, 0);
});
