import { assertEquals, assertRejects } from "@std/assert";
import { Administration } from "../../lib/chat/administration.ts";
import { Invitations } from "../../lib/chat/invitations.ts";
import type { RoomRight } from "../../lib/chat/roles.ts";
import { can, outranks } from "../../lib/chat/roles.ts";
import type { ErrorCode } from "../../lib/errors.ts";
import { ChatError } from "../../lib/errors.ts";
import { Deliveries } from "../../lib/webhooks/deliveries.ts";
import { Webhooks } from "../../lib/webhooks/webhooks.ts";
import { createLog } from "../../lib/log.ts";
import type { ChosenVisibility, Person, Role } from "../../lib/wire/messages.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import { countCalls } from "../support/counted_calls.ts";
import { guest, House, type HouseOptions } from "../support/rooms.ts";

const roles: readonly Role[] = ["owner", "moderator", "member", "reader"];
const [olga, mo, mia, rea, eve] = ["olga", "mo", "mia", "rea", "eve"].map((name) => guest(name));
const people = { owner: olga!, moderator: mo!, member: mia!, reader: rea! } as const;
const url = "https://push.example/hook";
/** Somebody who does not belong to the room. */
const stranger = eve!;

/** A room with somebody of each role, and those who govern it. */
class Town extends House {
  readonly administration = new Administration(this);
  readonly invitations = new Invitations({
    administration: this.administration,
    memberships: this.store.memberships,
    clock: this.clock,
  });
  readonly webhooks = new Webhooks({
    administration: this.administration,
    deliveries: new Deliveries({
      store: this.store,
      // The room is silent.
      poster: { post: () => Promise.reject(new Error("nobody")), close: () => Promise.resolve() },
      loadKey: () => Promise.resolve(new Uint8Array(32)),
      clock: this.clock,
      log: createLog({ level: "error", format: "text", clock: this.clock }),
    }),
    store: this.store,
    clock: this.clock,
  });

  static async open(
    visibility: ChosenVisibility = "private",
    options: HouseOptions = {},
  ): Promise<Town> {
    const town = new Town(options);
    await town.administration.create({ name: "tea", owner: olga!, visibility });
    for (const role of ["moderator", "member", "reader"] as const) {
      const membership = { person: people[role], role, since: 0 };
      await town.store.memberships.put("tea", membership);
    }
    return town;
  }

  /** What `act` was refused with, if it was. */
  async refusal(act: () => Promise<unknown>): Promise<ErrorCode | undefined> {
    try {
      await act();
    } catch (error) {
      if (error instanceof ChatError) return error.code;
      throw error;
    }
  }
}

/** Everything that takes a right, as somebody does it to the one who is a reader. */
const acts: readonly (readonly [what: string, RoomRight, (town: Town, by: Person) => unknown])[] = [
  [
    "sets the topic",
    "set_topic",
    ({ administration }, by) => administration.change("tea", by, { topic: "Oolong" }),
  ],
  [
    "changes the visibility",
    "configure",
    ({ administration }, by) => administration.change("tea", by, { visibility: "public" }),
  ],
  [
    "archives",
    "configure",
    ({ administration }, by) => administration.change("tea", by, { topic: "x", isArchived: true }),
  ],
  [
    "lists memberships",
    "see_members",
    ({ administration }, by) => administration.members("tea", by, "", 10),
  ],
  ["lists bans", "see_members", ({ administration }, by) => administration.bans("tea", by)],
  [
    "gives a role",
    "set_roles",
    ({ administration }, by) => administration.setRole("tea", by, "rea", "member"),
  ],
  ["mutes", "moderate", ({ administration }, by) => administration.mute("tea", by, "rea", 9e12)],
  ["removes", "moderate", ({ administration }, by) => administration.remove("tea", by, "rea")],
  ["bans", "moderate", ({ administration }, by) => administration.ban("tea", by, "rea")],
  [
    "lifts a ban",
    "moderate",
    ({ administration }, by) => administration.unban("tea", by, "somebody"),
  ],
  [
    "hands over",
    "hand_over",
    ({ administration }, by) => administration.handOver("tea", by, "rea"),
  ],
  [
    "makes an invite",
    "invite",
    ({ invitations }, by) => invitations.make("tea", by, { role: "reader", label: "" }),
  ],
  ["makes a webhook", "webhooks", ({ webhooks }, by) => webhooks.make("tea", by, url)],
  ["lists webhooks", "webhooks", ({ webhooks }, by) => webhooks.list("tea", by)],
  ["ends a webhook", "webhooks", async ({ webhooks, store }, by) => {
    await store.webhooks.add({ id: "w", room: "tea", url, at: 0, by: "olga", sent: 0 });
    await webhooks.remove("tea", by, "w");
  }],
  ["lists invites", "invite", ({ invitations }, by) => invitations.list("tea", by)],
  ["ends an invite", "invite", async ({ invitations, store }, by) => {
    const invite = { id: "i", room: "tea", role: "reader", label: "", by: "olga", at: 0, uses: 0 };
    await store.memberships.addInvite(invite as never, "hash");
    await invitations.revoke("tea", by, "i", { withThose: true });
  }],
];

