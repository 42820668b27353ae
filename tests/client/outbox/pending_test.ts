import { assertEquals } from "@std/assert";
import type { Command } from "../../../lib/wire/commands.ts";
import { isWorthRetry, PendingMessages } from "../../../client/outbox/pending.ts";
import type { Author } from "../../../client/outbox/outbox_store.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { FakeTurns } from "./fake_turns.ts";
import { type MemoryOutbox, SharedOutbox } from "./memory_outbox.ts";

/** A browser: what its tabs share. */
class Browser {
  readonly clock = new FakeClock();
  readonly shared = new SharedOutbox();
  readonly turns = new FakeTurns();
  #refs = 0;

  newRef(): string {
    return `r${++this.#refs}`;
  }
}

/** A queue in one tab, the wire it sends on, and a switch for the wire. */
class Tab {
  readonly wire: string[] = [];
  /** Everything that was sent, whole. */
  readonly commands: Command[] = [];
  readonly outbox: MemoryOutbox;
  readonly pending: PendingMessages;
  author: Author;
  epoch: string | undefined = "e1";
  #isConnected = false;

  private constructor(browser: Browser, author: Author) {
    this.outbox = browser.shared.open();
    this.author = author;
    this.pending = new PendingMessages({
      room: "tea",
      clock: browser.clock,
      outbox: this.outbox,
      turns: browser.turns,
      newRef: () => browser.newRef(),
      author: () => this.author,
      epoch: () => this.epoch,
      send: (command) => this.#send(command),
    });
  }

  /** A tab that is connected and has read what waits. */
  static async open(browser: Browser, author: Author = { id: "a", name: "Ada" }): Promise<Tab> {
    const tab = new Tab(browser, author);
    tab.pending.open();
    await tab.connect();
    return tab;
  }

  /** A tab that has done nothing yet. */
  static fresh(browser: Browser): Tab {
    return new Tab(browser, { id: "a", name: "Ada" });
  }

  get refs(): string[] {
    return this.pending.list.value.map(({ ref }) => ref);
  }

  /** Says something, and waits for what comes of it. */
  async add(text: string, replyTo?: number): Promise<void> {
    this.pending.add(text, { ...(replyTo !== undefined && { replyTo }) });
    await settled();
  }

  async acknowledge(ref: string): Promise<void> {
    this.pending.acknowledge(ref);
    await settled();
  }

  async refuse(ref: string, code: string, retryAfter?: number): Promise<boolean> {
    const isOurs = this.pending.refuse({
      type: "error",
      code,
      message: "Cannot",
      ref,
      ...(retryAfter !== undefined && { retryAfter }),
    });
    await settled();
    return isOurs;
  }

  async retry(ref: string): Promise<void> {
    this.pending.retry(ref);
    await settled();
  }

  async discard(ref: string): Promise<void> {
    this.pending.discard(ref);
    await settled();
  }

  async connect(): Promise<void> {
    this.#isConnected = true;
    this.pending.connected();
    await settled();
  }

  async disconnect(): Promise<void> {
    this.#isConnected = false;
    this.pending.disconnected();
    await settled();
  }

  #send(command: Command): boolean {
    if (!this.#isConnected || command.type !== "say") return false;
    this.wire.push(`${command.ref} ${command.text}`);
    this.commands.push(command);
    return true;
  }
}

/** Resolves once everything that was begun is done. */
function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

Deno.test("acknowledge() of what is read from the store only later shows it at no time", async () => {
  const browser = new Browser();
  const before = await Tab.open(browser);
  await before.add("hello");
  before.pending.close();
  const tab = Tab.fresh(browser);
  const shown: string[] = [];
  tab.pending.list.subscribe((list) => shown.push(...list.map(({ ref }) => ref)));
  tab.pending.open();
  // The log came first: the message was taken just before the page was loaded anew.
  tab.pending.acknowledge("r1");
  await tab.connect();
  assertEquals([shown, tab.wire, [...browser.shared.messages]], [[], [], []]);
  tab.pending.close();
});

