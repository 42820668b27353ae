import { assertEquals } from "@std/assert";
import type { Sessions } from "../../lib/auth/sessions.ts";
import { NodeDesk } from "../../lib/app/node_desk.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { HeardLog } from "../support/heard_log.ts";
import { NodeHub } from "../support/node_hub.ts";

/** Lets everything that waits for promises only go on. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => resolve()));
}

/**
 * A desk, another node, and what was asked for in their order.
 *
 * @param recheck How sessions are looked at.
 */
function open(recheck: Sessions["recheck"] = () => Promise.resolve()) {
  const hub = new NodeHub();
  const [peers, other] = [hub.add("here"), hub.add("there")];
  const clock = new FakeClock();
  const done: string[] = [];
  const desk = new NodeDesk({
    peers,
    clock,
    log: new HeardLog().log,
    sockets: {
      endSessions: (ids) => void done.push(`end ${ids}`),
      endPerson: (id) => void done.push(`end all of ${id}`),
    },
    sessions: {
      recheck(mayGoOn) {
        done.push("sessions");
        return recheck(mayGoOn);
      },
    },
    listeners: { refresh: () => void done.push("listeners") },
    deliveries: { refresh: () => Promise.resolve(void done.push("webhooks")) },
  });
  return { desk, other, clock, done };
}

Deno.test("NodeDesk does what another node tells of people, sessions, listeners and webhooks", async () => {
  const { desk, other, done } = open();
  other.tellAll({ type: "sessions_ended", ids: ["a", "b"] });
  other.tellAll({ type: "person_ended", person: "eve" });
  other.tellAll({ type: "listeners" });
  other.tellAll({ type: "webhooks" });
  other.tellAll({ type: "counts", rooms: {} });
  await settled();
  await desk.close();
  assertEquals(done, ["end a,b", "end all of eve", "listeners", "webhooks"]);
});

Deno.test("NodeDesk.lookAgain() asks for everything anew, at most once in 10 s", async () => {
  const { desk, clock, done } = open();
  desk.lookAgain();
  clock.advance(9_999);
  desk.lookAgain();
  await settled();
  clock.advance(1);
  desk.lookAgain();
  await settled();
  await desk.close();
  assertEquals(done.toSorted(), [
    ...["listeners", "listeners", "sessions", "sessions", "webhooks", "webhooks"],
  ]);
});

Deno.test("NodeDesk has one of each thing wait, while another is under way", async () => {
  const gate = Promise.withResolvers<void>();
  const { desk, other, clock, done } = open(() => gate.promise);
  for (let n = 0; n < 5; n++) {
    desk.lookAgain();
    other.tellAll({ type: "webhooks" });
    await settled();
    clock.advance(10_000);
  }
  gate.resolve();
  await settled();
  await desk.close();
  const looks = done.filter((what) => what !== "listeners");
  assertEquals(looks, ["sessions", "webhooks", "sessions"]);
});

Deno.test("NodeDesk.close() ends what is under way, and begins nothing that waits", async () => {
  const gate = Promise.withResolvers<void>();
  const answers: boolean[] = [];
  const { desk, done } = open(async (mayGoOn = () => true) => {
    answers.push(mayGoOn());
    await gate.promise;
    answers.push(mayGoOn());
  });
  desk.lookAgain();
  await settled();
  const closed = desk.close();
  gate.resolve();
  await closed;
  assertEquals([answers, done], [[true, false], ["listeners", "sessions"]]);
});

Deno.test("NodeDesk hears nothing once it is closed", async () => {
  const { desk, other, done } = open();
  await desk.close();
  other.tellAll({ type: "listeners" });
  assertEquals(done, []);
});
