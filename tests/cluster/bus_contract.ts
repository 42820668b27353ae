import { assert, assertEquals } from "@std/assert";
import type { Bus } from "../../lib/cluster/bus.ts";
import { commonTopic, roomTopic } from "../../lib/cluster/topic.ts";
import { BusNode } from "./bus_subject.ts";

/** One bus for several nodes, as a test needs it. */
export interface BusStage extends AsyncDisposable {
  /** A bus for one more node. */
  open(): Bus;
  /** Makes the bus go away. */
  cut(): Promise<void>;
  /** Brings it back. */
  mend(): Promise<void>;
}

const tea = roomTopic("tea");
const end = roomTopic("end");

/** What every {@linkcode Bus} has to do. */
export function busContract(
  name: string,
  { open, ignore = false }: { open: () => Promise<BusStage>; ignore?: boolean },
): void {
  type Nodes = readonly [BusNode, BusNode, BusNode];

  function test(does: string, run: (nodes: Nodes, stage: BusStage) => Promise<void>): void {
    Deno.test(`${name} ${does}`, { ignore }, async () => {
      await using stage = await open();
      await using one = new BusNode(stage.open());
      await using two = new BusNode(stage.open());
      await using three = new BusNode(stage.open());
      await Promise.all([one.up(), two.up(), three.up()]);
      await run([one, two, three], stage);
    });
  }

  test("brings what one node says to the others, in order", async ([one, two, three]) => {
    await Promise.all([two.listen(tea), three.listen(tea)]);
    const said = Array.from({ length: 2_000 }, (_, n) => `${n}`);
    for (const text of said) assertEquals(one.say(tea, text), "sent");
    assertEquals(await two.hears(2_000), said);
    assertEquals(await three.hears(2_000), said);
  });

  test("does not bring a node what it said itself", async ([one, two]) => {
    await Promise.all([one.listen(tea), two.listen(tea)]);
    one.say(tea, "mine");
    await two.hears(1);
    two.say(tea, "yours");
    assertEquals(await one.hears(1), ["yours"]);
    assertEquals(two.heard, ["mine"]);
  });

  test("brings nothing of topics that nobody listens to", async ([one, two]) => {
    await two.listen(tea);
    assertEquals(one.say(roomTopic("coffee"), "black"), "sent");
    assertEquals(one.say(commonTopic, "all"), "sent");
    one.say(tea, "green");
    assertEquals(await two.hears(1), ["green"]);
  });

  test("tells rooms with odd names apart", async ([one, two]) => {
    const names = [
      "tea",
      "tea.room",
      "tea room",
      "tea*",
      "tea>",
      "*",
      ">",
      "شاي",
      "茶",
      "=2E",
      ".",
    ];
    await Promise.all(names.map((name) => two.listen(roomTopic(name))));
    for (const name of names) one.say(roomTopic(name), name);
    assertEquals(await two.hears(names.length), names);
    one.say(roomTopic("tea2"), "another");
    one.say(tea, "last");
    assertEquals((await two.hears(names.length + 1)).slice(names.length), ["last"]);
  });

  test("brings nothing to who has ceased to listen", async ([one, two]) => {
    const subscription = await two.listen(tea);
    await two.listen(end);
    one.say(tea, "heard");
    await two.hears(1);
    subscription.close();
    subscription.close();
    one.say(tea, "unheard");
    one.say(end, "end");
    assertEquals(await two.hears(2), ["heard", "end"]);
  });

  test("brings a message to everyone who listens on a node, until each has ceased", async ([one, two]) => {
    const first = await two.listen(tea);
    const second = await two.listen(tea);
    one.say(tea, "twice");
    await two.hears(2);
    first.close();
    one.say(tea, "once");
    await two.hears(3);
    second.close();
    await two.listen(tea);
    one.say(tea, "again");
    assertEquals(await two.hears(4), ["twice", "twice", "once", "again"]);
  });

  test("lets a listener that throws harm nobody", async ([one, two]) => {
    await two.bus.subscribe(tea, () => {
      throw new TypeError("a mistake");
    }).ready;
    await two.listen(tea);
    one.say(tea, "one");
    one.say(tea, "two");
    assertEquals(await two.hears(2), ["one", "two"]);
  });

  test("calls nobody from within publish()", async ([one, two]) => {
    await two.listen(tea);
    one.say(tea, "later");
    assertEquals(two.heard, []);
    await two.hears(1);
  });

  test("takes messages up to a size, and says so of longer ones", async ([one, two]) => {
    await two.listen(tea);
    const longest = "x".repeat(one.bus.maxBytes);
    assertEquals(one.say(tea, longest), "sent");
    assertEquals(one.say(tea, `${longest}x`), "too_large");
    assertEquals(one.say(tea, ""), "sent");
    assertEquals(await two.hears(2), [longest, ""]);
    assertEquals(one.bus.dropped, 1);
  });

  test(
    "drops what is said while it is away, and goes on when it is back",
    async ([one, two, three], stage) => {
      const states: string[] = [];
      two.bus.onState((state) => states.push(state));
      await two.listen(tea);
      await stage.cut();
      await Promise.all([one.away(), two.away(), three.away()]);
      assertEquals(one.say(tea, "lost"), "dropped");
      assertEquals(one.bus.dropped, 1);
      await stage.mend();
      await Promise.all([one.up(), two.up(), three.up()]);
      assertEquals(one.say(tea, "back"), "sent");
      assertEquals(await two.hears(1), ["back"]);
      assertEquals(states, ["away", "up"]);
    },
  );

  test("hears of topics that came and went while it was away", async ([one, two, three], stage) => {
    const gone = await two.listen(tea);
    await stage.cut();
    await Promise.all([one.away(), two.away(), three.away()]);
    gone.close();
    const late = two.bus.subscribe(end, (bytes) => two.heard.push(`${bytes.length}`));
    assertEquals(await late.ready, false);
    await stage.mend();
    await Promise.all([one.up(), two.up(), three.up()]);
    one.say(tea, "unheard");
    one.say(end, "1234");
    assertEquals(await two.hears(1), ["4"]);
  });

  test("ends, and takes nothing more", async ([one, two, three]) => {
    await Promise.all([one.listen(tea), two.listen(tea)]);
    one.say(tea, "farewell");
    await one.bus.close();
    await one.bus.close();
    assertEquals(one.bus.state, "away");
    assertEquals(one.say(tea, "too late"), "dropped");
    assertEquals(await one.bus.subscribe(tea, () => {}).ready, false);
    three.say(tea, "three");
    assertEquals((await two.hears(2)).toSorted(), ["farewell", "three"]);
    assertEquals(one.heard, []);
  });

  test("lets a watcher that throws harm nobody", async ([one, two], stage) => {
    const states: string[] = [];
    for (const { bus } of [one, two]) {
      bus.onState(() => {
        throw new TypeError("a mistake");
      });
      bus.onState((state) => states.push(state));
    }
    await stage.cut();
    await Promise.all([one.away(), two.away()]);
    await stage.mend();
    await Promise.all([one.up(), two.up()]);
    assertEquals(states.toSorted(), ["away", "away", "up", "up"]);
    await two.listen(tea);
    one.say(tea, "back");
    assertEquals(await two.hears(1), ["back"]);
  });

  test("tells of no change to who has ceased to ask", async ([one], stage) => {
    const states: string[] = [];
    const cease = one.bus.onState((state) => states.push(state));
    cease();
    cease();
    await stage.cut();
    await one.away();
    assertEquals(states, []);
    assert(one.bus.state === "away");
  });
}