Deno.test("change() of a room that is deleted just then is refused with not_found", async () => {
  await using town = await Town.open();
  const release = town.store.hold("changeRoom");
  const refusal = town.refusal(() => town.administration.change("tea", olga!, { topic: "Oolong" }));
  await town.settled();
  await town.administration.delete("tea", olga!);
  release();
  assertEquals(await refusal, "not_found");
});

for (const [what, right, act] of acts) {
  for (const role of roles) {
    // Nobody acts on themselves here: the one acted on is the reader.
    const code = can(role, right) ? undefined : "forbidden";
    Deno.test(`${role} who ${what}: ${code ?? "may"}`, async () => {
      await using town = await Town.open();
      const refusal = await town.refusal(async () => await act(town, people[role]));
      assertEquals(refusal, code);
    });
  }

  Deno.test(`who ${what} in a private room that they do not belong to is told of no room`, async () => {
    await using town = await Town.open();
    assertEquals(await town.refusal(async () => await act(town, stranger)), "not_found");
  });
}

for (const by of ["owner", "moderator"] as const) {
  for (const role of roles) {
    Deno.test(`${by} who bans, mutes or removes ${role}: ${outranks(by, role)}`, async () => {
      await using town = await Town.open();
      const { administration } = town;
      const { id } = people[role];
      const refusals = [
        await town.refusal(() => administration.mute("tea", people[by], id, 9e12)),
        await town.refusal(() => administration.ban("tea", people[by], id)),
      ];
      assertEquals(
        refusals,
        outranks(by, role) ? [undefined, undefined] : ["forbidden", "forbidden"],
      );
    });

    Deno.test(`${by} who invites as ${role}: ${outranks(by, role)}`, async () => {
      await using town = await Town.open();
      const refusal = await town.refusal(() =>
        town.invitations.make("tea", people[by], { role, label: "" })
      );
      assertEquals(refusal, outranks(by, role) ? undefined : "forbidden");
    });
  }
}

Deno.test("Administration.create() refuses a name that is taken", async () => {
  await using town = await Town.open();
  const draft = { name: "tea", owner: stranger, visibility: "public" } as const;
  assertEquals(await town.refusal(() => town.administration.create(draft)), "conflict");
});

// What open sockets hear of it

Deno.test("A ban closes the sockets of the banned with 4501, and nobody else's", async () => {
  await using town = await Town.open();
  const [first, second] = [await town.join(mia!), await town.join(mia!)];
  const other = await town.join(rea!);
  await town.administration.ban("tea", mo!, "mia");
  await town.settled();
  assertEquals([first, second, other].map(({ closeCode }) => closeCode), [4501, 4501, undefined]);
});

Deno.test("A banned person finds no way back in until the ban has run out", async () => {
  await using town = await Town.open("public");
  await town.join(mia!);
  await town.administration.ban("tea", mo!, "mia", town.clock.now() + 10_000);
  const ways = () =>
    Promise.all([
      town.refusal(() => town.rooms.enter("tea", mia!)),
      town.refusal(() => town.rooms.check("tea", mia!)),
      town.refusal(() => town.rooms.post("tea", mia!, { type: "say", text: "hi" })),
      town.refusal(() => town.rooms.readMessages("tea", mia!, { limit: 1 })),
      town.refusal(() => town.rooms.search("tea", mia!, { text: "hi", limit: 1 })),
      town.refusal(() => town.rooms.people("tea", mia!, 0, 1)),
    ]);
  assertEquals(new Set<string | undefined>(await ways()), new Set(["forbidden"]));
  await town.pass(10_000);
  assertEquals(new Set(await ways()), new Set([undefined]));
});

