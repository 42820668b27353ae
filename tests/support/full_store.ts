import { createHash } from "node:crypto";
import type { Person } from "../../lib/wire/messages.ts";
import type { Store } from "../../lib/store/store.ts";
import {
  ada,
  bob,
  cem,
  deletion,
  edit,
  noQuotas,
  reaction,
  said,
  uploaded,
} from "../store/subject.ts";
import { directDraft, directName, roomDraft } from "./room_draft.ts";

const everybody: readonly Person[] = [ada, bob, cem];
const ids = everybody.map(({ id }) => id);
/** A sealed message, as far as a store can tell. */
const box = btoa("sealed");

/** What the files of {@linkcode fill} hold. */
export const fileBytes = new TextEncoder().encode("the bytes of a file");
export const fileHash = createHash("sha256").update(fileBytes).digest("hex");
const content = { hash: fileHash, size: fileBytes.length };

/** Puts something of everything into an empty store; every table has a row then. */
export async function fill(store: Store): Promise<void> {
  await fillRooms(store);
  await fillPeople(store);
  await fillKeys(store);
}

/** All that a store tells of what {@linkcode fill} puts into it. */
export async function readAll(store: Store): Promise<unknown> {
  const rooms = await store.listRooms();
  const all = <T>(read: (room: string) => Promise<T>) =>
    Promise.all(rooms.map(({ name }) => read(name)));
  const { accounts, memberships, subscriptions, files, keys, webhooks, audit } = store;
  return {
    rooms,
    aliases: await store.findRoom("former"),
    deleted: await store.deletedBy("doomed"),
    direct: [await store.findDirect("ada", "bob"), await store.listDirect("ada")],
    events: await all((room) => store.readEvents(room, 0, 9_999)),
    kept: await all((room) => store.readEvents(room, 3, 9_999)),
    messages: await all((room) => store.readMessages(room, { limit: 9_999 })),
    found: await all((room) =>
      Promise.all(["tea", "te*", '"green tea"', "from:ada", "edited", "gone", "after:1970-01-01"]
        .map((text) => store.search(room, { text, limit: 99 })))
    ),
    marks: await all(async (room) => [...await store.readMarks(room, ids)].toSorted()),
    unread: sorted(await store.unread("bob", rooms.map(({ name }) => name))),
    members: await all((room) => memberships.list(room, "", 99)),
    standings: await all(async (room) => [...await memberships.find(room, ids)].toSorted()),
    bans: await all((room) => memberships.listBans(room)),
    invites: await all((room) => memberships.listInvites(room)),
    invite: await memberships.findInvite("invite hash"),
    users: await accounts.listUsers("", 99),
    session: await accounts.findSession("session hash"),
    bots: await all((room) => accounts.listBots(room)),
    bot: await accounts.findBot("bot hash"),
    webhooks: await all((room) => webhooks.list(room)),
    subscriptions: await subscriptions.find(ids),
    levels: await subscriptions.levels("bob"),
    deeds: await audit.list(99),
    files: await all((room) => files.list(room, { limit: 99 })),
    bytes: await files.bytes(),
    upload: await files.findUpload("upload"),
    loose: await files.find("loose"),
    unneeded: await files.unneeded(99),
    list: await keys.findList("ada"),
    stock: await keys.stock("ada", "laptop"),
    mail: await keys.findMail("ada", "box", 0),
    archive: [await keys.findArchive("ada"), await keys.readEntries("ada", "tea", 0, 99)],
  };
}

