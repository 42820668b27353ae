import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import type { BrowserSession } from "../support/browser_session.ts";
import { SignInStage } from "../support/sign_in_stage.ts";

async function page(stage: SignInStage, browser: BrowserSession, view: string): Promise<string> {
  const response = await browser.fetch(`${stage.origin}/admin?view=${view}`);
  assertEquals(response.status, 200);
  return await response.text();
}

async function idOf(stage: SignInStage, browser: BrowserSession): Promise<string> {
  return (await stage.api(browser, "GET", "/api/me")).body.id as string;
}

async function deeds(
  stage: SignInStage,
  browser: BrowserSession,
): Promise<{ act: string; name: string; room?: string; target?: string; address: string }[]> {
  const response = await browser.fetch(`${stage.origin}/api/admin/audit`);
  return (await response.text()).trim().split("\n").filter(Boolean).map((line) => JSON.parse(line));
}

Deno.test("the first who signs in runs the server, others do not", async () => {
  await using stage = await SignInStage.open();
  const [ada, bob] = [await stage.signIn("ada"), await stage.signIn("bob")];
  assertStringIncludes(await page(stage, ada, "users"), "Ada Lovelace");
  for (const path of ["/admin", "/api/admin/users", "/api/admin/audit"]) {
    const response = await bob.fetch(stage.origin + path);
    await response.body?.cancel();
    assertEquals(response.status, 403, path);
    const stranger = await stage.server.fetch(path);
    await stranger.body?.cancel();
    assertEquals(stranger.status, 401, path);
  }
});

Deno.test("where the operator names who runs the server, the first does not", async () => {
  await using stage = await SignInStage.open({ admins: ["BOB@elsewhere.example"] });
  const [ada, bob] = [await stage.signIn("ada"), await stage.signIn("bob")];
  assertEquals((await stage.api(ada, "GET", "/api/admin/users")).status, 403);
  assertEquals((await stage.api(bob, "GET", "/api/admin/users")).status, 200);
});

Deno.test("an address that the provider has not verified makes nobody run the server", async () => {
  await using stage = await SignInStage.open({ admins: ["eve@example.org"] });
  const eve = await stage.signIn("eve");
  assertEquals((await stage.api(eve, "GET", "/api/admin/users")).status, 403);
});

Deno.test("the pages show users, rooms, sessions, storage and what was done", async () => {
  await using stage = await SignInStage.open();
  const ada = await stage.signIn("ada");
  await stage.api(ada, "POST", "/api/rooms", { name: "tea", visibility: "private" });
  assertStringIncludes(await page(stage, ada, "users"), "ada@example.org");
  assertStringIncludes(await page(stage, ada, "rooms"), "tea");
  assertStringIncludes(await page(stage, ada, "sessions"), "127.0.0.1");
  assertStringIncludes(await page(stage, ada, "audit"), "room.create");
});

Deno.test("a user who is suspended is out at once, and does not come in again", async () => {
  await using stage = await SignInStage.open();
  const [ada, bob] = [await stage.signIn("ada"), await stage.signIn("bob")];
  const id = await idOf(stage, bob);
  const cookie = `parley_session=${bob.cookie(stage.origin, "parley_session")}`;
  const headers = { origin: stage.origin, cookie };
  await using socket = await stage.server.join({ room: "tea", headers });
  await socket.hear("welcome");
  const suspend = await stage.api(ada, "PATCH", `/api/admin/users/${id}`, { isSuspended: true });
  assertEquals(suspend.status, 204);
  assertEquals((await socket.closed).code, 4500);
  assertEquals((await stage.api(bob, "GET", "/api/me")).status, 401);
  const again = await bob.fetch(await stage.callbackOf(bob, "bob"), {
    headers: { accept: "text/html" },
  });
  assertEquals(again.status, 403);
  assertStringIncludes(await again.text(), "suspended");
  await stage.api(ada, "PATCH", `/api/admin/users/${id}`, { isSuspended: false });
  assertEquals(await idOf(stage, await stage.signIn("bob")), id);
});

Deno.test("a form of the page suspends, and one of another site does not", async () => {
  await using stage = await SignInStage.open();
  const [ada, bob] = [await stage.signIn("ada"), await stage.signIn("bob")];
  const path = `${stage.origin}/admin/users/${await idOf(stage, bob)}/suspend`;
  for (const [origin, status] of [["https://evil.example", 403], [stage.origin, 303]] as const) {
    const response = await ada.fetch(path, { method: "POST", headers: { origin } });
    await response.body?.cancel();
    assertEquals(response.status, status);
    const isIn = (await stage.api(bob, "GET", "/api/me")).status === 200;
    assertEquals(isIn, status === 403);
  }
});

Deno.test("who let somebody in again is in the audit log as that", async () => {
  await using stage = await SignInStage.open();
  const [ada, bob] = [await stage.signIn("ada"), await stage.signIn("bob")];
  const id = await idOf(stage, bob);
  const headers = { origin: stage.origin };
  for (const what of ["suspend", "restore", "bogus"]) {
    const path = `${stage.origin}/admin/users/${id}/${what}`;
    const response = await ada.fetch(path, { method: "POST", headers });
    await response.body?.cancel();
    assertEquals(response.status, what === "bogus" ? 404 : 303);
  }
  const acts = (await deeds(stage, ada)).map(({ act, target }) => [act, target]);
  assertEquals(acts, [["user.restore", id], ["user.suspend", id]]);
});

