/** What becomes of a guest who signs in, on every store. */
import { assertEquals } from "@std/assert";
import { createLog } from "../../lib/log.ts";
import { systemClock } from "../../lib/clock.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import { SqliteStore } from "../../lib/store/sqlite_store.ts";
import type { Store } from "../../lib/store/store.ts";
import { BrowserSession } from "../support/browser_session.ts";
import { SignInStage } from "../support/sign_in_stage.ts";

const log = createLog({ level: "error", format: "json", clock: systemClock, write: () => {} });

/** The stores, each new. */
const stores: Readonly<Record<string, Open>> = {
  MemoryStore: () => Promise.resolve(new MemoryStore()),
  SqliteStore: (folder) =>
    SqliteStore.open({ path: `${folder}/parley.db`, durability: "normal", log }),
};

async function guest(stage: SignInStage, name: string, browser = new BrowserSession()) {
  const response = await browser.fetch(`${stage.origin}/chat?room=any&name=${name}`);
  await response.body?.cancel();
  return browser;
}

async function idOf(stage: SignInStage, browser: BrowserSession): Promise<string> {
  return (await stage.api(browser, "GET", "/api/me")).body.id as string;
}

function cookieOf(stage: SignInStage, browser: BrowserSession): Record<string, string> {
  const names = ["parley_session", "parley_guest"];
  const pairs = names.flatMap((name) => {
    const value = browser.cookie(stage.origin, name);
    return value === undefined ? [] : [`${name}=${value}`];
  });
  return { cookie: pairs.join("; "), origin: stage.origin };
}

type Open = (folder: string) => Promise<Store>;

/** Runs a test with a store of its own. */
async function on(open: Open, run: (stage: SignInStage) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  {
    await using stage = await SignInStage.open({}, await open(folder));
    await run(stage);
  }
  await Deno.remove(folder, { recursive: true });
}