async function fillRooms(store: Store): Promise<void> {
  for (const room of ["tea", "milk", "former", "doomed", "empty"]) {
    await store.createRoom({ ...roomDraft(room), isFleeting: room === "milk" });
  }
  await store.openDirect(directDraft());
  await store.append(directName, [said("", { text: undefined, box, quiet: true })]);
  await store.append("former", [said("old"), said("new", { at: 9_000 })]);
  await store.forget("former", 5_000, 99);
  await store.renameRoom("former", "latter");
  await store.changeRoom("latter", { topic: "Té \u{1F375}", visibility: "private" });
  await store.changeRoom("empty", { isArchived: true, visibility: "unlisted" });
  await store.deleteRoom("doomed", "ada");
  const picture = await uploaded(store, "tea", { id: "picture", ...content, width: 4, height: 3 });
  await uploaded(store, "tea", { id: "small", ...content });
  await uploaded(store, "tea", { ...content, id: "loose", type: "text/plain" });
  await store.append("tea", [
    said("Green tea", { ref: "1" }),
    said("No tea\0 at all \ud800 \u{1F375}", { from: bob, ref: "2", replyTo: 1 }),
    said("edited soon", { from: cem }),
    edit(3, "edited tea", { from: cem, ref: "4" }),
    reaction(1, "🍵", bob),
    reaction(1, "🍵", cem),
    said("gone tea"),
    edit(7, "gone, edited"),
    deletion(7),
    said("with a file", { files: [{ id: picture.id, alt: "a cup" }] }),
  ]);
  await store.append("milk", Array.from({ length: 40 }, (_, n) => said(`tea ${n}`)));
  await store.markRead("tea", new Map([["ada", 10], ["bob", 2]]));
  await store.markRead("milk", new Map([["bob", 40]]));
  await store.files.begin(
    { id: "upload", room: "milk", by: "bob", name: "big.bin", size: 99, at: 1, thumbnail: "small" },
    noQuotas,
  );
  await store.files.noteBlob("0".repeat(64));
}

async function fillPeople({ accounts, memberships, subscriptions, webhooks, audit }: Store) {
  const profile = { issuer: "https://id.example.org", subject: "1", name: "Bob" };
  await accounts.signIn({ ...profile, email: "bob@example.org" }, "bob", 5);
  await accounts.signIn({ ...profile, subject: "2", name: "Eve", picture: "p" }, "eve", 6);
  await accounts.suspend("eve", 7);
  const session = { id: "s", user: "bob", at: 1, seen: 2, agent: "A", address: "::1", sid: "3" };
  await accounts.addSession(session, "session hash");
  const bot = { person: cem, room: "tea", isHook: true, by: "ada", at: 3 };
  await accounts.addBot(bot, "reader", "bot hash");
  await memberships.addInvite(
    {
      ...{ id: "i", room: "tea", role: "moderator", label: "us", by: "ada", at: 1, uses: 0 },
      ...{ expires: 9e12, maxUses: 2, guestName: "Gus" },
    },
    "invite hash",
  );
  await memberships.redeem("invite hash", bob, 5);
  await memberships.put("milk", { person: bob, role: "member", since: 4, mutedUntil: 8 });
  const eve = { id: "eve", name: "Eve", kind: "user" } as const;
  const stranger = { role: "member", since: 6, mutedUntil: 9, isStranger: true } as const;
  await memberships.put("milk", { person: eve, ...stranger });
  await memberships.ban("milk", { person: cem, at: 1, until: 9, by: "ada" });
  await memberships.ban("tea", { person: { ...ada, id: "mal" }, at: 1, by: "ada" });
  for (const [index, person] of everybody.entries()) {
    await subscriptions.add(person, {
      endpoint: `https://push.example.org/${index}`,
      ...{ p256dh: "p", auth: "a" },
    });
  }
  await subscriptions.setLevel("tea", "bob", "all");
  await webhooks.add({ id: "w", room: "tea", url: "https://x.example", at: 1, by: "ada", sent: 4 });
  await webhooks.note("w", { sent: 5, failing: 6, lastError: "500", isPaused: true });
  await audit.add({ at: 1, by: "ada", name: "Ada", act: "room.made", address: "::1" });
  await audit.add({
    ...{ at: 2, by: "bob", name: "Bob", act: "ban", address: "" },
    ...{ room: "tea", target: "mal", detail: "d" },
  });
}

async function fillKeys({ keys }: Store): Promise<void> {
  const list = { statement: "s", signature: "g", identity: "i", version: 1 };
  await keys.putList("ada", { ...list, devices: ["laptop", 'pho"ne,\\{}'] }, 0);
  await keys.addPackages("ada", "laptop", ["first", "second"], "last");
  await keys.putMail("ada", "box", "letter", 1);
  await keys.putArchive("ada", "header");
  const entries = [1, 2, 3].map((number) => ({ number, box: `entry ${number}` }));
  await keys.addEntries("ada", "tea", entries, { chars: 999, entries: 99 });
}

function sorted<T>(rows: readonly T[]): T[] {
  return rows.toSorted((one, other) => JSON.stringify(one) < JSON.stringify(other) ? -1 : 1);
}
