/** The promises of `Accounts` and `Audit`, as tests: every store has to pass them unchanged. */
import { assertEquals } from "@std/assert";
import type { Bot, Profile, Session, User } from "../../lib/store/accounts.ts";
import type { Deed } from "../../lib/store/audit.ts";
import type { Store } from "../../lib/store/store.ts";
import type { Person } from "../../lib/wire/messages.ts";
import { keptLimits } from "../../lib/wire/kept_limits.ts";
import { ada, bob, said, tester } from "./subject.ts";

const profile: Profile = { issuer: "https://id.example", subject: "1", name: "Ada" };
const becomes: Person = { id: "u-ada", name: "Ada Lovelace", kind: "user" };

function session(id: string, fields: Partial<Session> = {}): Session {
  return { id, user: "u-1", at: 1_000, seen: 1_000, agent: "A", address: "::1", ...fields };
}

function bot(room: string, fields: Partial<Bot> = {}): Bot {
  const person = { id: "b-1", name: "Robot", kind: "bot" } as const;
  return { person, room, isHook: false, by: "ada", at: 1_000, ...fields };
}

const deed: Deed = { at: 1, by: "ada", name: "Ada", act: "member.ban", address: "::1" };

/**
 * Registers the tests that every store has to pass.
 *
 * @param name Stands before each test's name.
 * @param open Opens the store. Each test closes it.
 */