Deno.test("nobody suspends themselves, nor somebody who is not there", async () => {
  await using stage = await SignInStage.open();
  const ada = await stage.signIn("ada");
  const own = `/api/admin/users/${await idOf(stage, ada)}`;
  assertEquals((await stage.api(ada, "PATCH", own, { isSuspended: true })).status, 403);
  const other = "/api/admin/users/u-none";
  assertEquals((await stage.api(ada, "PATCH", other, { isSuspended: true })).status, 404);
  assertEquals((await stage.api(ada, "PATCH", other, { isSuspended: "yes" })).status, 400);
});

Deno.test("an administrator ends a session of somebody", async () => {
  await using stage = await SignInStage.open();
  const [ada, bob] = [await stage.signIn("ada"), await stage.signIn("bob")];
  const { body } = await stage.api(bob, "GET", "/api/sessions");
  const [{ id }] = body.sessions as [{ id: string }];
  const headers = { origin: stage.origin };
  const path = `${stage.origin}/admin/sessions/${id}/end`;
  const refused = await bob.fetch(path, { method: "POST", headers });
  await refused.body?.cancel();
  assertEquals(refused.status, 403);
  const ended = await ada.fetch(path, { method: "POST", headers });
  await ended.body?.cancel();
  assertEquals((await stage.api(bob, "GET", "/api/me")).status, 401);
});

Deno.test("the audit log says who did what, to whom, and from where, and no secret", async () => {
  await using stage = await SignInStage.open();
  const [ada, bob] = [await stage.signIn("ada"), await stage.signIn("bob")];
  const bobId = await idOf(stage, bob);
  await stage.api(ada, "POST", "/api/rooms", { name: "tea" });
  await stage.api(bob, "POST", "/api/rooms/tea/messages", { text: "hi" });
  const { body: invite } = await stage.api(ada, "POST", "/api/rooms/tea/invites", { label: "x" });
  const { body: bot } = await stage.api(ada, "POST", "/api/rooms/tea/bots", { name: "Robot" });
  await stage.api(ada, "PATCH", "/api/rooms/tea", { topic: "Oolong" });
  await stage.api(ada, "PUT", `/api/rooms/tea/bans/${bobId}`, {});
  await stage.api(bob, "PATCH", "/api/rooms/tea", { topic: "refused, so not done" });
  const log = await deeds(stage, ada);
  assertEquals(log.map(({ act }) => act), [
    "member.ban",
    "room.change",
    "bot.create",
    "invite.create",
    "room.create",
  ]);
  const [ban] = log;
  assertEquals([ban?.name, ban?.room, ban?.target], ["Ada Lovelace", "tea", bobId]);
  assertEquals(ban?.address, "127.0.0.1");
  const text = JSON.stringify(log);
  for (const secret of [invite.token, bot.token]) {
    assert(typeof secret === "string" && !text.includes(secret));
  }
});

Deno.test("the audit log names rooms in one spelling", async () => {
  await using stage = await SignInStage.open();
  const ada = await stage.signIn("ada");
  await stage.api(ada, "POST", "/api/rooms", { name: "Tea" });
  await stage.api(ada, "PATCH", "/api/rooms/TEA", { topic: "Oolong" });
  const log = await deeds(stage, ada);
  assertEquals(log.map(({ act, room }) => [act, room]), [
    ["room.change", "tea"],
    ["room.create", "tea"],
  ]);
});

Deno.test("the export has everything, beyond what one page shows", async () => {
  await using stage = await SignInStage.open();
  const ada = await stage.signIn("ada");
  for (let index = 0; index < 120; index++) {
    await stage.api(ada, "POST", "/api/rooms", { name: `r${index}` });
  }
  const first = await page(stage, ada, "audit");
  assertEquals(first.match(/room\.create/g)?.length, 100);
  assertStringIncludes(first, "cursor");
  assertEquals((await deeds(stage, ada)).length, 120);
});

Deno.test("the page of sessions goes on behind its last row", async () => {
  const store = new MemoryStore();
  await using stage = await SignInStage.open({}, store);
  const ada = await stage.signIn("ada");
  const now = Date.now();
  for (const user of ["u-1", "u-2", "u-3"]) {
    await store.accounts.signIn(
      { issuer: "https://id.example", subject: user, name: user },
      user,
      now,
    );
    for (let index = 0; index < 40; index++) {
      const id = `${user}-${index}`;
      const session = { id, user, at: now, seen: now - index, agent: "A", address: "::1" };
      await store.accounts.addSession(session, id);
    }
  }
  const shown = async (path: string) => {
    const text = await (await ada.fetch(stage.origin + path)).text();
    return text.replaceAll("&#x2F;", "/").replaceAll("&#x3D;", "=").replaceAll("&amp;", "&");
  };
  const idsOf = (text: string) =>
    Array.from(text.matchAll(/\/admin\/sessions\/([^/]+)\/end/g), ([, id]) => id);
  const first = await shown("/admin?view=sessions");
  const [, next] = /"(\/admin\?view=sessions&cursor=[^"]+)"/.exec(first) ?? [];
  const second = await shown(next!);
  assertEquals([idsOf(first).length, idsOf(second).length], [100, 21]);
  assertEquals(new Set([...idsOf(first), ...idsOf(second)]).size, 121);
  assert(!second.includes("cursor="));
});
