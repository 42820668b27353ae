/** What well-behaved people and programs do at a server; each throws where it is not served well. */
import { delay } from "@std/async";
import { cookieIn, Guest, say } from "./site.ts";
import type { Site } from "./site.ts";

/** Does something at the server, all of it, and leaves. */
export type Visit = (site: Site) => Promise<void>;

/** Comes, reads, writes, stays a while, is cut off, comes back to where it was, and leaves. */
export async function chat(site: Site): Promise<void> {
  const { random } = site;
  const guest = await site.newGuest();
  const room = random.pick(site.plazas);
  const socket = await guest.join(room);
  const { epoch } = await socket.hear("welcome");
  socket.send({ type: "typing", on: true });
  const target = await say(socket, { type: "say", text: site.newText() });
  await say(socket, { type: "react", target, emoji: "🫖", on: true });
  await delay(random.below(4_000));
  await say(socket, { type: "edit", target, text: site.newText() });
  socket.send({ type: "history", ref: "older", limit: 1 + random.below(100) });
  await socket.hear("history");
  socket.send({ type: "read", seq: target });
  socket.send({ type: "ping" });
  await socket.hear("pong");
  await socket.close();
  await delay(random.below(2_000));
  await using again = await guest.join(room, { since: target, epoch });
  const { resumed } = await again.hear("welcome");
  if (!resumed) throw new Error(`${guest.name} did not resume after ${target}`);
  await delay(random.below(2_000));
  if (random.below(4) === 0) await say(again, { type: "delete", target });
}

/** Looks at pages, rooms, people, older messages. */
export async function browse(site: Site): Promise<void> {
  const guest = await site.newGuest();
  const room = site.random.pick(site.plazas);
  for (const path of ["/", `/chat?room=${room}`, "/static/icon.svg", "/api/me", "/api/rooms"]) {
    await guest.ask("GET", path);
  }
  await using socket = await guest.join(room);
  const { seq } = await socket.hear("welcome");
  const api = `/api/rooms/${room}`;
  await guest.ask("GET", api);
  await guest.ask("GET", `${api}/members`);
  await guest.ask("GET", `${api}/messages?before=${1 + site.random.below(seq + 1)}&limit=100`);
  await guest.ask("GET", `${api}/messages?after=${site.random.below(seq + 1)}`);
}

/** Searches for what is often said, by whom, and when. */
export async function search(site: Site): Promise<void> {
  const guest = await site.newGuest();
  const room = site.random.pick(site.plazas);
  for (const query of ["", "*", " from:guest", " after:2026"]) {
    const q = encodeURIComponent(`${site.newWord()}${query}`);
    await guest.ask("GET", `/api/rooms/${room}/search?q=${q}`);
  }
}

/** Makes a room with a bot and a hook, which write; then all of it goes. */
export async function automate(site: Site): Promise<void> {
  const owner = await site.newGuest();
  const room = site.newName("workshop");
  const api = `/api/rooms/${room}`;
  await owner.ask("POST", "/api/rooms", { status: 201, body: { name: room } });
  const bots = `${api}/bots`;
  const bot = await owner.askJson<{ id: string; token: string }>("POST", bots, 201, {
    name: "teabot",
  });
  const hook = await owner.askJson<{ url: string }>("POST", bots, 201, {
    name: "bell",
    isHook: true,
  });
  const program = new Guest(site.origin, "teabot", { authorization: `Bearer ${bot.token}` });
  await using socket = await program.join(room);
  await socket.hear("welcome");
  for (let number = 1; number <= 5; number++) {
    const body = { text: site.newText(), ref: `n${number}` };
    await program.ask("POST", `${api}/messages`, { status: 201, body });
    await program.ask("POST", `${api}/messages`, { status: 200, body });
  }
  await program.ask("POST", new URL(hook.url, site.origin).pathname, { body: { text: "ding" } });
  await socket.hearTexts(6);
  await owner.ask("DELETE", `${bots}/${bot.id}`, { status: 204 });
  await socket.closed;
  await owner.ask("DELETE", api, { status: 204 });
}

