import { assertEquals } from "@std/assert";
import { NodeDesk } from "../../lib/app/node_desk.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { HeardLog } from "../support/heard_log.ts";
import { NodeHub } from "../support/node_hub.ts";

/** A desk, another node, and what was asked for in their order. */
function open() {
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
    sessions: { recheck: () => Promise.resolve(void done.push("sessions")) },
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
  await desk.close();
  assertEquals(done, ["end a,b", "end all of eve", "listeners", "webhooks"]);
});

Deno.test("NodeDesk.lookAgain() asks for everything anew, at most once in 10 s", async () => {
  const { desk, clock, done } = open();
  desk.lookAgain();
  clock.advance(9_999);
  desk.lookAgain();
  await Promise.resolve();
  clock.advance(1);
  desk.lookAgain();
  await desk.close();
  assertEquals(done.toSorted(), [
    ...["listeners", "listeners", "sessions", "sessions", "webhooks", "webhooks"],
  ]);
});

Deno.test("NodeDesk hears nothing once it is closed", async () => {
  const { desk, other, done } = open();
  await desk.close();
  other.tellAll({ type: "listeners" });
  assertEquals(done, []);
});