Deno.test("PendingMessages.add() shows a message at once, and sends it when it is kept", async () => {
  const browser = new Browser();
  const tab = await Tab.open(browser);
  tab.pending.add("hello");
  assertEquals([tab.refs, tab.wire], [["r1"], []]);
  await settled();
  assertEquals([...browser.shared.messages.keys()], ["r1"]);
  assertEquals(tab.wire, ["r1 hello"]);
});

Deno.test("PendingMessages.acknowledge() forgets a message, here and in the outbox", async () => {
  const browser = new Browser();
  const tab = await Tab.open(browser);
  await tab.add("hello");
  await tab.acknowledge("r1");
  assertEquals([tab.refs, browser.shared.messages.size], [[], 0]);
  assertEquals(browser.turns.names, []);
});

Deno.test("PendingMessages sends the next when the one before is acknowledged", async () => {
  const tab = await Tab.open(new Browser());
  await tab.add("one");
  await tab.add("two");
  assertEquals(tab.wire, ["r1 one"]);
  await tab.acknowledge("r1");
  assertEquals(tab.wire, ["r1 one", "r2 two"]);
});

Deno.test("PendingMessages keeps what was written without a connection and sends it in order", async () => {
  const tab = await Tab.open(new Browser());
  await tab.disconnect();
  await tab.add("one");
  await tab.add("two");
  assertEquals([tab.wire, tab.pending.waiting.value], [[], 2]);
  await tab.connect();
  await tab.acknowledge("r1");
  assertEquals(tab.wire, ["r1 one", "r2 two"]);
});

Deno.test("PendingMessages.connected() sends what was on the wire again, with the same ref", async () => {
  const tab = await Tab.open(new Browser());
  await tab.add("one");
  await tab.disconnect();
  await tab.connect();
  assertEquals(tab.wire, ["r1 one", "r1 one"]);
});

Deno.test("PendingMessages.connected() does not send what a replay has acknowledged", async () => {
  const tab = await Tab.open(new Browser());
  await tab.add("one");
  await tab.disconnect();
  await tab.acknowledge("r1");
  await tab.connect();
  assertEquals(tab.wire, ["r1 one"]);
});

Deno.test("PendingMessages sends what an earlier page has left, before what is new", async () => {
  const browser = new Browser();
  const before = await Tab.open(browser);
  await before.disconnect();
  await before.add("one");
  await before.add("two");
  before.pending.close();
  const tab = await Tab.open(browser);
  await tab.add("three");
  await tab.acknowledge("r1");
  await tab.acknowledge("r2");
  assertEquals(tab.wire, ["r1 one", "r2 two", "r3 three"]);
});

Deno.test("PendingMessages.refuse() keeps the message with its reason and lets the next go", async () => {
  const tab = await Tab.open(new Browser());
  await tab.add("one");
  await tab.add("two");
  assertEquals(await tab.refuse("r1", "too_long"), true);
  assertEquals(tab.pending.list.value[0]?.refusal?.code, "too_long");
  assertEquals(tab.pending.waiting.value, 1);
  assertEquals(tab.wire, ["r1 one", "r2 two"]);
});

Deno.test("PendingMessages leaves a refused message to its writer, on the next page too", async () => {
  const browser = new Browser();
  const before = await Tab.open(browser);
  await before.add("one");
  await before.refuse("r1", "forbidden");
  before.pending.close();
  const tab = await Tab.open(browser);
  assertEquals(tab.pending.list.value[0]?.refusal?.code, "forbidden");
  assertEquals(tab.wire, []);
});

Deno.test("PendingMessages.retry() sends a refused message once more", async () => {
  const tab = await Tab.open(new Browser());
  await tab.add("one");
  await tab.refuse("r1", "unavailable");
  await tab.retry("r1");
  assertEquals(tab.wire, ["r1 one", "r1 one"]);
  assertEquals(tab.pending.list.value[0]?.refusal, undefined);
});