/**
 * Has a program told that is not there: a server of its own would have to be on the public internet,
 * for nothing else is ever connected to.
 */
export async function tellNobody(site: Site): Promise<void> {
  const owner = await site.newGuest();
  const room = site.newName("bureau");
  const api = `/api/rooms/${room}`;
  await owner.ask("POST", "/api/rooms", { status: 201, body: { name: room } });
  const hook = await owner.askJson<{ id: string }>("POST", `${api}/webhooks`, 201, {
    url: "https://nobody.invalid/told",
  });
  await owner.ask("POST", `${api}/messages`, { status: 201, body: { text: site.newText() } });
  await delay(site.random.below(5_000));
  await owner.ask("GET", `${api}/webhooks`);
  await owner.ask("DELETE", `${api}/webhooks/${hook.id}`, { status: 204 });
  await owner.ask("DELETE", api, { status: 204 });
}

/** Makes a private room, invites somebody, bans and renames; then all of it goes. */
export async function administer(site: Site): Promise<void> {
  const owner = await site.newGuest();
  const first = site.newName("parlour");
  const name = `${first}-again`;
  const made = { name: first, visibility: "private", topic: site.newText().slice(0, 200) };
  await owner.ask("POST", "/api/rooms", { status: 201, body: made });
  const invites = `/api/rooms/${first}/invites`;
  const { token } = await owner.askJson<{ token: string }>("POST", invites, 201, { maxUses: 2 });
  const friend = site.newName("friend");
  const stranger = new Guest(site.origin, friend, {});
  const joined = await stranger.ask("POST", "/api/join", { body: { token, name: friend } });
  const guest = new Guest(site.origin, friend, cookieIn(joined));
  const before = await guest.join(first);
  const { you } = await before.hear("welcome");
  await say(before, { type: "say", text: site.newText() });
  await owner.ask("PATCH", `/api/rooms/${first}`, { body: { name } });
  await before.closed;
  const api = `/api/rooms/${name}`;
  const after = await guest.join(name);
  await after.hear("welcome");
  await owner.ask("PATCH", `${api}/members/${you.id}`, {
    status: 204,
    body: { role: "moderator" },
  });
  await owner.ask("PUT", `${api}/bans/${you.id}`, { status: 204, body: {} });
  await after.closed;
  for (const list of ["memberships", "bans", "invites"]) await owner.ask("GET", `${api}/${list}`);
  await owner.ask("DELETE", `${api}/bans/${you.id}`, { status: 204 });
  await owner.ask("DELETE", api, { status: 204 });
}

/** Two people meet, and say something to each other that the server cannot read. */
export async function whisper(site: Site): Promise<void> {
  const { random } = site;
  const [ann, bob] = [await site.newGuest(), await site.newGuest()];
  const plaza = random.pick(site.plazas);
  await using there = await bob.join(plaza);
  const { you } = await there.hear("welcome");
  const opened = { person: you.id, room: plaza };
  const { name } = await ann.askJson<{ name: string }>("POST", "/api/direct", 201, opened);
  await using one = await ann.join(name);
  await using other = await bob.join(name);
  await Promise.all([one.hear("welcome"), other.hear("welcome")]);
  const box = crypto.getRandomValues(new Uint8Array(random.below(6_000) + 3)).toBase64();
  for (const socket of [one, other]) {
    const target = await say(socket, { type: "seal", box });
    socket.send({ type: "read", seq: target });
    await say(socket, { type: "delete", target });
  }
  const mail = `/api/keys/mail/${
    crypto.getRandomValues(new Uint8Array(32)).toBase64({
      alphabet: "base64url",
      omitPadding: true,
    })
  }`;
  await ann.ask("PUT", mail, { status: 204, body: { body: "for me" } });
  await ann.ask("GET", mail);
  await ann.ask("DELETE", mail, { status: 204 });
  await ann.ask("GET", "/api/direct");
}
