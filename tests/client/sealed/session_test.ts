import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import type { Content } from "../../../client/sealed/content.ts";
import { decodeEnvelope } from "../../../client/sealed/envelope.ts";
import type { TestDevice } from "./session_world.ts";
import { ann, bob, newMessageId, room, SessionWorld } from "./session_world.ts";

/** A world in which each of the two has the devices of these names. */
async function worldOf(
  anns: readonly string[],
  bobs: readonly string[],
): Promise<{ world: SessionWorld; of: Record<string, TestDevice> }> {
  const world = await SessionWorld.open();
  const of: Record<string, TestDevice> = {};
  for (const name of anns) of[name] = await world.addDevice(ann, name);
  for (const name of bobs) of[name] = await world.addDevice(bob, name);
  return { world, of };
}

function idOf(content: Content): string {
  return content.kind === "say" ? content.id : "";
}

function said(text: string): Content {
  return { kind: "say", id: newMessageId(), text };
}

Deno.test("what one says, the other reads, both ways", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  of.b1!.say(said("hi"));
  await world.settle();
  assertEquals(await of.a1!.texts(), ["hello", "hi"]);
  assertEquals(await of.b1!.texts(), ["hello", "hi"]);
});

Deno.test("what one says waits until the other has a device", async () => {
  const { world, of } = await worldOf(["a1"], []);
  of.a1!.say(said("are you there"));
  await of.a1!.read();
  assertEquals(await of.a1!.pump(), "no_peer");
  const b1 = await world.addDevice(bob, "b1");
  await world.settle();
  assertEquals(await b1.texts(), ["are you there"]);
});

Deno.test("every device of both reads what any of them says", async () => {
  const { world, of } = await worldOf(["a1", "a2"], ["b1", "b2"]);
  for (const device of Object.values(of)) device.say(said(device.own.name));
  await world.settle();
  const texts = await of.a1!.texts();
  assertEquals(texts.toSorted(), ["a1", "a2", "b1", "b2"]);
  for (const device of Object.values(of)) assertEquals(await device.texts(), texts);
});

Deno.test("of two sessions that are made at once the first counts", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  for (const device of [of.a1!, of.b1!]) {
    device.say(said(`from ${device.own.name}`));
    await device.read();
  }
  assertEquals([await of.a1!.pump(), await of.b1!.pump()], ["send", "send"]);
  await world.settle();
  const creates = world.log.filter(({ box }) => {
    const envelope = decodeEnvelope(box!);
    return envelope !== "newer" && envelope?.kind === "create";
  });
  assertEquals(creates.length, 2);
  assertEquals((await of.a1!.texts()).toSorted(), ["from a1", "from b1"]);
  assertEquals(await of.b1!.texts(), await of.a1!.texts());
});

Deno.test("a device that is added reads what is said from then on, and says so once", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("before"));
  await world.settle();
  const a2 = await world.addDevice(ann, "a2");
  await world.settle();
  of.b1!.say(said("after"));
  await world.settle();
  const [note, after] = await a2.texts();
  assert(note!.startsWith("! "), note);
  assertEquals(after, "after");
  assertEquals((await a2.texts()).length, 2);
});

Deno.test("both are told that a device was added, by its name", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  await world.addDevice(ann, "New phone");
  await world.settle();
  for (const device of [of.a1!, of.b1!]) {
    const [, note] = await device.texts();
    assert(note!.startsWith("! ") && note!.includes("New phone"), note);
  }
});

Deno.test("a device that is taken off the list reads nothing that is said from then on", async () => {
  const { world, of } = await worldOf(["a1", "a2"], ["b1"]);
  of.a1!.say(said("to all"));
  await world.settle();
  world.unlist(of.a2!);
  await world.settle();
  of.b1!.say(said("not to a2"));
  await world.settle();
  assert((await of.a1!.texts()).includes("not to a2"));
  assert(!(await of.a2!.texts()).some((text) => text.includes("not to a2")));
});

Deno.test("of two changes that are made at once the first counts, and the other is made anew", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  await world.addDevice(ann, "a2");
  await world.addDevice(bob, "b2");
  for (const device of [of.a1!, of.b1!]) assertEquals(await device.pump(), "send");
  await world.settle();
  of.a1!.say(said("to all four"));
  await world.settle();
  for (const device of world.devices.values()) {
    assert((await device.texts()).includes("to all four"), device.own.name);
    assertEquals((await device.session.members()).length, 4);
  }
});

