import { assertEquals } from "@std/assert";
import { Refusal } from "../../../client/platform/refusal.ts";
import { RoomManagement } from "../../../client/management/room_management.ts";
import { FakeClock } from "../../support/fake_clock.ts";
import { bob } from "../timeline/wire_samples.ts";

/** A room whose server notes what it is asked to change, and refuses with `code` if one is given. */
function managed(code?: string) {
  const clock = new FakeClock();
  const asked: unknown[][] = [];
  const ask = (method: string, path: string, body?: unknown) => {
    if (method === "GET") return Promise.resolve({ memberships: [], bans: [], invites: [] });
    asked.push([method, path, ...(body === undefined ? [] : [body])]);
    return code === undefined
      ? Promise.resolve({ token: "secret" })
      : Promise.reject(new Refusal(code, "Cannot do that"));
  };
  return { management: new RoomManagement("tee küche", { ask, clock }), asked, clock };
}

Deno.test("RoomManagement asks for what is done, and says that it is", async () => {
  const { management, asked, clock } = managed();
  const nowMs = clock.now();
  await management.mute(bob, 600_000);
  await management.mute(bob, 0);
  assertEquals(management.news.value, "Bob can write again");
  await management.ban(bob, undefined);
  await management.revoke({ id: "i/1", role: "member", label: "", uses: 0 }, { withGuests: true });
  assertEquals(await management.invite({ role: "reader", label: "" }), "secret");
  const room = "/api/rooms/tee%20k%C3%BCche";
  assertEquals(asked, [
    ["PATCH", `${room}/members/b`, { mutedUntil: nowMs + 600_000 }],
    ["PATCH", `${room}/members/b`, { mutedUntil: 0 }],
    ["PUT", `${room}/bans/b`, {}],
    ["DELETE", `${room}/invites/i%2F1?guests=remove`],
    ["POST", `${room}/invites`, { role: "reader", label: "" }],
  ]);
});

Deno.test("RoomManagement knows strangers as long as they are muted", async () => {
  const clock = new FakeClock();
  const member = { ...bob, role: "member", since: 0, mutedUntil: clock.now() };
  const memberships = [
    member,
    { ...member, id: "silent", mutedUntil: clock.now() + 1, isStranger: true },
    { ...member, id: "silent no more", isStranger: true },
  ];
  const ask = () => Promise.resolve({ memberships });
  const management = new RoomManagement("tea", { ask, clock });
  await management.members.load();
  assertEquals([...management.standing.value.keys()], [bob.id, "silent"]);
});

Deno.test("RoomManagement says why something was refused, until something else is done", async () => {
  const { management } = managed("forbidden");
  await management.remove(bob);
  assertEquals(management.problem.value, "You may not do that here. Ask the room’s owner.");
  assertEquals(management.news.value, "");
  assertEquals(await management.invite({ role: "member", label: "" }), undefined);
  management.clear();
  assertEquals(management.problem.value, undefined);
});

Deno.test("RoomManagement says what the server says where it knows no better", async () => {
  const { management } = managed("something_new");
  await management.handOver(bob);
  assertEquals(management.problem.value, "Cannot do that.");
});
