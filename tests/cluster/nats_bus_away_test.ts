import { assert, assertEquals } from "@std/assert";
import { readNatsAccess } from "../../lib/cluster/nats_access.ts";
import { NatsBus } from "../../lib/cluster/nats_bus.ts";
import { commonTopic, roomTopic } from "../../lib/cluster/topic.ts";
import { HeardLog } from "../support/heard_log.ts";
import { lacksNats, TestNats } from "../support/nats.ts";
import { until } from "../support/until.ts";
import { NatsNode } from "./nats_node.ts";

const ignore = lacksNats();
const tea = roomTopic("tea");

Deno.test("NatsBus hears nothing of another prefix", { ignore }, async () => {
  await using nats = await TestNats.open();
  await using one = await NatsNode.open({ url: nats.url, prefix: "staging" });
  await using two = await NatsNode.open({ url: nats.url });
  await using three = await NatsNode.open({ url: nats.url, prefix: "staging" });
  await Promise.all([one.up(), two.up(), three.up()]);
  await Promise.all([two.listen(tea), three.listen(tea)]);
  one.say(tea, "ours");
  await three.hears(1);
  two.say(tea, "theirs");
  one.say(tea, "ours again");
  assertEquals(await three.hears(2), ["ours", "ours again"]);
  assertEquals(two.heard, []);
});

Deno.test("NatsBus leaves no subscription of what nobody listens to", { ignore }, async () => {
  await using nats = await TestNats.open();
  await using node = await NatsNode.open({ url: nats.url });
  await node.up();
  const [first, second] = await Promise.all([node.listen(tea), node.listen(tea)]);
  await node.listen(commonTopic);
  assertEquals(await nats.subjects(), ["parley.common", "parley.probe", "parley.room.tea"]);
  first.close();
  const last = await node.listen(tea);
  second.close();
  last.close();
  // What is asked for is done in order.
  const { close } = await node.listen(roomTopic("end"));
  close();
  await node.listen(commonTopic);
  assertEquals(await nats.subjects(), ["parley.common", "parley.probe"]);
});

Deno.test("NatsBus begins while NATS is away, and is up when it comes", { ignore }, async () => {
  await using nats = await TestNats.open();
  await nats.stop();
  await using one = await NatsNode.open({ url: nats.url });
  await using two = await NatsNode.open({ url: nats.url });
  const why = `${nats.url}: it cannot be reached; start it, or mend the network`;
  assertEquals(await one.reason(), why);
  assertEquals(await two.reason(), why);
  const early = two.bus.subscribe(tea, (bytes) => two.heard.push(`${bytes.length}`));
  assertEquals(await early.ready, false);
  assertEquals(one.say(tea, "lost"), "dropped");
  await nats.start();
  await Promise.all([one.up(), two.up()]);
  one.say(tea, "heard");
  assertEquals(await two.hears(1), ["5"]);
  assertEquals(one.reasons, [why]);
});

Deno.test("NatsBus tells once of NATS being away, and once of its return", { ignore }, async () => {
  await using nats = await TestNats.open();
  const node = await NatsNode.open({ url: nats.url });
  await node.up();
  await nats.stop();
  await node.away();
  await node.reason();
  await nats.start();
  await node.up();
  await node.bus.close();
  const told = node.lines.map((line) => JSON.parse(line)).filter(({ level }) => level !== "debug");
  assertEquals(new Set(told.map(({ message }) => message)).size, 2);
  assertEquals(told.at(-1).message, "NATS can be used again");
});

Deno.test("NatsBus drops what a stuck server does not take, gives it up, and comes back", {
  ignore,
}, async () => {
  await using nats = await TestNats.open();
  await using one = await NatsNode.open({ url: nats.url });
  await using two = await NatsNode.open({ url: nats.url });
  await Promise.all([one.up(), two.up()]);
  await two.listen(tea);
  nats.freeze();
  const large = new Uint8Array(65_536);
  const outcomes = Array.from({ length: 1_000 }, () => one.bus.publish(tea, large));
  const sent = outcomes.lastIndexOf("sent") + 1;
  assert(sent * large.length < 9 * 1_048_576, `${sent} were taken`);
  assertEquals(outcomes.slice(sent).every((outcome) => outcome === "dropped"), true);
  await Promise.all([one.away(), two.away()]);
  assertEquals(await one.reason(), `${nats.url}: it does not answer`);
  nats.thaw();
  await Promise.all([one.up(), two.up()]);
  two.heard.length = 0;
  one.say(tea, "back");
  await until(() => two.heard.includes("back"));
});

Deno.test("NatsBus sends on and on when the server keeps up", { ignore }, async () => {
  await using nats = await TestNats.open();
  await using one = await NatsNode.open({ url: nats.url });
  await using two = await NatsNode.open({ url: nats.url });
  await Promise.all([one.up(), two.up()]);
  let bytes = 0;
  await two.bus.subscribe(tea, ({ length }) => bytes += length).ready;
  const large = new Uint8Array(65_536);
  // Far more than may be on its way at once.
  for (let n = 1; n <= 400; n++) {
    assertEquals(one.bus.publish(tea, large), "sent");
    if (n % 50 > 0) continue;
    await until(() => bytes === n * large.length);
    // That it came does not say that its sender knows: what was asked after it was answered.
    await one.bus.subscribe(roomTopic(`after-${n}`), () => {}).ready;
  }
});

Deno.test("NatsBus goes to the next server when one is away", { ignore }, async () => {
  await using first = await TestNats.open();
  await using second = await TestNats.open();
  await using node = await NatsNode.open({ url: `${first.url}, ${second.url}` });
  await node.up();
  await using peer = await NatsNode.open({ url: second.url });
  await peer.up();
  await first.stop();
  await node.away();
  await node.up();
  await peer.listen(tea);
  node.say(tea, "here now");
  assertEquals(await peer.hears(1), ["here now"]);
});

Deno.test(
  "NatsBus.close() ends at once while a server does not say a word",
  { ignore },
  async () => {
    using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const access = await readNatsAccess({ url: `nats://127.0.0.1:${silent.addr.port}` });
    const bus = new NatsBus({ access, log: new HeardLog().log });
    using connection = await silent.accept();
    await bus.close();
    assertEquals(bus.state, "away");
    // It hung up, too.
    assertEquals(await connection.read(new Uint8Array(1)).catch(() => null), null);
  },
);

Deno.test(
  "NatsBus.close() ends at once while it waits before the next try",
  { ignore },
  async () => {
    const nats = await TestNats.open();
    await nats[Symbol.asyncDispose]();
    const node = await NatsNode.open({ url: nats.url });
    await node.reason();
    await node.bus.close();
    assertEquals(node.bus.state, "away");
  },
);

Deno.test("NatsBus.close() ends when the server is stuck", { ignore }, async () => {
  await using nats = await TestNats.open();
  const node = await NatsNode.open({ url: nats.url });
  await node.up();
  nats.freeze();
  node.say(tea, "farewell");
  await node.bus.close();
  nats.thaw();
});

Deno.test("NatsBus says of what is no NATS that it is none", { ignore }, async () => {
  using other = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  void other.accept().then(async (connection) => {
    await connection.write(new TextEncoder().encode("220 mail.example ESMTP\r\n"));
    await connection.read(new Uint8Array(1)).catch(() => null);
    connection.close();
  });
  await using node = await NatsNode.open({ url: `nats://127.0.0.1:${other.addr.port}` });
  const why = await node.reason();
  assert(why.endsWith("it does not speak as NATS does; mend the address"), why);
});