Deno.test("a device does not come in by a change that lost, and what it says is not lost with it", async () => {
  const { world, of } = await worldOf(["a1"], ["b1", "b2"]);
  of.a1!.say(said("hello"));
  await world.settle();
  // One removes a device, and the other, which has not seen that, adds one.
  world.unlist(of.b2!);
  const first = await of.a1!.session.line();
  world.list(of.b2!);
  const a2 = await world.addDevice(ann, "a2");
  const second = await of.b1!.session.line();
  for (const [from, line] of [[ann, first], [bob, second]] as const) {
    if (line.kind === "send") world.append(from, line.command);
  }
  a2.say(said("let me in"));
  await world.settle();
  for (const device of world.devices.values()) {
    assert((await device.texts()).includes("let me in"), device.own.name);
  }
});

Deno.test("nothing is sealed while a device of the list is not in the session", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  await world.addDevice(bob, "b2");
  assertEquals(await of.a1!.session.seal("early", said("early")), undefined);
});

Deno.test("a message that was sealed before a change counts behind it", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  of.a1!.say(said("sealed early"));
  const early = await of.a1!.session.seal("early", said("sealed early too"));
  const b2 = await world.addDevice(bob, "b2");
  await of.b1!.pump();
  world.append(ann, early!);
  await world.settle();
  assert((await of.b1!.texts()).includes("sealed early too"));
  assert(!(await b2.texts()).includes("sealed early too"));
});

Deno.test("a message of a session that was replaced is sealed anew, and read once", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  const late = said("too late");
  const command = await of.b1!.session.seal(of.b1!.say(late), late);
  const a2 = await world.addDevice(ann, "a2");
  // Nobody lets a2 in, so that it makes a session of its own.
  await a2.read();
  world.clock.advance(60_000);
  assertEquals(await a2.pump(), "send");
  world.append(bob, command!);
  await world.settle();
  for (const device of [of.a1!, of.b1!, a2]) {
    const texts = await device.texts();
    assertEquals(texts.filter((text) => text === "too late").length, 1, device.own.name);
  }
});

Deno.test("the same box twice is read once", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  const { box } = world.log.findLast(({ quiet }) => !quiet)!;
  world.append(ann, { type: "seal", box: box!, ref: "again" });
  await world.settle();
  assertEquals((await of.b1!.texts()).filter((text) => text === "hello").length, 1);
});

Deno.test("a message that the server puts under the other's name is not shown as theirs", async () => {
  const { world, of } = await worldOf(["a1", "a2"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  const command = await of.a1!.session.seal("x", said("I owe you 100"));
  world.append(bob, command!);
  await world.settle();
  for (const device of [of.a2!, of.b1!]) {
    assert(!(await device.texts()).includes("I owe you 100"));
    assertEquals(device.alarms, [["false_sender", bob.id]]);
  }
});

Deno.test("plain text that the server lets into the log is not shown", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  const seq = world.log.length + 1;
  world.log.push({ type: "message", seq, at: 1, from: bob, text: "trust me" });
  await world.settle();
  assertEquals(await of.a1!.texts(), ["hello"]);
  assertEquals(of.a1!.alarms, [["false_sender", bob.id]]);
});

Deno.test("a key package of another device than asked for is noticed and not used", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  const evil = await SessionWorld.open();
  const fake = await evil.addDevice(bob, "b1");
  world.lie = (device, truth) => device === of.b1!.own.id ? evil.takePackage(fake.own.id) : truth;
  await of.a1!.read();
  assertEquals(await of.a1!.pump(), "no_peer");
  assertEquals(of.a1!.alarms, [["false_package", bob.id]]);
});

Deno.test("a device whose key packages are not handed out just now does not hold up the others", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  await world.addDevice(bob, "b2");
  world.limitMs = 7_000;
  of.a1!.say(said("hello again"));
  assertEquals(await of.a1!.pump(), "ready");
  await of.b1!.read();
  assertEquals((await of.b1!.texts()).at(-1), "hello again");
  const untilMs = world.clock.now() + world.limitMs;
  assertEquals(await of.a1!.session.line(), { kind: "ready", untilMs });
  world.clock.advance(world.limitMs);
  world.limitMs = 0;
  assertEquals(await of.a1!.pump(), "send");
});

