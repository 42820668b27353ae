/** The promises of `Memberships`, as tests: every store has to pass them unchanged. */
import { assertEquals } from "@std/assert";
import type { Invite, Membership, Standing } from "../../lib/store/memberships.ts";
import type { Store } from "../../lib/store/store.ts";
import type { Person } from "../../lib/wire/messages.ts";
import { roomDraft } from "../support/room_draft.ts";
import { ada, bob, cem, freshName, type Subject, tester } from "./subject.ts";

/** A membership of Bob's. */
function membership(fields: Partial<Membership> = {}): Membership {
  return { person: bob, role: "member", since: 2_000, ...fields };
}

/** Bob's mute in a room to which he does not belong. */
function stranger(fields: Partial<Membership> = {}): Membership {
  return membership({ since: 3_000, mutedUntil: 9, isStranger: true, ...fields });
}

/** An invite that anybody may use for good. */
function invite(room: string, fields: Partial<Invite> = {}): Invite {
  return { id: "i", room, role: "member", label: "", by: "ada", at: 1_000, uses: 0, ...fields };
}

/**
 * Registers the tests that every store has to pass.
 *
 * @param name Stands before each test's name.
 * @param open Opens the store. Each test closes it.
 */
export function membershipsContract(name: string, open: () => Promise<Store>): void {
  const test = tester(name, open);

  async function standingOf({ store, room }: Subject, person: Person): Promise<Standing> {
    return (await store.memberships.find(room, [person.id])).get(person.id) ?? {};
  }

  /** The subject's room with an invite, whose secret has the hash `hash`. */
  async function invited({ store, room }: Subject, fields: Partial<Invite> = {}): Promise<string> {
    const hash = `hash of ${room}`;
    await store.memberships.addInvite(invite(room, { id: `i-${room}`, ...fields }), hash);
    return hash;
  }

  test("createRoom() makes its maker the owner", async ({ store }) => {
    const room = freshName();
    await store.createRoom({ ...roomDraft(room), owner: bob, at: 5 });
    const standing = (await store.memberships.find(room, ["bob", "ada"])).get("bob");
    assertEquals(standing, { membership: { person: bob, role: "owner", since: 5 } });
  });

  test("createRoom() of a room that is there changes nobody", async ({ store, room }) => {
    await store.createRoom({ ...roomDraft(room), owner: bob });
    assertEquals((await store.memberships.find(room, ["bob"])).size, 0);
  });

  test("changeRoom() changes what it is told to, and leaves the rest", async ({ store, room }) => {
    const before = (await store.findRoom(room))!;
    const changed = await store.changeRoom(room, { topic: "Oolong", visibility: "private" });
    assertEquals(changed, { ...before, topic: "Oolong", visibility: "private" });
    assertEquals(await store.findRoom(room), changed);
    await store.changeRoom(room, { isArchived: true });
    const last = await store.changeRoom(room, { topic: "" });
    assertEquals(last, { ...before, visibility: "private", isArchived: true });
  });

  test("changeRoom() of a room that was never made gives undefined", async ({ store }) => {
    assertEquals(await store.changeRoom(freshName(), { topic: "x" }), undefined);
  });

  for (
    const [what, keep] of [
      ["is private", ({ store, room }) => store.changeRoom(room, { visibility: "private" })],
      ["has a topic", ({ store, room }) => store.changeRoom(room, { topic: "x" })],
      ["has a member", ({ store, room }) => store.memberships.put(room, membership())],
      ["keeps a stranger silent", ({ store, room }) => store.memberships.put(room, stranger())],
      ["has an invite", (subject) => invited(subject)],
      [
        "keeps somebody out",
        ({ store, room }) => store.memberships.ban(room, { person: cem, at: 1, by: "ada" }),
      ],
    ] as [string, (subject: Subject) => Promise<unknown>][]
  ) {
    test(`discardRoom() leaves an empty room that ${what}`, async (subject) => {
      await keep(subject);
      await subject.store.discardRoom(subject.room);
      assertEquals((await subject.store.findRoom(subject.room))?.name, subject.room);
    });
  }

  test("find() knows nothing of people of whom nothing is kept", async ({ store, room }) => {
    assertEquals(await store.memberships.find(room, ["bob", "cem"]), new Map());
    assertEquals(await store.memberships.find(freshName(), ["ada"]), new Map());
  });

  test("put() keeps a membership, whole", async (subject) => {
    const whole = membership({ role: "moderator", mutedUntil: 9, invite: "i" });
    assertEquals(await subject.store.memberships.put(subject.room, whole), true);
    assertEquals(await standingOf(subject, bob), { membership: whole });
  });

  test("put() of somebody again changes all but since when", async (subject) => {
    const { store, room } = subject;
    await store.memberships.put(room, membership({ mutedUntil: 9 }));
    await store.memberships.put(room, membership({ role: "reader", since: 7 }));
    assertEquals(await standingOf(subject, bob), { membership: membership({ role: "reader" }) });
  });

  test("put() of a stranger keeps that they are muted, and lists them", async (subject) => {
    const { store: { memberships }, room } = subject;
    assertEquals(await memberships.put(room, stranger()), true);
    assertEquals(await standingOf(subject, bob), { membership: stranger() });
    assertEquals((await memberships.list(room, "", 9)).at(-1), stranger());
    await memberships.put(room, stranger({ since: 7, mutedUntil: 20 }));
    assertEquals(await standingOf(subject, bob), { membership: stranger({ mutedUntil: 20 }) });
  });

  test("put() of a stranger who is not muted keeps nothing", async (subject) => {
    const { store: { memberships }, room } = subject;
    const silent = stranger({ mutedUntil: undefined });
    await memberships.put(room, silent);
    assertEquals(await standingOf(subject, bob), {});
    await memberships.put(room, stranger());
    await memberships.put(room, silent);
    assertEquals(await standingOf(subject, bob), {});
  });

  test("put() of a stranger mutes whoever belongs to the room, who stays what they are", async (subject) => {
    const { store: { memberships }, room } = subject;
    const own = membership({ role: "reader", invite: "i" });
    await memberships.put(room, own);
    await memberships.put(room, stranger());
    assertEquals(await standingOf(subject, bob), { membership: { ...own, mutedUntil: 9 } });
    await memberships.put(room, stranger({ mutedUntil: undefined }));
    assertEquals((await standingOf(subject, bob)).membership?.role, "reader");
    await memberships.put(room, stranger({ person: ada }));
    const owner = { person: { ...ada, name: "ada" }, role: "owner", since: 1_000 } as const;
    assertEquals(await standingOf(subject, ada), { membership: owner });
  });

  test("put() of a stranger as a member has them belong to the room since then", async (subject) => {
    await subject.store.memberships.put(subject.room, stranger());
    await subject.store.memberships.put(subject.room, membership({ since: 4_000, mutedUntil: 9 }));
    const membershipNow = membership({ since: 4_000, mutedUntil: 9 });
    assertEquals(await standingOf(subject, bob), { membership: membershipNow });
  });

  test("A stranger's private room is on no list of theirs, and is not handed to them", async (subject) => {
    const { store, room } = subject;
    await store.memberships.put(room, stranger());
    const listed = async () => (await store.listRooms("bob")).some(({ name }) => name === room);
    assertEquals(await listed(), true);
    await store.changeRoom(room, { visibility: "private" });
    assertEquals(await listed(), false);
    assertEquals((await store.memberships.roomsOf("bob")).includes(room), false);
    assertEquals(await store.memberships.handOver(room, "bob"), false);
    assertEquals((await standingOf(subject, ada)).membership?.role, "owner");
  });

  test("put() in a room that was never made says so", async ({ store }) => {
    assertEquals(await store.memberships.put(freshName(), membership()), false);
  });

  test("remove() ends a membership, and says whether there was one", async (subject) => {
    const { store: { memberships }, room } = subject;
    await memberships.put(room, membership());
    assertEquals(
      [await memberships.remove(room, "bob"), await memberships.remove(room, "bob")],
      [true, false],
    );
    assertEquals(await standingOf(subject, bob), {});
  });

  test("list() gives memberships by the ids of people, page by page", async ({ store, room }) => {
    for (const person of [cem, bob]) await store.memberships.put(room, membership({ person }));
    const ids = async (after: string, limit: number) =>
      (await store.memberships.list(room, after, limit)).map(({ person }) => person.id);
    assertEquals([await ids("", 2), await ids("bob", 2)], [["ada", "bob"], ["cem"]]);
  });

  test("roomsOf() gives the rooms that somebody belongs to", async ({ store, room }) => {
    const other = freshName();
    await store.createRoom({ ...roomDraft(other), owner: cem });
    await store.memberships.put(room, membership({ person: cem }));
    const rooms = (await store.memberships.roomsOf("cem")).filter((it) =>
      [room, other].includes(it)
    );
    assertEquals(rooms.sort(), [room, other].sort());
  });

  test("handOver() changes the owner, and the old one becomes a moderator", async (subject) => {
    const { store, room } = subject;
    await store.memberships.put(room, membership());
    assertEquals(await store.memberships.handOver(room, "bob"), true);
    const roles = [ada, bob].map(async (it) => (await standingOf(subject, it)).membership?.role);
    assertEquals(await Promise.all(roles), ["moderator", "owner"]);
  });

  test("handOver() to somebody who does not belong to the room does nothing", async (subject) => {
    assertEquals(await subject.store.memberships.handOver(subject.room, "bob"), false);
    assertEquals((await standingOf(subject, ada)).membership?.role, "owner");
  });

  test("ban() keeps somebody out and ends their membership", async (subject) => {
    const { store, room } = subject;
    await store.memberships.put(room, membership());
    const ban = { person: bob, at: 3_000, until: 4_000, by: "ada" };
    await store.memberships.ban(room, ban);
    assertEquals(await standingOf(subject, bob), { ban });
    assertEquals(await store.memberships.listBans(room), [ban]);
  });

  test("ban() again makes the old one way", async (subject) => {
    const { memberships } = subject.store;
    await memberships.ban(subject.room, { person: bob, at: 3_000, until: 4_000, by: "ada" });
    await memberships.ban(subject.room, { person: bob, at: 5_000, by: "cem" });
    assertEquals(await standingOf(subject, bob), { ban: { person: bob, at: 5_000, by: "cem" } });
  });

  test("unban() lets somebody in again, and says whether they were kept out", async (subject) => {
    const { store: { memberships }, room } = subject;
    await memberships.ban(room, { person: bob, at: 1, by: "ada" });
    assertEquals(
      [await memberships.unban(room, "bob"), await memberships.unban(room, "bob")],
      [true, false],
    );
    assertEquals(await standingOf(subject, bob), {});
  });

  test("addInvite() keeps an invite, whole, and finds it by its hash", async ({ store, room }) => {
    const whole = invite(room, {
      id: `i-${room}`,
      role: "reader",
      label: "for the press",
      expires: 9_000,
      maxUses: 3,
      guestName: "Press",
    });
    assertEquals(await store.memberships.addInvite(whole, `h-${room}`), true);
    assertEquals(await store.memberships.findInvite(`h-${room}`), whole);
    assertEquals(await store.memberships.listInvites(room), [whole]);
    assertEquals(await store.memberships.findInvite("another"), undefined);
  });

  test("addInvite() to a room that was never made says so", async ({ store }) => {
    assertEquals(await store.memberships.addInvite(invite(freshName()), "h"), false);
  });

  test("listInvites() gives the newest first", async ({ store, room }) => {
    for (const at of [2, 3, 1]) {
      await store.memberships.addInvite(invite(room, { id: `${at}-${room}`, at }), `${at} ${room}`);
    }
    assertEquals((await store.memberships.listInvites(room)).map(({ at }) => at), [3, 2, 1]);
  });

  test("redeem() lets somebody in with the invite's role", async (subject) => {
    const hash = await invited(subject, { role: "reader" });
    const redemption = await subject.store.memberships.redeem(hash, bob, 2_000);
    const came = membership({ role: "reader", invite: `i-${subject.room}` });
    assertEquals(redemption, { membership: came, isNew: true });
    assertEquals(await standingOf(subject, bob), { membership: came });
    assertEquals((await subject.store.memberships.findInvite(hash))?.uses, 1);
  });

  test("redeem() by somebody who belongs to the room uses nothing up", async (subject) => {
    const hash = await invited(subject, { maxUses: 1 });
    for (const person of [ada, bob, bob]) await subject.store.memberships.redeem(hash, person, 2);
    assertEquals((await standingOf(subject, ada)).membership?.role, "owner");
    assertEquals((await subject.store.memberships.findInvite(hash))?.uses, 1);
  });

  test("redeem() by a stranger lets them in, as silent as they were", async (subject) => {
    const hash = await invited(subject, { role: "reader" });
    await subject.store.memberships.put(subject.room, stranger());
    const redemption = await subject.store.memberships.redeem(hash, bob, 4_000);
    const invite = `i-${subject.room}`;
    const came = membership({ role: "reader", since: 4_000, mutedUntil: 9, invite });
    assertEquals(redemption, { membership: came, isNew: true });
    assertEquals(await standingOf(subject, bob), { membership: came });
    assertEquals((await subject.store.memberships.findInvite(hash))?.uses, 1);
  });

  test("redeem() of the last use by fifty at once lets one of them in", async (subject) => {
    const hash = await invited(subject, { maxUses: 3, uses: 2 });
    const people = Array.from({ length: 50 }, (_, index) => ({ ...bob, id: `p${index}` }));
    const redemptions = await Promise.all(
      people.map((person) => subject.store.memberships.redeem(hash, person, 2_000)),
    );
    assertEquals(redemptions.filter((it) => it !== "refused").length, 1);
    assertEquals((await subject.store.memberships.list(subject.room, "", 100)).length, 2);
  });

  for (
    const [what, fields] of [
      ["has expired", { expires: 2_000 }],
      ["is used up", { maxUses: 2, uses: 2 }],
    ] as const
  ) {
    test(`redeem() of an invite that ${what} is refused`, async (subject) => {
      const hash = await invited(subject, fields);
      assertEquals(await subject.store.memberships.redeem(hash, bob, 2_000), "refused");
      assertEquals(await standingOf(subject, bob), {});
    });
  }

  test("redeem() of what was never made is refused", async ({ store }) => {
    assertEquals(await store.memberships.redeem("nothing", bob, 1), "refused");
  });

  test("redeem() by somebody who is banned is refused, until the ban runs out", async (subject) => {
    const { memberships } = subject.store;
    const hash = await invited(subject);
    await memberships.ban(subject.room, { person: bob, at: 1, until: 3_000, by: "ada" });
    assertEquals(await memberships.redeem(hash, bob, 2_999), "banned");
    assertEquals(typeof await memberships.redeem(hash, bob, 3_000), "object");
  });

  test("revokeInvite() ends it, once for all, and leaves those who came by it", async (subject) => {
    const { store: { memberships }, room } = subject;
    const hash = await invited(subject);
    await memberships.redeem(hash, bob, 2_000);
    const revoke = (at: number) => memberships.revokeInvite(room, `i-${room}`, { at, removed: [] });
    assertEquals([await revoke(3_000), await revoke(4_000)], [[], []]);
    assertEquals((await memberships.findInvite(hash))?.revoked, 3_000);
    assertEquals(await memberships.redeem(hash, cem, 5_000), "refused");
    assertEquals((await standingOf(subject, bob)).membership?.role, "member");
  });

  test("revokeInvite() with those who came by it ends their memberships", async (subject) => {
    const { store: { memberships }, room } = subject;
    const hash = await invited(subject);
    await memberships.put(room, membership({ person: cem }));
    await memberships.redeem(hash, bob, 2_000);
    const revocation = { at: 3_000, removed: ["reader", "member"] } as const;
    assertEquals(await memberships.revokeInvite(room, `i-${room}`, revocation), [bob]);
    assertEquals(await standingOf(subject, bob), {});
    assertEquals((await standingOf(subject, cem)).membership?.role, "member");
  });

  test("revokeInvite() of another room's does nothing", async (subject) => {
    const { store } = subject;
    const hash = await invited(subject);
    const other = freshName();
    await store.createRoom(roomDraft(other));
    const revocation = { at: 1, removed: ["member"] } as const;
    const revoked = store.memberships.revokeInvite(other, `i-${subject.room}`, revocation);
    assertEquals(await revoked, undefined);
    assertEquals((await store.memberships.findInvite(hash))?.revoked, undefined);
  });
}