Deno.test("PendingMessages.discard() gives a message up, for good", async () => {
  const browser = new Browser();
  const tab = await Tab.open(browser);
  await tab.disconnect();
  await tab.add("one");
  await tab.add("two");
  await tab.discard("r1");
  await tab.connect();
  assertEquals([tab.refs, tab.wire], [["r2"], ["r2 two"]]);
  assertEquals([...browser.shared.messages.keys()], ["r2"]);
});

Deno.test("PendingMessages.discard() of one on the wire lets the next go when that is answered", async () => {
  const tab = await Tab.open(new Browser());
  await tab.add("one");
  await tab.add("two");
  await tab.discard("r1");
  assertEquals([tab.refs, tab.wire], [["r2"], ["r1 one"]]);
  await tab.acknowledge("r1");
  assertEquals(tab.wire, ["r1 one", "r2 two"]);
});

Deno.test("PendingMessages.refuse() of one that was discarded on the wire troubles nobody", async () => {
  const tab = await Tab.open(new Browser());
  await tab.add("one");
  await tab.discard("r1");
  assertEquals(await tab.refuse("r1", "forbidden"), true);
  assertEquals(tab.refs, []);
});

Deno.test("PendingMessages waits as long as the rate limit asks, then goes on in order", async () => {
  const browser = new Browser();
  const tab = await Tab.open(browser);
  await tab.add("one");
  await tab.add("two");
  await tab.refuse("r1", "rate_limited", 700);
  assertEquals(tab.pending.list.value[0]?.refusal, undefined);
  browser.clock.advance(699);
  assertEquals(tab.wire, ["r1 one"]);
  browser.clock.advance(1);
  await tab.acknowledge("r1");
  assertEquals(tab.wire, ["r1 one", "r1 one", "r2 two"]);
});

Deno.test("PendingMessages.refuse() leaves errors about other things to others", async () => {
  const tab = await Tab.open(new Browser());
  await tab.add("one");
  assertEquals(await tab.refuse("elsewhere", "too_long"), false);
  assertEquals(tab.pending.refuse({ type: "error", code: "empty", message: "Cannot" }), false);
});

Deno.test("PendingMessages is shared by tabs, of which one sends", async () => {
  const browser = new Browser();
  const [first, second] = [await Tab.open(browser), await Tab.open(browser)];
  await first.add("one");
  await second.add("two");
  assertEquals([first.refs, second.refs], [["r1", "r2"], ["r1", "r2"]]);
  await first.acknowledge("r1");
  await first.acknowledge("r2");
  assertEquals([first.wire, second.wire], [["r1 one", "r2 two"], []]);
  assertEquals([first.refs, second.refs], [[], []]);
});

Deno.test("PendingMessages sends what a tab has left that was closed or lost its connection", async () => {
  const browser = new Browser();
  const [first, second] = [await Tab.open(browser), await Tab.open(browser)];
  await first.add("one");
  await second.add("two");
  await first.disconnect();
  assertEquals(second.wire, ["r1 one"]);
  await second.acknowledge("r1");
  first.pending.close();
  assertEquals(second.wire, ["r1 one", "r2 two"]);
});

Deno.test("PendingMessages takes the turn from a tab that sleeps with it", async () => {
  const browser = new Browser();
  const [first, second] = [await Tab.open(browser), await Tab.open(browser)];
  await first.add("one");
  await second.add("two");
  browser.clock.advance(7_999);
  await settled();
  assertEquals(second.wire, []);
  browser.clock.advance(1);
  await settled();
  assertEquals(second.wire, ["r1 one"]);
});

Deno.test("PendingMessages leaves the turn to a tab that gets on with it", async () => {
  const browser = new Browser();
  const [first, second] = [await Tab.open(browser), await Tab.open(browser)];
  for (const text of ["one", "two", "three"]) await first.add(text);
  for (const ref of ["r1", "r2"]) {
    browser.clock.advance(6_000);
    await first.acknowledge(ref);
  }
  assertEquals([first.wire.length, second.wire], [3, []]);
});

