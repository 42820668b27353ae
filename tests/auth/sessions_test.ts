import { assert, assertEquals, assertMatch } from "@std/assert";
import { idleMs, longestMs, Sessions } from "../../lib/auth/sessions.ts";
import type { User } from "../../lib/store/accounts.ts";
import { MemoryStore } from "../../lib/store/memory_store.ts";
import { FakeClock } from "../support/fake_clock.ts";
import { HeardLog } from "../support/heard_log.ts";

/** Sessions of one user. */
class Desk implements AsyncDisposable {
  readonly clock = new FakeClock();
  readonly store = new MemoryStore();
  readonly ended: string[] = [];
  readonly inUse: string[] = [];
  readonly sessions = new Sessions({
    accounts: this.store.accounts,
    clock: this.clock,
    log: new HeardLog().log,
    inUse: () => this.inUse,
    ended: (ids) => void this.ended.push(...ids),
  });

  async user(): Promise<User> {
    const profile = { issuer: "https://id.example", subject: "1", name: "Ada" };
    return await this.store.accounts.signIn(profile, "u-1", this.clock.now());
  }

  async begin(): Promise<string> {
    return await this.sessions.begin(await this.user(), { agent: "A", address: "::1" });
  }

  async isLive(token: string): Promise<boolean> {
    return await this.sessions.find(token) !== undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sessions.close();
    await this.store.close();
  }
}

Deno.test("Sessions.begin() gives a token of 256 bits, another each time", async () => {
  await using desk = new Desk();
  const [first, second] = [await desk.begin(), await desk.begin()];
  assertMatch(first, /^[\w-]{43}$/);
  assert(first !== second);
});

Deno.test("Sessions.begin() lets the store keep a hash only", async () => {
  await using desk = new Desk();
  const token = await desk.begin();
  assertEquals(await desk.store.accounts.findSession(token), undefined);
  assert(await desk.isLive(token));
});

Deno.test("Sessions.recheck() ends what is open in sessions that another server has ended", async () => {
  await using desk = new Desk();
  const tokens = [await desk.begin(), await desk.begin()];
  const ids = await Promise.all(
    tokens.map(async (token) => (await desk.sessions.find(token))!.session.id),
  );
  desk.inUse.push(...ids);
  await desk.sessions.recheck();
  assertEquals(desk.ended, []);
  await desk.store.accounts.endSessions({ id: ids[0]! });
  await desk.sessions.recheck();
  assertEquals(desk.ended, [ids[0]]);
});

Deno.test("Sessions.recheck() asks before each session whether it may go on", async () => {
  await using desk = new Desk();
  desk.inUse.push("gone-1", "gone-2", "gone-3");
  await desk.sessions.recheck(() => desk.ended.length < 2);
  assertEquals(desk.ended, ["gone-1", "gone-2"]);
});

Deno.test("a session ends 12 hours after it was used last", async () => {
  await using desk = new Desk();
  const token = await desk.begin();
  for (let day = 0; day < 5; day++) {
    desk.clock.advance(idleMs - 1);
    assertEquals(await desk.isLive(token), true);
  }
  desk.clock.advance(idleMs);
  assertEquals(await desk.isLive(token), false);
});

Deno.test("a session ends after 30 days, however much it is used", async () => {
  await using desk = new Desk();
  const token = await desk.begin();
  const step = idleMs / 2;
  for (let at = step; at < longestMs; at += step) {
    desk.clock.advance(step);
    assertEquals(await desk.isLive(token), true);
  }
  desk.clock.advance(step);
  assertEquals(await desk.isLive(token), false);
});

Deno.test("a session with an open socket is in use", async () => {
  await using desk = new Desk();
  const token = await desk.begin();
  const live = (await desk.sessions.find(token))!;
  desk.inUse.push(live.session.id);
  for (let hour = 0; hour < 24; hour++) {
    desk.clock.advance(idleMs / 12);
    await desk.sessions.list("u-1");
    await new Promise((resolve) => setTimeout(resolve));
  }
  assertEquals(desk.ended, []);
  assertEquals(await desk.isLive(token), true);
});

Deno.test("a session that has run out ends what is open in it", async () => {
  await using desk = new Desk();
  const token = await desk.begin();
  const { session } = (await desk.sessions.find(token))!;
  desk.clock.advance(longestMs);
  while (desk.ended.length === 0) {
    await new Promise((resolve) => setTimeout(resolve));
    desk.clock.advance(5 * 60_000);
  }
  assertEquals(desk.ended, [session.id]);
});

Deno.test("Sessions.end() ends those that are meant, and tells", async () => {
  await using desk = new Desk();
  const [first, second] = [await desk.begin(), await desk.begin()];
  const { session } = (await desk.sessions.find(first))!;
  assertEquals(await desk.sessions.end({ id: session.id, user: "somebody else" }), []);
  assertEquals(await desk.sessions.end({ id: session.id }), [session.id]);
  assertEquals(desk.ended, [session.id]);
  assertEquals([await desk.isLive(first), await desk.isLive(second)], [false, true]);
  assertEquals(await desk.sessions.isLive(session.id), false);
});

Deno.test("who is suspended has no live session", async () => {
  await using desk = new Desk();
  const token = await desk.begin();
  const { session } = (await desk.sessions.find(token))!;
  await desk.store.accounts.suspend("u-1", 1);
  assertEquals(await desk.isLive(token), false);
  assertEquals(await desk.sessions.isLive(session.id), false);
});
