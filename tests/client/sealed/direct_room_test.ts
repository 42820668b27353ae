import { assertEquals, assertRejects } from "@std/assert";
import { signal } from "@preact/signals";
import { DirectRoom } from "../../../client/sealed/direct_room.ts";
import { People } from "../../../client/sealed/people.ts";
import { Refusal } from "../../../client/platform/refusal.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { ListedPerson } from "./listed_person.ts";
import { MemoryKeyServer } from "./memory_key_server.ts";
import { SharedVault } from "./memory_vault.ts";
import { ann, bob as bobHimself, RoomWorld } from "./room_world.ts";
import type { TestBrowser } from "./room_world.ts";

const ada = await ListedPerson.make("ada");
const bob = await ListedPerson.make("bob");
const otherBob = await ListedPerson.make("bob");

/** Ada's direct room with Bob, without a session. */
class Stage {
  readonly clock = new FakeClock(1_000_000_000);
  readonly server = new MemoryKeyServer(this.clock);
  readonly room: DirectRoom;
  readonly people: People;
  /** How often what seals was to be loaded. */
  loads = 0;

  constructor() {
    const { clock } = this;
    const vault = new SharedVault().open();
    const server = this.server.as("ada");
    this.people = new People({ vault, server, clock });
    const no = () => Promise.reject(new Error("It is not asked for here"));
    this.room = new DirectRoom({
      ...{ name: "direct.0", you: "ada", peer: { id: "bob", name: "Bob", kind: "user" } },
      ...{ clock, vault, server, people: this.people },
      account: {
        standing: signal({ kind: "ready" }),
        devices: signal([]),
        device: () => ada.device,
        refresh: no,
        archived: () => [],
        flush() {},
      },
      files: { findFile: no, forgetFiles: no },
      mls: () => {
        this.loads++;
        return no();
      },
      fetchJson: no,
      isWanted: no,
      newRef: () => "ref",
      openSocket: () => ({ send() {}, close() {} }),
    });
  }
}

Deno.test("a number that was seen before the identity changed verifies nobody", async () => {
  const { server, room } = new Stage();
  const [first, second] = [await bob.list(1), await otherBob.list(2)];
  server.lies.list = () => first;
  await room.renew("bob");
  const number = await room.safetyNumber();
  server.lies.list = () => second;
  await room.renew("bob");
  const error = await assertRejects(() => room.setVerified(number), Refusal);
  assertEquals(error.code, "conflict");
  assertEquals(room.trust.value.kind, "changed");
});

Deno.test("a number that is the one of today verifies the other", async () => {
  const { server, room } = new Stage();
  const list = await bob.list(1);
  server.lies.list = () => list;
  await room.renew("bob");
  await room.setVerified(await room.safetyNumber());
  assertEquals(room.trust.value.kind, "verified");
});

Deno.test("whoever was not verified may speak under any identity", async () => {
  const { server, room } = new Stage();
  const list = await bob.list(1);
  server.lies.list = () => list;
  await room.renew("bob");
  assertEquals(await room.mayBe("bob", otherBob.device.identity), true);
});

Deno.test("whoever was verified speaks under that identity alone, until another is accepted", async () => {
  const { server, room } = new Stage();
  const [first, second] = [await bob.list(1), await otherBob.list(2)];
  const may = async () => [
    await room.mayBe("bob", bob.device.identity),
    await room.mayBe("bob", otherBob.device.identity),
  ];
  server.lies.list = () => first;
  await room.renew("bob");
  await room.setVerified(await room.safetyNumber());
  assertEquals(await may(), [true, false]);
  server.lies.list = () => second;
  await room.renew("bob");
  assertEquals(await may(), [true, false]);
  await room.setVerified(await room.safetyNumber());
  assertEquals(await may(), [false, true]);
});

Deno.test("what another device of one's own says of the other is known without a list", async () => {
  const { people, room } = new Stage();
  const { identity } = bob.device;
  await people.takeOver([{ person: "bob", identity, version: 1 }]);
  assertEquals(await room.meet("bob", otherBob.device.identity), { wasVerified: false, identity });
});

Deno.test("the other's list is asked for although the clock was set back", async () => {
  const { server, clock, room } = new Stage();
  const [first, second] = [await bob.list(1), await otherBob.list(2)];
  server.lies.list = () => first;
  await room.refresh();
  clock.advance(-86_400_000);
  server.lies.list = () => second;
  await room.refresh();
  assertEquals(room.trust.value.kind, "changed");
});

Deno.test("what seals is loaded again where that failed", async () => {
  const stage = new Stage();
  await assertRejects(() => stage.room.session(), Error);
  await assertRejects(() => stage.room.session(), Error);
  assertEquals(stage.loads, 2);
});

/** Somebody who is given out as Bob. */
const mallory = { id: "u-mallory", name: "Bob", kind: "user" } as const;

/** Ann has talked with Bob; then the server says that the room is with Mallory. */
async function usurped(world: RoomWorld): Promise<{ anns: TestBrowser; tab: DirectRoom }> {
  const anns = await world.browser(ann);
  const bobs = await world.browser(bobHimself);
  const page = await anns.page().isIn();
  await bobs.page().isIn();
  await page.say("hello");
  page.close();
  await world.browser(mallory);
  return { anns, tab: anns.openTab(undefined, mallory) };
}

Deno.test("nothing is sealed in a room that the server says is with somebody else by now", async () => {
  await using world = await RoomWorld.open();
  const { anns, tab } = await usurped(world);
  const page = await anns.page(undefined, tab).isIn();
  const sent = () => world.server.sentBy(ann, "seal").length;
  const before = sent();
  page.send({ type: "say", text: "secret", ref: "s" });
  await world.turn(() => tab.readiness.value === "other_peer");
  assertEquals([tab.isBlocked.value, sent()], [true, before]);
  assertEquals(tab.alarms.value, [{ kind: "other_peer", whose: "peer" }]);
  assertEquals(page.texts, ["hello"]);
});

Deno.test("who takes the other's place has no safety number, and cannot be accepted", async () => {
  await using world = await RoomWorld.open();
  const { tab } = await usurped(world);
  await tab.session();
  await tab.renew(mallory.id);
  await tab.acceptIdentity();
  assertEquals([tab.isBlocked.value, tab.trust.value], [true, { kind: "unknown" }]);
  assertEquals(await tab.safetyNumber(), undefined);
});

Deno.test("whom a session is with counts also where nothing else was kept of the room", async () => {
  await using world = await RoomWorld.open();
  const { anns, tab } = await usurped(world);
  await anns.vault.write([{ key: ["room", tab.name, "peer"] }]);
  await tab.session();
  assertEquals(tab.isBlocked.value, true);
});