Deno.test("where there is no session without key packages, it waits as long as the server asks", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  world.limitMs = 7_000;
  await of.a1!.read();
  const untilMs = world.clock.now() + world.limitMs;
  for (let count = 0; count < 20; count++) {
    assertEquals(await of.a1!.session.line(), { kind: "limited", untilMs });
  }
  assertEquals(world.askedForPackages, 1);
  world.clock.advance(world.limitMs);
  world.limitMs = 0;
  assertEquals(await of.a1!.pump(), "send");
});

Deno.test("one's own devices need not be in a session from its beginning", async () => {
  const { world, of } = await worldOf(["a1", "a2"], ["b1"]);
  of.a1!.say(said("hello"));
  await of.a1!.read();
  world.lie = (_, truth) => {
    world.limitMs = 7_000;
    return truth;
  };
  await of.a1!.pump();
  await of.a1!.read();
  assertEquals(await of.a1!.pump(), "ready");
  await of.b1!.read();
  assertEquals(await of.b1!.texts(), ["hello"]);
});

Deno.test("a device that no list has is put out of the session", async () => {
  const { world, of } = await worldOf(["a1", "a2"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  world.unlist(of.a2!);
  await of.b1!.read();
  assertEquals(await of.b1!.pump(), "send");
  await world.settle([of.a1!, of.b1!]);
  const names = (await of.b1!.session.members()).map(({ device }) => device);
  assertEquals(names.toSorted(), [of.a1!.own.id, of.b1!.own.id].toSorted());
});

for (const others of [["a1"], ["a1", "a2"]]) {
  Deno.test(`all of the other's devices may be exchanged at once: ${others}`, async () => {
    const { world, of } = await worldOf(others, ["b1"]);
    of.a1!.say(said("hello"));
    await world.settle();
    const b2 = await world.addDevice(bob, "b2");
    world.unlist(of.b1!);
    world.devices.delete("b1");
    of.a1!.say(said("are you there"));
    await world.settle();
    b2.say(said("I am"));
    await world.settle();
    assertEquals((await b2.texts()).slice(-2), ["are you there", "I am"]);
    assertEquals((await of.a1!.texts()).at(-1), "I am");
  });
}

Deno.test("a device that has another's id and name, but another key, is announced", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  const thief = await world.addDevice(bob, "b1", of.b1!.own.id);
  world.unlist(of.b1!);
  world.list(thief);
  world.clock.advance(600_000);
  thief.say(said("it is only me"));
  await world.settle([of.a1!, thief]);
  const notes = (await of.a1!.texts()).filter((text) => text.startsWith("! "));
  assertMatch(notes.join("\n"), /b1/);
});

Deno.test("a group gets new secrets after 100 messages of one device", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  for (let count = 0; count < 101; count++) of.a1!.say(said(`${count}`));
  await world.settle();
  of.a1!.say(said("and more"));
  await world.settle();
  const commits = world.log.filter(({ box }) => {
    const envelope = decodeEnvelope(box!);
    return envelope !== "newer" && envelope?.kind === "commit";
  });
  assertEquals(commits.length, 1);
  assertEquals((await of.b1!.texts()).length, 102);
});

Deno.test("a second tab goes on where the first one was", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("one"));
  await world.settle();
  const [session] = of.a1!.openTab();
  const commands = await Promise.all([
    session.seal("t1", said("two")),
    of.a1!.session.seal("t2", said("three")),
  ]);
  for (const command of commands) world.append(ann, command!);
  await world.settle();
  assertEquals((await of.b1!.texts()).toSorted(), ["one", "three", "two"]);
  assertEquals((await of.a1!.texts()).toSorted(), ["one", "three", "two"]);
});

Deno.test("a message that is sent again after a restart is the same box", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  const content = said("once");
  const before = await of.a1!.session.seal("x", content);
  of.a1!.restart();
  assertEquals(await of.a1!.session.seal("x", content), before);
  assertNotEquals(await of.a1!.session.seal("y", content), before);
});

Deno.test("a session whose group cannot be read is replaced by a new one", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  const vault = of.a1!.shared.open();
  const key = ["room", room, "session"];
  await vault.write([{ key, value: { ...await vault.get<object>(key), group: "AAAA" } }]);
  of.a1!.say(said("hello again"));
  await world.settle();
  assertEquals((await of.b1!.texts()).at(-1), "hello again");
});