for (const [name, open] of Object.entries(stores)) {
  Deno.test(`${name}: a ban stays with a guest who becomes a user, on open sockets too`, async () => {
    await on(open, async (stage) => {
      const owner = await guest(stage, "Olga");
      await stage.api(owner, "POST", "/api/rooms", { name: "tea" });
      const known = await stage.signIn("ada");
      await using socket = await stage.server.join({
        room: "tea",
        headers: cookieOf(stage, known),
      });
      await socket.hear("welcome");
      const troll = await guest(stage, "Troll");
      await stage.api(troll, "POST", "/api/rooms/tea/messages", { text: "spam", ref: "1" });
      const id = await idOf(stage, troll);
      await stage.api(owner, "PUT", `/api/rooms/tea/bans/${id}`, {});
      await stage.signIn("ada", troll);
      assertEquals((await socket.closed).code, 4501);
      for (const path of ["/api/rooms/tea", "/api/rooms/tea/messages"]) {
        assertEquals((await stage.api(troll, "GET", path)).status, 403);
      }
      const post = await stage.api(troll, "POST", "/api/rooms/tea/messages", { text: "spam" });
      assertEquals(post.status, 403);
    });
  });

  Deno.test(`${name}: a stranger who is muted stays so as a user, and a stranger`, async () => {
    await on(open, async (stage) => {
      const owner = await guest(stage, "Olga");
      await stage.api(owner, "POST", "/api/rooms", { name: "tea" });
      const troll = await guest(stage, "Troll");
      await stage.api(troll, "POST", "/api/rooms/tea/messages", { text: "spam", ref: "1" });
      const path = `/api/rooms/tea/members/${await idOf(stage, troll)}`;
      await stage.api(owner, "PATCH", path, { mutedUntil: Date.now() + 60_000 });
      await stage.signIn("ada", troll);
      const post = await stage.api(troll, "POST", "/api/rooms/tea/messages", { text: "spam" });
      assertEquals(post.status, 403);
      assertEquals((await stage.api(troll, "GET", "/api/rooms/tea/messages")).status, 200);
      await stage.api(owner, "PATCH", "/api/rooms/tea", { visibility: "private" });
      assertEquals((await stage.api(troll, "GET", "/api/rooms/tea/messages")).status, 404);
      assertEquals((await stage.api(troll, "GET", "/api/rooms")).body.rooms, []);
    });
  });

  Deno.test(`${name}: a membership of the guest counts at once for the user, in a live room`, async () => {
    await on(open, async (stage) => {
      const owner = await guest(stage, "Olga");
      await stage.api(owner, "POST", "/api/rooms", { name: "tea", visibility: "private" });
      await using socket = await stage.server.join({
        room: "tea",
        headers: cookieOf(stage, owner),
      });
      await socket.hear("welcome");
      const user = await stage.signIn("ada");
      assertEquals((await stage.api(user, "GET", "/api/rooms/tea")).status, 404);
      const browser = await guest(stage, "Adi");
      const { body } = await stage.api(owner, "POST", "/api/rooms/tea/invites", {});
      await stage.api(browser, "POST", "/api/join", { token: body.token });
      await stage.signIn("ada", browser);
      assertEquals((await stage.api(user, "GET", "/api/rooms/tea")).body.role, "member");
    });
  });

  Deno.test(`${name}: who wrote without reading keeps that, and what they deleted`, async () => {
    await on(open, async (stage) => {
      const browser = await guest(stage, "Adi");
      await stage.api(await guest(stage, "Olga"), "POST", "/api/rooms", { name: "tea" });
      await stage.api(browser, "POST", "/api/rooms/tea/messages", { text: "mine", ref: "1" });
      await stage.api(browser, "POST", "/api/rooms", { name: "den" });
      await stage.api(browser, "DELETE", "/api/rooms/den");
      await stage.signIn("ada", browser);
      const { body } = await stage.api(browser, "GET", "/api/rooms/tea/messages");
      const [message] = body.messages as [{ from: { kind: string } }];
      assertEquals(message.from.kind, "user");
      assertEquals((await stage.api(browser, "POST", "/api/rooms", { name: "den" })).status, 201);
    });
  });

  Deno.test(`${name}: an owner who was banned as a guest is still the owner`, async () => {
    await on(open, async (stage) => {
      const owner = await stage.signIn("ada");
      await stage.api(owner, "POST", "/api/rooms", { name: "tea" });
      const browser = await guest(stage, "Adi");
      await stage.api(browser, "POST", "/api/rooms/tea/messages", { text: "hi", ref: "1" });
      const id = await idOf(stage, browser);
      await stage.api(owner, "PUT", `/api/rooms/tea/bans/${id}`, {});
      await stage.signIn("ada", browser);
      assertEquals((await stage.api(browser, "GET", "/api/rooms/tea")).body.role, "owner");
    });
  });

  Deno.test(`${name}: the names that a deleted room had are not there for others either`, async () => {
    await on(open, async (stage) => {
      const owner = await guest(stage, "Olga");
      await stage.api(owner, "POST", "/api/rooms", { name: "board", visibility: "private" });
      await stage.api(owner, "PATCH", "/api/rooms/board", { name: "board2" });
      await stage.api(owner, "DELETE", "/api/rooms/board2");
      const other = await guest(stage, "Bob");
      for (const room of ["board", "board2"]) {
        const path = `/api/rooms/${room}/messages`;
        assertEquals((await stage.api(other, "POST", path, { text: "x" })).status, 404);
        assertEquals((await stage.api(other, "POST", "/api/rooms", { name: room })).status, 409);
      }
    });
  });

  Deno.test(`${name}: links to former names harm nobody while a room is renamed there and back`, async () => {
    await on(open, async (stage) => {
      const owner = await guest(stage, "Olga");
      await stage.api(owner, "POST", "/api/rooms", { name: "a" });
      const others = await Promise.all([1, 2, 3].map((number) => guest(stage, `Guest${number}`)));
      let isDone = false;
      const posting = others.map(async (browser) => {
        let count = 0;
        while (!isDone) {
          const text = `${count++}`;
          await stage.api(browser, "POST", "/api/rooms/a/messages", { text, ref: text });
        }
      });
      for (let round = 0; round < 40; round++) {
        const [from, to] = round % 2 === 0 ? ["a", "b"] : ["b", "a"];
        const { status } = await stage.api(owner, "PATCH", `/api/rooms/${from}`, { name: to });
        assertEquals(status, 200);
      }
      isDone = true;
      await Promise.all(posting);
      assertEquals((await stage.api(owner, "GET", "/api/rooms/b")).body.name, "a");
    });
  });

  Deno.test(`${name}: a guest's direct room is archived, and stays the guest's`, async () => {
    await on(open, async (stage) => {
      const olga = await guest(stage, "Olga");
      const browser = await guest(stage, "Adi");
      for (const one of [olga, browser]) {
        await stage.api(one, "POST", "/api/rooms/tea/messages", { text: "hi", ref: "1" });
      }
      const body = { person: await idOf(stage, browser), room: "tea" };
      const { body: { name } } = await stage.api(olga, "POST", "/api/direct", body);
      const room = name as string;
      await using socket = await stage.server.join({ room, headers: cookieOf(stage, olga) });
      await socket.hear("welcome");
      await stage.signIn("ada", browser);
      assertEquals((await socket.hear("room")).isArchived, true);
      socket.send({ type: "seal", box: "c2VhbGVk", ref: "r" });
      assertEquals((await socket.hear("error")).code, "forbidden");
      assertEquals((await stage.api(olga, "GET", `/api/rooms/${room}/messages`)).status, 200);
      assertEquals((await stage.api(browser, "GET", `/api/rooms/${room}`)).status, 404);
      assertEquals((await stage.api(browser, "GET", "/api/direct")).body, { rooms: [] });
      const again = { person: await idOf(stage, browser), room: "tea" };
      const opened = await stage.api(olga, "POST", "/api/direct", again);
      assertEquals([opened.status, opened.body.name !== room], [201, true]);
    });
  });
}