export function accountsContract(name: string, open: () => Promise<Store>): void {
  const test = tester(name, open);

  /** Two users, the first with two sessions. */
  async function signedIn({ accounts }: Store): Promise<User> {
    const user = await accounts.signIn(profile, "u-1", 1_000);
    await accounts.signIn({ ...profile, subject: "2", name: "Bob" }, "u-2", 1_000);
    await accounts.addSession(session("old", { sid: "s" }), "hash of old");
    await accounts.addSession(session("new", { at: 2_000, seen: 2_000 }), "hash of new");
    await accounts.addSession(session("bobs", { user: "u-2" }), "hash of bobs");
    return user;
  }

  test("signIn() makes a user, and says who was the first", async ({ store: { accounts } }) => {
    const first = await accounts.signIn({ ...profile, email: "a@b.example" }, "u-1", 5);
    const user = { ...profile, email: "a@b.example", id: "u-1", at: 5, seen: 5, isFirst: true };
    assertEquals(first, user);
    const second = await accounts.signIn({ ...profile, subject: "2" }, "u-2", 6);
    assertEquals(second.isFirst, false);
    assertEquals(await accounts.findUser("u-1"), user);
  });

  test("signIn() of who is there keeps the id, and takes what is new", async ({ store }) => {
    await store.accounts.signIn({ ...profile, email: "a@b.example" }, "u-1", 5);
    const again = await store.accounts.signIn({ ...profile, name: "Ada L." }, "u-9", 7);
    const user = { ...profile, name: "Ada L.", id: "u-1", at: 5, seen: 7, isFirst: true };
    assertEquals(again, user);
    assertEquals(await store.accounts.findUser("u-9"), undefined);
  });

  test("signIn() tells the same subject of two providers apart", async ({ store: { accounts } }) => {
    await accounts.signIn(profile, "u-1", 5);
    const other = await accounts.signIn({ ...profile, issuer: "https://x.example" }, "u-2", 5);
    assertEquals(other.id, "u-2");
  });

  test("listUsers() goes on behind an id", async ({ store }) => {
    await signedIn(store);
    const idsAfter = async (after: string, limit: number) =>
      (await store.accounts.listUsers(after, limit)).map(({ id }) => id);
    assertEquals(await idsAfter("", 9), ["u-1", "u-2"]);
    assertEquals(await idsAfter("", 1), ["u-1"]);
    assertEquals(await idsAfter("u-1", 9), ["u-2"]);
  });

  test("suspend() keeps a user out until it lets them in again", async ({ store }) => {
    const user = await signedIn(store);
    assertEquals(await store.accounts.suspend("u-1", 9), true);
    assertEquals(await store.accounts.findUser("u-1"), { ...user, suspended: 9 });
    assertEquals(await store.accounts.suspend("u-1"), true);
    assertEquals(await store.accounts.findUser("u-1"), user);
    assertEquals(await store.accounts.suspend("u-9", 9), false);
  });

  test("findSession() gives the session of a hash, and its user", async ({ store }) => {
    const user = await signedIn(store);
    const found = await store.accounts.findSession("hash of old");
    assertEquals(found, { session: session("old", { sid: "s" }), user });
    assertEquals(await store.accounts.findSession("old"), undefined);
  });

  test("touchSessions() notes a use, and none before the last", async ({ store }) => {
    await signedIn(store);
    await store.accounts.touchSessions(["old", "new", "none"], 1_500);
    const seen = (await store.accounts.listSessions({ user: "u-1" }, 9)).map((one) => one.seen);
    assertEquals(seen, [2_000, 1_500]);
  });

  test("listSessions() goes on behind one, also of those used at the same time", async ({ store }) => {
    await signedIn(store);
    const idsAfter = async (after?: { seen: number; id: string }) =>
      (await store.accounts.listSessions({}, 2, after)).map(({ id }) => id);
    assertEquals(await idsAfter(), ["new", "bobs"]);
    assertEquals(await idsAfter({ seen: 2_000, id: "new" }), ["bobs", "old"]);
    assertEquals(await idsAfter({ seen: 1_000, id: "bobs" }), ["old"]);
    assertEquals(await idsAfter({ seen: 1_000, id: "old" }), []);
  });

  for (
    const [query, ids] of [
      [{ id: "old" }, ["old"]],
      [{ user: "u-1" }, ["new", "old"]],
      [{ user: "u-2", id: "old" }, []],
      [{ issuer: profile.issuer, subject: "1" }, ["new", "old"]],
      [{ issuer: profile.issuer, sid: "s" }, ["old"]],
      [{ issuer: "https://x.example", sid: "s" }, []],
      [{ issuer: profile.issuer, subject: "1", hasSid: false }, ["new"]],
      [{ hasSid: true }, ["old"]],
      [{ seenBefore: 2_000 }, ["bobs", "old"]],
      [{ begunBefore: 1_001 }, ["bobs", "old"]],
      [{}, ["bobs", "new", "old"]],
    ] as const
  ) {
    test(`endSessions() ends those of ${JSON.stringify(query)} only`, async ({ store }) => {
      await signedIn(store);
      const listed = await store.accounts.listSessions(query, 9);
      assertEquals(listed.map(({ id }) => id).sort(), [...ids]);
      assertEquals((await store.accounts.endSessions(query)).sort(), [...ids]);
      assertEquals(await store.accounts.listSessions(query, 9), []);
      assertEquals((await store.accounts.listSessions({}, 9)).length, 3 - ids.length);
    });
  }

  test("addSession() lets the one used least recently go beyond 50", async ({ store }) => {
    await store.accounts.signIn(profile, "u-1", 1);
    const gone: string[] = [];
    for (let index = 0; index <= keptLimits.sessionsPerUser; index++) {
      const added = session(`${index}`, { seen: index });
      gone.push(...await store.accounts.addSession(added, `hash ${index}`));
    }
    assertEquals(gone, ["0"]);
    const kept = await store.accounts.listSessions({}, 99);
    assertEquals([kept.length, kept.at(-1)?.id], [keptLimits.sessionsPerUser, "1"]);
  });

  test("addBot() makes it belong to the room", async ({ store, room }) => {
    assertEquals(await store.accounts.addBot(bot(room), "reader", "hash"), true);
    const { person } = bot(room);
    const standing = (await store.memberships.find(room, ["b-1"])).get("b-1");
    assertEquals(standing, { membership: { person, role: "reader", since: 1_000 } });
    assertEquals(await store.accounts.findBot("hash"), bot(room));
    assertEquals(await store.accounts.listBots(room), [bot(room)]);
  });

  test("addBot() makes none where there is no room, or 100 already", async ({ store, room }) => {
    assertEquals(await store.accounts.addBot(bot("nowhere"), "member", "hash"), false);
    for (let index = 0; index < keptLimits.botsPerRoom; index++) {
      const person = { ...bot(room).person, id: `b-${index}` };
      await store.accounts.addBot(bot(room, { person }), "member", `hash ${index}`);
    }
    const person = { ...bot(room).person, id: "b-more" };
    assertEquals(await store.accounts.addBot(bot(room, { person }), "member", "more"), false);
    assertEquals(await store.accounts.findBot("more"), undefined);
  });

  test("removeBot() ends it and its membership, in its own room only", async ({ store, room }) => {
    await store.accounts.addBot(bot(room), "member", "hash");
    assertEquals(await store.accounts.removeBot("elsewhere", "b-1"), false);
    assertEquals(await store.accounts.removeBot(room, "b-1"), true);
    assertEquals(await store.accounts.removeBot(room, "b-1"), false);
    assertEquals(await store.accounts.findBot("hash"), undefined);
    assertEquals((await store.memberships.find(room, ["b-1"])).size, 0);
  });

  test("adopt() gives what was written to the user, under the name of then", async (subject) => {
    const { store, room } = subject;
    await store.append(room, [said("a", { from: bob, ref: "1" }), said("b", { from: ada })]);
    await store.markRead(room, new Map([["bob", 1]]));
    const adopted = await store.accounts.adopt("bob", becomes);
    assertEquals(adopted, { rooms: [room], archived: [], more: false });
    const { messages } = await store.readMessages(room, { limit: 9 });
    assertEquals(messages.map(({ from }) => from), [{ ...becomes, name: bob.name }, ada]);
    const [event] = (await store.readEvents(room, 0, 1))!;
    assertEquals(event?.from.id, becomes.id);
    // Sent again, it is still one.
    const [outcome] = await store.append(room, [said("a", { from: becomes, ref: "1" })]);
    assertEquals(outcome && "isNew" in outcome && outcome.isNew, false);
  });

  test("adopt() takes reactions along, and does not count one twice", async ({ store, room }) => {
    await store.append(room, [said("a", { from: ada })]);
    for (const from of [becomes, bob]) {
      const react = { type: "reacted", target: 1, emoji: "🫖", on: true, at: 1 } as const;
      await store.append(room, [{ ...react, from, ref: `of ${from.id}` }]);
    }
    await store.markRead(room, new Map([["bob", 1]]));
    await store.accounts.adopt("bob", becomes);
    const { messages: [message] } = await store.readMessages(room, { limit: 9 });
    assertEquals(message?.reactions, { "🫖": [becomes.id] });
  });

  test("adopt() keeps the higher role, the newer mark, the longer mute, and bans", async (subject) => {
    const { store, room } = subject;
    const { memberships } = store;
    await memberships.put(room, { person: bob, role: "moderator", since: 1, mutedUntil: 9 });
    await memberships.put(room, { person: becomes, role: "member", since: 2, mutedUntil: 5 });
    await store.append(room, Array.from({ length: 7 }, () => said("a")));
    await store.markRead(room, new Map([["bob", 7], [becomes.id, 3]]));
    await store.accounts.adopt("bob", becomes);
    const standings = await memberships.find(room, ["bob", becomes.id]);
    const membership = { person: becomes, role: "moderator", since: 1, mutedUntil: 9 } as const;
    assertEquals([...standings], [[becomes.id, { membership }]]);
    assertEquals([...await store.readMarks(room, ["bob", becomes.id])], [[becomes.id, 7]]);
  });

  const mute = { role: "member", since: 5, mutedUntil: 9, isStranger: true } as const;
  const reader = { role: "reader", since: 7, invite: "i" } as const;
  for (
    const [what, guests, users, then] of [
      ["a guest's mute along", mute, undefined, mute],
      ["a guest's mute to a member, who stays one", mute, reader, { ...reader, mutedUntil: 9 }],
      ["a guest's membership to who was muted", reader, mute, { ...reader, mutedUntil: 9 }],
      ["the longer of two mutes", mute, { ...mute, since: 4, mutedUntil: 8 }, {
        ...mute,
        since: 4,
      }],
    ] as const
  ) {
    test(`adopt() takes ${what}`, async ({ store: { accounts, memberships }, room }) => {
      await memberships.put(room, { person: bob, ...guests });
      if (users) await memberships.put(room, { person: becomes, ...users });
      assertEquals((await accounts.adopt("bob", becomes)).rooms, [room]);
      const standings = await memberships.find(room, ["bob", becomes.id]);
      assertEquals([...standings], [[becomes.id, { membership: { person: becomes, ...then } }]]);
    });
  }

  test("adopt() takes a ban along, and leaves it where it was", async ({ store, room }) => {
    await store.memberships.ban(room, { person: bob, at: 1, by: "ada" });
    await store.accounts.adopt("bob", becomes);
    const bans = await store.memberships.listBans(room);
    assertEquals(bans.map(({ person }) => person.id), ["bob", becomes.id]);
  });

  for (
    const [own, theirs, until] of [
      [5, undefined, undefined],
      [5, 9, 9],
      [9, 5, 9],
      [undefined, 9, undefined],
    ] as const
  ) {
    test(`adopt() makes ${until} of a ban until ${own} and the guest's until ${theirs}`, async (subject) => {
      const { store: { memberships, accounts }, room } = subject;
      const ban = (person: Person, until: number | undefined) =>
        memberships.ban(room, { person, at: 1, by: "ada", ...(until && { until }) });
      await ban(becomes, own);
      await ban(bob, theirs);
      await accounts.adopt("bob", becomes);
      const bans = await memberships.listBans(room);
      assertEquals(bans.map(({ person, until }) => [person.id, until]), [
        ["bob", theirs],
        [becomes.id, until],
      ]);
    });
  }

  test("list() of the audit log gives the newest first, and goes on", async ({ store: { audit } }) => {
    await audit.add(deed);
    await audit.add({ ...deed, act: "room.change", room: "tea", target: "bob", detail: "x" });
    const [newest, oldest] = await audit.list(9);
    const { id, ...rest } = newest!;
    assertEquals(rest, { ...deed, act: "room.change", room: "tea", target: "bob", detail: "x" });
    assertEquals(oldest, { ...deed, id: oldest!.id });
    assertEquals(await audit.list(9, id), [oldest!]);
    assertEquals(await audit.list(1), [newest!]);
  });
}