Deno.test("what is read is written in one with what an archive is to have of it", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  const { seq } = world.log.findLast(({ quiet }) => !quiet)!;
  for (const { shared } of [of.a1!, of.b1!]) {
    const names = [...shared.records.keys()].filter((name) => name.includes("unarchived"));
    assertEquals(names.map((name) => JSON.parse(name).at(-1)), [seq]);
  }
});

Deno.test("what was read stays when the server is set back, and what is said then comes behind it", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  const { a1, b1 } = of as Record<"a1" | "b1", TestDevice>;
  for (const text of ["one", "two"]) a1.say(said(text));
  await world.settle();
  world.setBack(world.log.length - 1);
  b1.say(said("three"));
  await world.settle();
  a1.say(said("four"));
  await world.settle();
  for (const device of [a1, b1]) {
    assertEquals(await device.words(), ["one", "two", "three", "four"]);
    const notes = (await device.texts()).filter((text) => text.startsWith("!"));
    assertMatch(notes[0]!, /begun this conversation anew/);
    assertEquals(notes.filter((text) => /cannot be read|could read/.test(text)), []);
  }
});

Deno.test("what was read stays however often the server is set back to nothing", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  const all = ["one", "two", "three"];
  for (const text of all) {
    of.a1!.say(said(text));
    await world.settle();
    world.setBack(0);
  }
  await world.settle();
  for (const device of [of.a1!, of.b1!]) {
    assertEquals(await device.words(), all);
  }
});

Deno.test("what has not left when the server begins another log is sealed anew", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("one"));
  await world.settle();
  of.a1!.say(said("two"));
  await of.a1!.pump(() => false);
  world.setBack(0);
  await world.settle();
  for (const device of [of.a1!, of.b1!]) {
    const words = await device.words();
    assertEquals(words, ["one", "two"]);
    assertEquals(device.alarms, []);
  }
});

Deno.test("nothing that has the number of a deleted message in another log is taken off the server", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  const content = said("one");
  of.a1!.say(content);
  await world.settle();
  const target = await of.a1!.log.reference((await of.a1!.log.placeOf(ann.id, idOf(content)))!);
  of.a1!.say({ kind: "delete", target: target! });
  await world.settle();
  assertEquals(await of.a1!.session.erasures(), [target!.seq]);
  world.setBack(0);
  await world.settle();
  assertEquals(await of.a1!.session.erasures(), []);
});

Deno.test("a message of a former log can be deleted, and the server is not asked to", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  const content = said("one");
  of.a1!.say(content);
  await world.settle();
  const { log } = of.a1!;
  const seq = await log.placeOf(ann.id, idOf(content));
  world.setBack(0);
  await world.settle();
  const target = await log.reference((await log.placeOf(ann.id, idOf(content)))!);
  of.a1!.say({ kind: "delete", target: target! });
  await world.settle();
  for (const device of [of.a1!, of.b1!]) {
    assert((await device.texts()).includes("(deleted)"));
    assertEquals((await device.texts()).includes("one"), false);
  }
  assertEquals(await of.a1!.session.erasures(), []);
  const waiting = await of.b1!.shared.open().list(["unarchived"]);
  assertEquals(waiting.filter(({ value }) => value === "").map(({ key }) => key.slice(2)), [
    ["e1", seq],
  ]);
});

Deno.test("who gives the group new secrets asks for the lists before", async () => {
  const { world, of } = await worldOf(["a1"], ["b1", "b2"]);
  of.a1!.say(said("hello"));
  await world.settle();
  of.a1!.lists = new Map(world.lists);
  world.unlist(of.b2!);
  for (let count = 0; count < 101; count++) of.a1!.say(said(`${count}`));
  await world.settle([of.a1!]);
  const members = await of.a1!.session.members();
  assertEquals(members.some(({ device }) => device === of.b2!.own.id), false);
});

Deno.test("what a new device is called is asked for while others may read", async () => {
  const { world, of } = await worldOf(["a1"], ["b1"]);
  of.a1!.say(said("hello"));
  await world.settle();
  of.a1!.lists = new Map(world.lists);
  await world.addDevice(bob, "b2");
  await of.b1!.pump();
  // It would wait for ever inside the lock.
  of.a1!.renews = () => of.a1!.openTab()[0].forgetChange("none");
  await of.a1!.read();
  assert((await of.a1!.texts()).some((text) => text.startsWith("!") && text.includes("b2")));
});
