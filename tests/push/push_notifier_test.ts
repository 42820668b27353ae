import { assert, assertEquals } from "@std/assert";
import { ChatError } from "../../lib/errors.ts";
import { Listeners } from "../../lib/push/listeners.ts";
import { PushNotifier } from "../../lib/push/push_notifier.ts";
import type { Push } from "../../lib/push/sender.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import type { Subscriptions } from "../../lib/store/subscriptions.ts";
import type { Person } from "../../lib/wire/messages.ts";
import type { NotificationLevel } from "../../lib/wire/notification_levels.ts";
import { said } from "../store/subject.ts";
import { countCalls } from "../support/counted_calls.ts";
import { HeardLog } from "../support/heard_log.ts";
import type { House } from "../support/rooms.ts";
import { guest, openHouse, say } from "../support/rooms.ts";
import { directDraft, directName, roomDraft } from "../support/room_draft.ts";
import { until } from "../support/until.ts";

/** A house whose notifier tells a list instead of browsers. */
class PushHouse implements AsyncDisposable {
  readonly calls: ReadonlyMap<string, number>;
  readonly pushes: Push[] = [];
  readonly heard = new HeardLog();
  readonly listeners: Listeners;
  readonly house: House;
  readonly notifier: PushNotifier;
  /** Refuses people at the door of a room. */
  mayEnter: (room: string, person: Person) => boolean = () => true;

  constructor() {
    const store = new MemoryStore();
    const { counted, calls } = countCalls<Subscriptions>(store.subscriptions);
    this.calls = calls;
    this.listeners = new Listeners(counted);
    const house: House = openHouse({ store, notifier: () => this.notifier });
    this.house = house;
    this.notifier = new PushNotifier({
      listeners: this.listeners,
      sender: { send: (push) => void this.pushes.push(push) },
      topicOf: (room) => `topic of ${room}`,
      checkEntry: (room, person) => {
        if (this.mayEnter(room, person)) return Promise.resolve();
        return Promise.reject(new ChatError("forbidden", "Cannot enter"));
      },
      clock: house.clock,
      log: this.heard.log,
    });
  }

  /** Makes a room in which these people want to hear these things, each by one browser. */
  async room(name: string, levels: Record<string, NotificationLevel>): Promise<void> {
    await this.house.store.createRoom(roomDraft(name, "owner"));
    for (const [id, level] of Object.entries(levels)) {
      await this.subscribe(id);
      await this.listeners.setLevel(name, id, level);
    }
  }

  /** Lets somebody subscribe, with an endpoint by the name. */
  async subscribe(id: string, browser = id): Promise<void> {
    const subscription = { endpoint: `https://push.example/${browser}`, p256dh: "k", auth: "s" };
    await this.listeners.add(guest(id), subscription);
  }

  /** Says something by post. */
  async post(who: string, text: string, room = "tea"): Promise<void> {
    await this.house.rooms.post(room, guest(who), say(text));
    await this.settled();
  }

  /** Publishes messages as one batch of the room `tea`, in which nobody is. */
  publish(...messages: readonly [who: string, text: string][]): void {
    const events = messages.map(([who, text], index) => ({
      type: "message" as const,
      seq: index + 1,
      at: this.house.clock.now(),
      from: guest(who),
      text,
    }));
    this.notifier.published("tea", events, () => false);
  }

  /** Waits until everybody is told. */
  async settled(): Promise<void> {
    for (let n = 0; n < 4; n++) await this.house.settled();
  }