Deno.test("A new role counts for open sockets at once, and they are told", async () => {
  await using town = await Town.open();
  const reader = await town.join(rea!);
  reader.say("not yet");
  await town.administration.setRole("tea", olga!, "rea", "member");
  await town.settled();
  reader.say("now");
  await town.settled();
  assertEquals([reader.codes(), reader.texts()], [["forbidden"], ["now"]]);
  assertEquals(reader.heardOf("you"), [{ type: "you", role: "member" }]);
});

Deno.test("Who is muted may read and not write, until that is over", async () => {
  await using town = await Town.open();
  const member = await town.join(mia!);
  await town.administration.mute("tea", mo!, "mia", town.clock.now() + 1_000);
  await town.settled();
  member.say("hm");
  await town.pass(1_000);
  member.say("at last");
  await town.settled();
  assertEquals([member.codes(), member.texts()], [["forbidden"], ["at last"]]);
});

Deno.test("A room that becomes private lets go of those who do not belong to it", async () => {
  await using town = await Town.open("public");
  const [member, passer] = [await town.join(mia!), await town.join(stranger)];
  await town.administration.change("tea", olga!, { visibility: "private" });
  await town.settled();
  assertEquals([member.closeCode, passer.closeCode], [undefined, 4501]);
  assertEquals(await town.refusal(() => town.rooms.enter("tea", stranger)), "not_found");
});

// Strangers who are muted

/** A public room where a stranger, who is known by what they wrote, is muted for a minute. */
async function withMutedStranger(options: HouseOptions = {}): Promise<Town> {
  const town = await Town.open("public", options);
  await town.store.append("tea", [{ type: "message", at: 1, from: stranger, text: "spam" }]);
  await town.administration.mute("tea", mo!, "eve", town.clock.now() + 60_000);
  return town;
}

Deno.test("A stranger who is muted is out when the room becomes private, and it is on no list of theirs", async () => {
  await using town = await withMutedStranger();
  const passer = await town.join(stranger);
  await town.administration.change("tea", olga!, { visibility: "private" });
  await town.settled();
  assertEquals(passer.closeCode, 4501);
  assertEquals((await town.rooms.list(stranger)).rooms, []);
  const ways = await Promise.all([
    town.refusal(() => town.rooms.enter("tea", stranger)),
    town.refusal(() => town.rooms.readMessages("tea", stranger, { limit: 1 })),
    town.refusal(() => town.rooms.search("tea", stranger, { text: "spam", limit: 1 })),
    town.refusal(() => town.rooms.post("tea", stranger, { type: "say", text: "hi" })),
  ]);
  assertEquals(new Set(ways), new Set<string | undefined>(["not_found"]));
});

Deno.test("A member who is muted stays in a room that becomes private", async () => {
  await using town = await Town.open("public");
  const member = await town.join(mia!);
  await town.administration.mute("tea", mo!, "mia", town.clock.now() + 60_000);
  await town.administration.change("tea", olga!, { visibility: "private" });
  await town.settled();
  assertEquals(member.closeCode, undefined);
});

Deno.test("A stranger who is muted is not invited by that", async () => {
  await using town = await withMutedStranger({ needsInvite: ({ id }) => id === "eve" });
  const enter = () => town.rooms.enter("tea", stranger);
  assertEquals(await town.refusal(enter), "unauthenticated");
  const { token } = await town.invitations.make("tea", mo!, { role: "member", label: "" });
  await town.invitations.redeem(token, stranger);
  const mutedUntil = town.clock.now() + 60_000;
  assertEquals((await enter()).seat, { role: "member", mutedUntil });
});

for (
  const [what, act] of [
    ["came again", () => Promise.resolve()],
    ["was sent out", (town) => town.administration.remove("tea", mo!, "eve")],
    ["was given a role", (town) => town.administration.setRole("tea", olga!, "eve", "member")],
  ] as [string, (town: Town) => Promise<void>][]
) {
  Deno.test(`A stranger who was muted and ${what} is muted still`, async () => {
    await using town = await withMutedStranger();
    (await town.join(stranger)).drop();
    await act(town);
    const passer = await town.join(stranger);
    passer.forget();
    passer.say("hm");
    await town.settled();
    assertEquals(passer.codes(), ["forbidden"]);
  });
}

