import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Reference } from "../../../client/sealed/content.ts";
import type { TestDevice } from "./session_world.ts";
import { ann, bob, newMessageId, SessionWorld } from "./session_world.ts";
import { assertHolds } from "../../support/property.ts";

/** Something that happens to one of the devices. */
type Step =
  | { readonly kind: "say" | "react" | "edit" | "pump" | "restart"; readonly by: number }
  /** Reads so many entries and no more. */
  | { readonly kind: "read"; readonly by: number; readonly count: number }
  /** Nothing of what it sends arrives, or it does and the device hears nothing of it. */
  | { readonly kind: "lose"; readonly by: number }
  /** What it has sealed already goes out once more, as a lost socket's last frames do. */
  | { readonly kind: "again"; readonly by: number }
  | { readonly kind: "wait" }
  /** Its owner puts the second device on the list, or takes it off. */
  | { readonly kind: "list"; readonly owner: 0 | 1 }
  /** The server lets changes of the session wait, or brings what waited. */
  | { readonly kind: "hold" | "release" }
  /** The server has an entry there once more, the last, the one before …, under its own key or another. */
  | { readonly kind: "repeat"; readonly back: number; readonly hasOwnRef: boolean }
  /** The server loses so many of its newest entries, and calls its log otherwise. */
  | { readonly kind: "setBack"; readonly lost: number; readonly isCalm: boolean };

const by = fc.nat(3);

/** @param weights How often devices come and go, how often the server does what it must not, or is set back. */
function stepsOf(
  weights: { list: number; evil?: number; setBack?: number },
): fc.Arbitrary<Step[]> {
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("say" as const), by }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("pump" as const), by }) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("read" as const),
        by,
        count: fc.integer({ min: 1, max: 4 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("lose" as const), by }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("again" as const), by }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart" as const), by }) },
    { weight: 1, arbitrary: fc.constant({ kind: "wait" } as const) },
    {
      weight: weights.list,
      arbitrary: fc.record({
        kind: fc.constant("list" as const),
        owner: fc.constantFrom(0 as const, 1 as const),
      }),
    },
    {
      weight: weights.evil ?? 0,
      arbitrary: fc.record({ kind: fc.constantFrom("react" as const, "edit" as const), by }),
    },
    {
      weight: weights.evil ?? 0,
      arbitrary: fc.record({ kind: fc.constantFrom("hold" as const, "release" as const) }),
    },
    {
      weight: weights.evil ?? 0,
      arbitrary: fc.record({
        kind: fc.constant("repeat" as const),
        back: fc.nat(5),
        hasOwnRef: fc.boolean(),
      }),
    },
    {
      weight: weights.setBack ?? 0,
      arbitrary: fc.record({
        kind: fc.constant("setBack" as const),
        lost: fc.oneof(fc.nat(5), fc.constant(99)),
        isCalm: fc.boolean(),
      }),
    },
  );
  return fc.array(step, { minLength: 5, maxLength: 60, size: "+1" });
}

/**
 * Runs the steps, then lets everything come to rest.
 *
 * @param isEvil Whether devices hear late of the other's newer list, and the server has all of its log
 * there once more at the end.
 */
async function run(
  steps: readonly Step[],
  isEvil = false,
): Promise<{
  world: SessionWorld;
  devices: TestDevice[];
  said: Map<string, TestDevice>;
  /** What each device had read whenever the server was set back. */
  read: Map<TestDevice, string[]>;
}> {
  const world = await SessionWorld.open();
  const devices = [
    await world.addDevice(ann, "a1"),
    await world.addDevice(ann, "a2"),
    await world.addDevice(bob, "b1"),
    await world.addDevice(bob, "b2"),
  ];
  const said = new Map<string, TestDevice>();
  const read = new Map(devices.map((device) => [device, [] as string[]]));
  const isListed = [true, true];
  if (isEvil) await world.settle();
  for (const step of steps) {
    const device = "by" in step ? devices[step.by]! : devices[0]!;
    switch (step.kind) {
      case "say": {
        const text = `${device.own.name} ${said.size}`;
        said.set(text, device);
        device.say({ kind: "say", id: newMessageId(), text });
        break;
      }
      // About a message that there is not, so that nothing shows and each is one of its own.
      case "react":
        device.say({ kind: "react", target: nowhere(), emoji: "👍", on: true });
        break;
      case "edit":
        device.say({ kind: "edit", target: nowhere(), text: "" });
        break;
      case "hold":
        world.hold();
        break;
      case "release":
        world.release();
        break;
      case "repeat": {
        const entry = world.log.at(-1 - step.back);
        if (entry) world.repeat(entry, step.hasOwnRef ? entry.ref : world.newRef());
        break;
      }
      case "read":
        await device.read(step.count);
        break;
      case "pump":
        await device.pump();
        break;
      case "lose":
        await device.pump(() => false);
        break;
      case "again":
        await device.pump();
        await device.pump();
        break;
      case "restart":
        device.restart();
        break;
      case "wait":
        world.clock.advance(12_000);
        break;
      case "list": {
        const second = devices[1 + 2 * step.owner]!;
        if (isEvil) {
          const before = new Map(world.lists);
          for (const device of devices) {
            device.lists = device.owner === second.owner ? undefined : device.lists ?? before;
          }
        }
        if (isListed[step.owner]) world.unlist(second);
        else {
          await second.stock(2);
          world.list(second);
        }
        isListed[step.owner] = !isListed[step.owner];
        break;
      }
      case "setBack":
        if (step.isCalm) await world.settle();
        for (const device of devices) read.get(device)!.push(...await device.words());
        world.setBack(Math.max(0, world.log.length - step.lost));
    }
  }
  world.release();
  if (isEvil) {
    for (const device of devices) await device.read();
    for (const entry of [...world.log]) world.repeat(entry, world.newRef());
    for (const device of devices) {
      await device.read();
      device.lists = undefined;
    }
  }
  // At the end both second devices belong, so that all has to come together.
  for (const owner of [0, 1]) {
    if (isListed[owner]) continue;
    const second = devices[1 + 2 * owner]!;
    await second.stock(2);
    world.list(second);
  }
  await world.settle();
  return { world, devices, said, read };
}