  /** Which browsers were told which texts, in order; forgets them. */
  told(): [browser: string, text: string, isMention: boolean][] {
    return this.pushes.splice(0).map(({ subscription, payload }) => {
      const { text, isMention } = JSON.parse(new TextDecoder().decode(payload));
      return [subscription.endpoint.split("/").at(-1)!, text, isMention];
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.house[Symbol.asyncDispose]();
    await this.notifier.close();
  }
}

Deno.test("PushNotifier tells those who want to hear all of every message, others of mentions", async () => {
  await using stage = new PushHouse();
  await stage.room("tea", { ada: "all", bob: "mentions", cem: "none" });
  await stage.post("eve", "hello");
  assertEquals(stage.told(), [["ada", "hello", false]]);
  await stage.post("eve", "hello @Bob and @cem");
  assertEquals(stage.told(), [["bob", "hello @Bob and @cem", true]]);
});

Deno.test("PushNotifier says where, what, how urgent, and under which topic", async () => {
  await using stage = new PushHouse();
  await stage.room("tea", { ada: "all" });
  await stage.post("eve", "hi @ada");
  await stage.house.pass(5_000);
  await stage.post("eve", "hi");
  assertEquals(stage.pushes.map(({ topic, isUrgent }) => [topic, isUrgent]), [
    ["topic of tea", true],
    ["topic of tea", false],
  ]);
  const { payload } = stage.pushes[0]!;
  assertEquals(JSON.parse(new TextDecoder().decode(payload)), {
    room: "tea",
    seq: 1,
    at: stage.house.clock.now() - 5_000,
    from: "eve",
    text: "hi @ada",
    isMention: true,
  });
});

Deno.test("PushNotifier tells every browser of a person", async () => {
  await using stage = new PushHouse();
  await stage.room("tea", { ada: "all" });
  await stage.subscribe("ada", "phone");
  await stage.post("eve", "hello");
  assertEquals(stage.told().map(([browser]) => browser).sort(), ["ada", "phone"]);
});

Deno.test("PushNotifier tells those who have read in a room of mentions, without being asked to", async () => {
  await using stage = new PushHouse();
  await stage.room("tea", {});
  await stage.subscribe("ada");
  await stage.post("eve", "@ada before");
  assertEquals(stage.told(), []);
  const ada = await stage.house.join("ada");
  ada.send({ type: "read", seq: 1 });
  await stage.settled();
  ada.drop();
  await stage.settled();
  await stage.post("eve", "@ada after");
  assertEquals(stage.told(), [["ada", "@ada after", true]]);
});

Deno.test("PushNotifier tells nobody of their own messages", async () => {
  await using stage = new PushHouse();
  await stage.room("tea", { ada: "all" });
  await stage.post("ada", "I, @ada, say so");
  assertEquals(stage.told(), []);
});

Deno.test("PushNotifier tells nobody who is in the room, but again those who left it", async () => {
  await using stage = new PushHouse();
  await stage.room("tea", { ada: "all" });
  const ada = await stage.house.join("ada");
  const otherTab = await stage.house.join("ada");
  await stage.post("eve", "@ada one");
  ada.drop();
  await stage.post("eve", "@ada two");
  assertEquals(stage.told(), []);
  otherTab.drop();
  await stage.post("eve", "@ada three");
  assertEquals(stage.told(), [["ada", "@ada three", true]]);
});

Deno.test("PushNotifier tells those who are in another room", async () => {
  await using stage = new PushHouse();
  await stage.room("tea", { ada: "all" });
  await stage.house.join("ada", { room: "milk" });
  await stage.post("eve", "hello");
  assertEquals(stage.told(), [["ada", "hello", false]]);
});

Deno.test("PushNotifier tells nobody of a room that they may not enter any more", async () => {
  await using stage = new PushHouse();
  await stage.room("tea", { ada: "all", bob: "all" });
  stage.mayEnter = (room, { id }) => room === "tea" && id === "bob";
  await stage.post("eve", "@ada @bob");
  assertEquals(stage.told(), [["bob", "@ada @bob", true]]);
});

Deno.test("PushNotifier tells of messages, and of nothing else that is kept", async () => {
  await using stage = new PushHouse();
  await stage.room("tea", { ada: "all" });
  const eve = await stage.house.join("eve");
  eve.say("one");
  await stage.settled();
  assertEquals(stage.told(), [["ada", "one", false]]);
  await stage.house.pass(5_000);
  eve.send(
    { type: "edit", target: 1, text: "@ada two" },
    { type: "react", target: 1, emoji: "👍", on: true },
    { type: "delete", target: 1 },
  );
  await stage.settled();
  assertEquals(stage.told(), []);
});

Deno.test("PushNotifier tells of a batch once: the newest mention, else the newest by others", async () => {
  await using stage = new PushHouse();
  await stage.room("tea", { ada: "all", bob: "all", cem: "mentions", dan: "mentions" });
  stage.publish(["eve", "1 @ada"], ["eve", "2 @ada @cem"], ["eve", "3"], ["bob", "4 @bob @dan"], [
    "dan",
    "5 @dan",
  ]);
  await stage.settled();
  assertEquals(stage.told().sort(), [
    ["ada", "2 @ada @cem", true],
    ["bob", "5 @dan", false],
    ["cem", "2 @ada @cem", true],
    ["dan", "4 @bob @dan", true],
  ]);
});

Deno.test("PushNotifier leaves people in peace for 5 s of each room, unless they are named", async () => {
  await using stage = new PushHouse();
  await stage.room("tea", { ada: "all" });
  await stage.room("milk", { ada: "all" });
  await stage.post("eve", "1");
  await stage.post("eve", "2");
  await stage.post("eve", "3", "milk");
  await stage.post("eve", "4 @ada");
  await stage.house.pass(4_999);
  await stage.post("eve", "5");
  await stage.house.pass(1);
  await stage.post("eve", "6");
  assertEquals(stage.told().map(([, text]) => text), ["1", "3", "4 @ada", "6"]);
});

Deno.test("PushNotifier asks the store once about a room that nobody listens to", async () => {
  await using stage = new PushHouse();
  await stage.room("tea", {});
  await stage.room("milk", { ada: "all" });
  for (let n = 0; n < 20; n++) await stage.post("eve", `@ada ${n}`);
  assertEquals(stage.calls.get("listeners"), 1);
  assertEquals([stage.calls.get("find"), stage.told()], [undefined, []]);
});

Deno.test("PushNotifier asks the store nothing more where nobody has subscribed", async () => {
  await using stage = new PushHouse();
  await stage.post("eve", "1", "r0");
  const before = new Map(stage.calls);
  for (let n = 1; n < 20; n++) await stage.post("eve", "1", `r${n}`);
  assertEquals(new Map(stage.calls), before);
});

Deno.test("PushNotifier finds those who are named among thousands, and lets others get their turn", async () => {
  await using stage = new PushHouse();
  await stage.room("tea", {});
  await stage.house.store.append("tea", [said("hi")]);
  const people = Array.from({ length: 3_000 }, (_, n) => `n${n}`);
  for (const id of people) await stage.subscribe(id);
  await stage.house.store.markRead("tea", new Map(people.map((id) => [id, 1])));
  let turns = 0;
  const timer = setInterval(() => turns++, 0);
  // As many signs as fit, to be looked at for each of them.
  await stage.post("eve", "@n2999 @n0 " + "@n".repeat(3_900));
  await until(() => stage.pushes.length >= 2);
  clearInterval(timer);
  assertEquals(stage.told().map(([browser]) => browser).sort(), ["n0", "n2999"]);
  assert(turns > 3, `${turns} turns`);
});

Deno.test("PushNotifier looks for nobody behind the 32nd sign of a text", async () => {
  await using stage = new PushHouse();
  await stage.room("tea", { ada: "mentions", bob: "mentions" });
  await stage.post("eve", `${"@ ".repeat(31)}@ada ${"@ ".repeat(9)} @bob`);
  assertEquals(stage.told().map(([browser]) => browser), ["ada"]);
});

Deno.test("PushNotifier drops the oldest batches when it falls behind, and says so once", async () => {
  await using stage = new PushHouse();
  await stage.room("tea", { ada: "mentions" });
  for (let seq = 1; seq <= 140; seq++) stage.publish(["eve", `@ada ${seq}`]);
  while (stage.pushes.length < 128) await stage.settled();
  assertEquals(stage.told()[0]?.[1], "@ada 13");
  assertEquals(stage.heard.lines, ["warn pushes were dropped: too much is said"]);
});

Deno.test("PushNotifier goes on after the store failed", async () => {
  await using stage = new PushHouse();
  await stage.room("tea", { ada: "all" });
  let isFailing = true;
  stage.mayEnter = () => {
    if (isFailing) throw new ChatError("unavailable", "Cannot read this now");
    return true;
  };
  await stage.post("eve", "@ada one");
  isFailing = false;
  await stage.post("eve", "@ada two");
  assertEquals(stage.told().map(([, text]) => text), ["@ada two"]);
  assertEquals(stage.heard.lines, []);
});

Deno.test("PushNotifier that meets a fault of its own tells the operator, and lives on", async () => {
  await using stage = new PushHouse();
  await stage.room("tea", { ada: "all" });
  stage.mayEnter = () => {
    throw new TypeError("Cannot read properties of undefined");
  };
  await stage.post("eve", "@ada one");
  stage.mayEnter = () => true;
  await stage.post("eve", "@ada two");
  assertEquals(stage.heard.lines, ["error pushes were dropped"]);
  assertEquals(stage.told().map(([, text]) => text), ["@ada two"]);
});

Deno.test("PushNotifier.close() drops what waits, and waits for what is under way", async () => {
  await using stage = new PushHouse();
  await stage.room("tea", { ada: "mentions" });
  await stage.house.rooms.post("tea", guest("eve"), say("@ada one"));
  await stage.notifier.close();
  const { length } = stage.pushes;
  await stage.settled();
  assertEquals(stage.pushes.length, length);
});

Deno.test("PushNotifier.close() goes through no more of those who listen", async () => {
  await using stage = new PushHouse();
  await stage.room("tea", { ada: "all", bob: "all", cem: "all" });
  let [asked, closed] = [0, Promise.resolve()];
  stage.mayEnter = () => {
    asked++;
    closed = stage.notifier.close();
    return true;
  };
  stage.publish(["eve", "hello"]);
  await until(() => asked > 0);
  await closed;
  assertEquals([asked, stage.told()], [1, []]);
});

Deno.test("PushNotifier tells of what is sealed who never chose, and of nothing that is quiet", async () => {
  await using stage = new PushHouse();
  await stage.house.store.openDirect(directDraft(["ada", "eve"]));
  for (const id of ["ada", "bob"]) await stage.subscribe(id);
  const eve = await stage.house.join("eve", { room: directName });
  eve.send({ type: "seal", box: "cXVpZXQ=", quiet: true });
  await stage.settled();
  assertEquals(stage.pushes, []);
  eve.send({ type: "seal", box: "c2VhbGVk" });
  eve.send({ type: "seal", box: "cXVpZXQ=", quiet: true });
  await stage.settled();
  assertEquals(stage.pushes.map(({ subscription }) => subscription.endpoint), [
    "https://push.example/ada",
  ]);
  const told = JSON.parse(new TextDecoder().decode(stage.pushes[0]!.payload));
  assertEquals([told.seq, told.from, told.text, told.isSealed], [2, "eve", "", true]);
});

Deno.test("PushNotifier tells nobody of a direct room who wants to hear nothing of it", async () => {
  await using stage = new PushHouse();
  await stage.house.store.openDirect(directDraft(["ada", "eve"]));
  await stage.subscribe("ada");
  await stage.listeners.setLevel(directName, "ada", "none");
  const eve = await stage.house.join("eve", { room: directName });
  eve.send({ type: "seal", box: "c2VhbGVk" });
  await stage.settled();
  assertEquals(stage.pushes, []);
});