Deno.test("A stranger who is given a role belongs to the room", async () => {
  await using town = await withMutedStranger();
  await town.pass(5);
  await town.administration.setRole("tea", olga!, "eve", "member");
  await town.administration.change("tea", olga!, { visibility: "private" });
  const { membership } = (await town.store.memberships.find("tea", ["eve"])).get("eve")!;
  assertEquals([membership?.isStranger, membership?.since], [undefined, town.clock.now()]);
  assertEquals(await town.refusal(() => town.rooms.enter("tea", stranger)), undefined);
});

Deno.test("A room is not handed over to a stranger who is muted", async () => {
  await using town = await withMutedStranger();
  const refusal = await town.refusal(() => town.administration.handOver("tea", olga!, "eve"));
  assertEquals(refusal, "not_found");
});

for (const visibility of ["public", "private"] as const) {
  Deno.test(`Of a stranger who is muted no more, nothing is left in a ${visibility} room`, async () => {
    await using town = await withMutedStranger();
    await town.administration.change("tea", olga!, { visibility });
    const [listed] = await town.administration.members("tea", mo!, "", 1);
    assertEquals([listed?.person.id, listed?.isStranger], ["eve", true]);
    await town.administration.mute("tea", mo!, "eve", 0);
    assertEquals((await town.store.memberships.find("tea", ["eve"])).size, 0);
  });
}

// What is forgotten

Deno.test("A room that was made on purpose stays though nobody wrote in it; one made by joining goes", async () => {
  await using town = await Town.open();
  await town.administration.create({ name: "den", owner: olga!, visibility: "public" });
  for (const room of ["den", "hall"]) (await town.join(stranger, { room })).drop();
  await town.pass(5_000);
  const found = await Promise.all(["den", "hall"].map((room) => town.store.findRoom(room)));
  assertEquals(found.map((record) => record?.name), ["den", undefined]);
});

Deno.test("A changed room tells everybody in it", async () => {
  await using town = await Town.open();
  const member = await town.join(mia!);
  await town.administration.change("tea", mo!, { topic: "Oolong" });
  await town.settled();
  assertEquals(member.heardOf("room"), [
    { type: "room", topic: "Oolong", visibility: "private", isArchived: false },
  ]);
});

Deno.test("An archived room is read by all and written by nobody", async () => {
  await using town = await Town.open();
  const owner = await town.join(olga!);
  owner.say("last");
  await town.administration.change("tea", olga!, { isArchived: true });
  await town.settled();
  owner.say("after all");
  await town.settled();
  assertEquals([owner.codes(), owner.texts()], [["forbidden"], ["last"]]);
});

Deno.test("Who is let in while they are banned is asked to come back, and refused then", async () => {
  await using town = await Town.open("public");
  const entry = await town.rooms.enter("tea", mia!);
  await town.administration.ban("tea", mo!, "mia");
  const late = town.attach(entry.room, mia!, { ...entry });
  await town.settled();
  assertEquals(late.closeCode, 4001);
  assertEquals(await town.refusal(() => town.rooms.enter("tea", mia!)), "forbidden");
});

// Private rooms

Deno.test("A private room is on the lists of those who belong to it, and no others", async () => {
  await using town = await Town.open();
  const names = async (person?: Person) =>
    (await town.rooms.list(person)).rooms.map(({ name }) => name);
  assertEquals([await names(mia!), await names(stranger), await names()], [["tea"], [], []]);
});

Deno.test("A private room and one that is not there are refused in the same words", async () => {
  await using town = await Town.open();
  const words = async (name: string) => {
    try {
      await town.rooms.admit(name, stranger);
    } catch (error) {
      return (error as Error).message.replace(name, "NAME");
    }
  };
  assertEquals(await words("tea"), await words("nowhere"));
});