function nowhere(): Reference {
  return { seq: 1, by: ann.id, id: newMessageId() };
}

Deno.test("whatever is lost, repeated or made at once, all four devices read the same, once each", async () => {
  await assertHolds(
    "sealed-session-1",
    fc.asyncProperty(stepsOf({ list: 0, evil: 0 }), async (steps) => {
      const { devices, said } = await run(steps);
      const texts = await devices[0]!.texts();
      for (const device of devices) assertEquals(await device.texts(), texts);
      assertEquals(texts.toSorted(), [...said.keys()].toSorted());
    }),
    { numRuns: 60 },
  );
});

Deno.test("while devices come and go, nothing is read twice and nothing is lost for those that stay", async () => {
  await assertHolds(
    "sealed-session-2",
    fc.asyncProperty(stepsOf({ list: 2, evil: 0 }), async (steps) => {
      const { world, devices, said } = await run(steps);
      const [a1, , b1] = await Promise.all(devices.map((device) => device.texts()));
      const isSaid = (text: string) => said.has(text);
      for (const texts of [a1!, b1!]) {
        // What the second devices said while they belonged has come; what they said after it may not.
        assertEquals(new Set(texts.filter(isSaid)).size, texts.filter(isSaid).length);
        for (const [text, author] of said) {
          assert(texts.includes(text), `${text} of ${author.own.name} is lost`);
        }
      }
      assertEquals(a1!.filter(isSaid), b1!.filter(isSaid));
      for (const device of devices) {
        const texts = (await device.texts()).filter(isSaid);
        assertEquals(texts, a1!.filter((text) => texts.includes(text)), device.own.name);
        assertEquals((await device.session.members()).length, 4, device.own.name);
        assertEquals(device.alarms, []);
      }
      devices[0]!.say({ kind: "say", id: newMessageId(), text: "for all" });
      await world.settle();
      for (const device of devices) assertEquals((await device.texts()).at(-1), "for all");
    }),
    { numRuns: 60 },
  );
});

Deno.test("whatever the server repeats and holds back, nothing is opened twice and nothing is lost", async () => {
  await assertHolds(
    "sealed-session-3",
    fc.asyncProperty(stepsOf({ list: 2, evil: 3 }), async (steps) => {
      const { devices, said } = await run(steps, true);
      for (const device of devices) {
        const opened = device.opened.map((content) => JSON.stringify(content));
        assertEquals(opened.filter((one, at) => opened.indexOf(one) !== at), [], device.own.name);
      }
      const [a1, , b1] = await Promise.all(devices.map((device) => device.texts()));
      for (const texts of [a1!, b1!]) {
        const shown = texts.filter((text) => said.has(text));
        assertEquals(shown.toSorted(), [...said.keys()].toSorted());
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("however the server is set back, what was read stays, once each, and all read what comes then", async () => {
  await assertHolds(
    "sealed-session-4",
    fc.asyncProperty(stepsOf({ list: 0, setBack: 2 }), async (steps) => {
      const { world, devices, said, read } = await run(steps);
      // Whoever is out of the session that others went on with makes another one, but not at once.
      world.clock.advance(600_000);
      await world.settle();
      const last = devices.map(({ own: { name } }) => `at last ${name}`);
      for (const [at, text] of last.entries()) {
        devices[at]!.say({ kind: "say", id: newMessageId(), text });
      }
      await world.settle();
      for (const device of devices) {
        const words = await device.words();
        assertEquals(words.length, new Set(words).size, "twice");
        assertEquals(words.filter((text) => !said.has(text)).toSorted(), last);
        for (const text of read.get(device)!) assert(words.includes(text), `${text} is lost`);
        assertEquals(device.alarms, []);
      }
    }),
    { numRuns: 60 },
  );
});