Deno.test("PendingMessages never sends what somebody else wrote, and shows it", async () => {
  const browser = new Browser();
  const ada = await Tab.open(browser);
  await ada.disconnect();
  await ada.add("of Ada");
  const bob = await Tab.open(browser, { id: "b", name: "Bob" });
  await bob.add("of Bob");
  assertEquals(bob.wire, ["r2 of Bob"]);
  const [foreign] = bob.pending.list.value;
  assertEquals([foreign?.author.name, bob.pending.isForeign(foreign!)], ["Ada", true]);
  assertEquals(bob.pending.waiting.value, 1);
  await bob.discard("r1");
  assertEquals(ada.refs, ["r2"]);
});

Deno.test("PendingMessages does not send as the one whom the welcome names what was written before", async () => {
  const tab = await Tab.open(new Browser());
  await tab.disconnect();
  await tab.add("as Ada");
  tab.author = { id: "b", name: "Bob" };
  await tab.connect();
  assertEquals(tab.wire, []);
});

Deno.test("PendingMessages sends under a new name what the same person wrote under another", async () => {
  const tab = await Tab.open(new Browser());
  await tab.disconnect();
  await tab.add("hello");
  tab.author = { id: "a", name: "Ada Lovelace" };
  await tab.connect();
  assertEquals(tab.wire, ["r1 hello"]);
});

Deno.test("PendingMessages sends an answer as one only into the log that it answers", async () => {
  const tab = await Tab.open(new Browser());
  await tab.disconnect();
  await tab.add("same log", 7);
  await tab.add("other log", 7);
  await tab.connect();
  tab.epoch = "e2";
  await tab.acknowledge("r1");
  assertEquals(tab.commands, [
    { type: "say", text: "same log", ref: "r1", replyTo: 7 },
    { type: "say", text: "other log", ref: "r2" },
  ]);
});

Deno.test("PendingMessages sends what the browser cannot keep, and says that it is at risk", async () => {
  const tab = await Tab.open(new Browser());
  tab.outbox.isBroken = true;
  await tab.add("one");
  await tab.add("two");
  assertEquals([tab.wire, tab.pending.isAtRisk.value], [["r1 one"], true]);
  await tab.acknowledge("r1");
  await tab.acknowledge("r2");
  assertEquals([tab.wire, tab.pending.isAtRisk.value], [["r1 one", "r2 two"], false]);
});

Deno.test("PendingMessages keeps no more than 500 messages, and says so of the next", async () => {
  const tab = await Tab.open(new Browser());
  await tab.disconnect();
  for (let n = 0; n < 500; n++) tab.pending.add("hm");
  await tab.add("one too many");
  const codes = () => tab.pending.list.value.map(({ refusal }) => refusal?.code);
  assertEquals(codes().slice(-2), [undefined, "outbox_full"]);
  assertEquals(tab.pending.isAtRisk.value, true);
  await tab.retry("r501");
  assertEquals(codes().at(-1), "outbox_full");
  await tab.discard("r1");
  await tab.retry("r501");
  assertEquals([codes().at(-1), tab.pending.isAtRisk.value], [undefined, false]);
});

Deno.test("PendingMessages keeps no more than a million characters", async () => {
  const tab = await Tab.open(new Browser());
  await tab.disconnect();
  for (let n = 0; n < 125; n++) tab.pending.add("x".repeat(8_000));
  await tab.add("x");
  assertEquals(tab.pending.waiting.value, 125);
});

Deno.test("PendingMessages.close() leaves neither timer nor turn behind", async () => {
  const browser = new Browser();
  const [first, second] = [await Tab.open(browser), await Tab.open(browser)];
  await first.add("one");
  await first.refuse("r1", "rate_limited");
  for (const tab of [second, first]) tab.pending.close();
  await settled();
  assertEquals([browser.clock.pending, browser.turns.names], [0, []]);
});

Deno.test("isWorthRetry() is false where the text itself is at fault", () => {
  const codes = ["too_long", "empty", "bad_request", "unavailable", "forbidden"];
  assertEquals(codes.filter((code) => isWorthRetry({ code, message: "Cannot" })), [
    "unavailable",
    "forbidden",
  ]);
});
