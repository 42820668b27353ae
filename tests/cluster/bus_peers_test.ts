import { assertEquals } from "@std/assert";
import type { NodeNews, RoomNews } from "../../lib/chat/peers.ts";
import { BusPeers } from "../../lib/cluster/bus_peers.ts";
import { LocalHub } from "../support/local_bus.ts";
import { roomTopic } from "../../lib/cluster/topic.ts";
import { HeardLog } from "../support/heard_log.ts";

/** Two nodes on one hub. */
function two(maxBytes?: number): { hub: LocalHub; one: BusPeers; other: BusPeers } {
  const hub = new LocalHub({ log: new HeardLog().log, ...(maxBytes && { maxBytes }) });
  return { hub, one: new BusPeers(hub.open(), "one"), other: new BusPeers(hub.open(), "other") };
}

/** Lets what is on its way arrive. */
async function arrived(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
}

Deno.test("BusPeers tells those who have the room open, and not itself", async () => {
  const { one, other } = two();
  const heard: unknown[] = [];
  const line = await one.open("Tee & Kuchen", (news, node) => heard.push(["one", node, news]));
  await other.open("Tee & Kuchen", (news, node) => heard.push(["other", node, news]));
  await other.open("coffee", (news) => heard.push(["coffee", news]));
  line.tell({ type: "changed" });
  one.tell("Tee & Kuchen", { type: "who" });
  await arrived();
  assertEquals(heard, [["other", "one", { type: "changed" }], ["other", "one", { type: "who" }]]);
});

Deno.test("BusPeers hears nothing of a line that is closed", async () => {
  const { one, other } = two();
  const heard: RoomNews[] = [];
  const line = await other.open("tea", (news) => heard.push(news));
  line.close();
  line.close();
  one.tell("tea", { type: "changed" });
  await arrived();
  assertEquals(heard, []);
});

Deno.test("BusPeers tells all nodes, and each who listens until that is stopped", async () => {
  const { one, other } = two();
  const heard: NodeNews[] = [];
  const stops = [1, 2].map(() => other.listen((news) => heard.push(news)));
  one.tellAll({ type: "webhooks" });
  await arrived();
  stops[0]!();
  one.tellAll({ type: "listeners" });
  await arrived();
  stops[1]!();
  one.tellAll({ type: "listeners" });
  await arrived();
  assertEquals(heard.map(({ type }) => type), ["webhooks", "webhooks", "listeners"]);
});

Deno.test("BusPeers tells without its frame what is too large: others read it from the store", async () => {
  const { one, other } = two(1_000);
  const heard: RoomNews[] = [];
  await other.open("tea", (news) => heard.push(news));
  const news = { type: "heard", epoch: "e", after: 0, upTo: 9 } as const;
  one.tell("tea", { ...news, frame: "x".repeat(2_000) });
  await arrived();
  assertEquals(heard, [{ ...news, frame: "" }]);
});

Deno.test("BusPeers tells in several how many are in more rooms than one message holds", async () => {
  const { one, other } = two(100_000);
  const heard: NodeNews[] = [];
  other.listen((news) => heard.push(news));
  const name = (index: number) => `${index} `.padEnd(64, "ö");
  const rooms = Object.fromEntries(Array.from({ length: 4_000 }, (_, index) => [name(index), 3]));
  one.tellAll({ type: "counts", rooms });
  await arrived();
  const told = heard.map((news) => news.type === "counts" ? news : undefined);
  assertEquals(told.map((news) => news?.adds).slice(0, 3), [undefined, true, true]);
  assertEquals(Object.assign({}, ...told.map((news) => news?.rooms)), rooms);
});

Deno.test("BusPeers takes what it cannot read for a reason to look at the room", async () => {
  const { hub, other } = two();
  const heard: [RoomNews, string][] = [];
  await other.open("tea", (...told) => heard.push(told));
  hub.open().publish(roomTopic("tea"), new TextEncoder().encode("of another version"));
  await arrived();
  assertEquals(heard, [[{ type: "changed" }, ""]]);
});

Deno.test("BusPeers is away while its bus is, and says so", () => {
  const { hub, one } = two();
  const states: boolean[] = [];
  const stop = one.watch(() => states.push(one.isAway));
  hub.cut();
  hub.mend();
  stop();
  hub.cut();
  assertEquals(states, [true, false]);
});