for (const isLive of [true, false]) {
  for (const ask of ["admit", "check", "enter"] as const) {
    const what = isLive ? "in which somebody is" : "in which nobody is";
    Deno.test(`${ask}() asks the store as often for a private room ${what} as for none`, async () => {
      const inner = new MemoryStore();
      const store = countCalls(inner);
      const memberships = countCalls(inner.memberships);
      const counted = new Proxy(store.counted, {
        get: (target, name) =>
          name === "memberships" ? memberships.counted : Reflect.get(target, name),
      });
      await using house = new House({ store: counted, mayCreate: ({ id }) => id === "olga" });
      const owner = olga!;
      await inner.createRoom({ name: "tea", owner, visibility: "private", at: 0 });
      if (isLive) await house.join(owner);
      await house.settled();
      const calls = [];
      for (const name of ["tea", "nowhere", "tea"]) {
        store.calls.clear();
        memberships.calls.clear();
        await assertRejects(async () => void await house.rooms[ask](name, stranger), ChatError);
        calls.push([store.calls.get("findRoom"), memberships.calls.get("find")]);
      }
      assertEquals([calls[0], calls[2]], [calls[1], calls[1]]);
    });
  }
}

// Invites

Deno.test("An invite lets somebody into a private room, with its role, and no other room", async () => {
  await using town = await Town.open();
  await town.administration.create({ name: "attic", owner: olga!, visibility: "private" });
  const { token } = await town.invitations.make("tea", mo!, { role: "reader", label: "" });
  assertEquals(await town.invitations.redeem(token, stranger), "tea");
  const { seat } = await town.rooms.enter("tea", stranger);
  assertEquals(seat, { role: "reader" });
  assertEquals(await town.refusal(() => town.rooms.enter("attic", stranger)), "not_found");
});

Deno.test("A guessed, expired, used-up or revoked invite is refused in the same words", async () => {
  await using town = await Town.open();
  const { invitations, clock } = town;
  const make = async (
    bounds: object,
  ) => (await invitations.make("tea", olga!, { role: "member", label: "", ...bounds }));
  const expired = await make({ expires: clock.now() + 1 });
  const used = await make({ maxUses: 1 });
  const revoked = await make({});
  await invitations.redeem(used.token, stranger);
  await invitations.revoke("tea", olga!, revoked.invite.id, { withThose: false });
  await town.pass(1);
  const words = new Set<string>();
  for (const token of ["guessed", expired.token, used.token, revoked.token]) {
    try {
      await invitations.redeem(token, guest("zoe"));
    } catch (error) {
      words.add((error as Error).message);
    }
  }
  assertEquals(words.size, 1);
});

Deno.test("A revoked invite sends those out who came by it, if asked", async () => {
  await using town = await Town.open();
  const { token, invite } = await town.invitations.make("tea", olga!, {
    role: "member",
    label: "",
  });
  await town.invitations.redeem(token, stranger);
  const came = await town.join(stranger);
  const stays = await town.join(mia!);
  await town.invitations.revoke("tea", olga!, invite.id, { withThose: true });
  await town.settled();
  assertEquals([came.closeCode, stays.closeCode], [4501, undefined]);
  assertEquals(await town.refusal(() => town.rooms.enter("tea", stranger)), "not_found");
});

Deno.test("Of an invite's secret nothing is kept but a hash", async () => {
  await using town = await Town.open();
  const { token } = await town.invitations.make("tea", olga!, { role: "member", label: "" });
  assertEquals(token.length, 22);
  assertEquals(JSON.stringify(await town.invitations.list("tea", olga!)).includes(token), false);
  assertEquals(await town.store.memberships.findInvite(token), undefined);
});

Deno.test("A room that is made private lets nobody in from then on, though a batch is being committed", async () => {
  await using town = await Town.open("public");
  const owner = await town.join(olga!);
  await town.settled();
  const release = town.store.hold("append");
  owner.say("on its way");
  await town.settled();
  await town.administration.change("tea", olga!, { visibility: "private" });
  assertEquals(await town.refusal(() => town.rooms.enter("tea", stranger)), "not_found");
  assertEquals(await town.refusal(() => town.rooms.admit("tea", stranger)), "not_found");
  release();
});

Deno.test("A room that becomes private lets go of those who were just coming in", async () => {
  await using town = await Town.open("public");
  const owner = await town.join(olga!);
  const releases = [town.store.hold("append"), town.store.hold("markRead")];
  owner.say("hello");
  await town.settled();
  const passer = await town.join(stranger);
  owner.send({ type: "read", seq: 1 });
  releases[0]!();
  await town.settled();
  assertEquals(passer.heardOf("welcome").length, 1);
  await town.administration.change("tea", olga!, { visibility: "private" });
  releases[1]!();
  await town.settled();
  assertEquals([owner.closeCode, passer.closeCode], [undefined, 4501]);
});
