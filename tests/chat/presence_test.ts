import { assertEquals } from "@std/assert";
import { Presence } from "../../lib/chat/presence.ts";
import type { Person } from "../../lib/wire/messages.ts";

function guest(id: string, name = id): Person {
  return { id, name, kind: "guest" };
}

/** A presence of `count` guests, `0` first, whose news are told. */
function crowd(count: number): Presence {
  const presence = new Presence();
  for (let index = 0; index < count; index++) presence.join(guest(`${index}`));
  presence.takeNews();
  return presence;
}

function names(people: readonly Person[] | undefined): string[] | undefined {
  return people?.map(({ name }) => name);
}

Deno.test("Presence.join() of somebody new is news", () => {
  const presence = new Presence();
  presence.join(guest("ada"));
  assertEquals(presence.takeNews(), {
    type: "presence",
    joined: [guest("ada")],
    left: [],
    count: 1,
  });
});

Deno.test("Presence.takeNews() tells everything once", () => {
  const presence = crowd(3);
  assertEquals([presence.hasNews, presence.takeNews()], [false, undefined]);
});

Deno.test("Presence.join() with a second socket is no news and counts nobody", () => {
  const presence = crowd(1);
  presence.join(guest("0"));
  assertEquals([presence.count, presence.hasNews], [1, false]);
});

Deno.test("Presence.join() under another name tells the new name", () => {
  const presence = crowd(1);
  presence.join(guest("0", "Ada"));
  assertEquals(presence.takeNews()?.joined, [guest("0", "Ada")]);
  assertEquals(names(presence.list()), ["Ada"]);
});

Deno.test("Presence.join() refuses the 21st socket of one person and changes nothing", () => {
  const presence = new Presence();
  const results = Array.from({ length: 21 }, () => presence.join(guest("ada")));
  assertEquals([results.indexOf(false), presence.count], [20, 1]);
  presence.takeNews();
  assertEquals([presence.join(guest("ada", "Eve")), presence.hasNews], [false, false]);
  for (let sockets = 0; sockets < 20; sockets++) presence.leave("ada", 0);
  presence.forget(5_000);
  assertEquals(presence.count, 0);
});

Deno.test("Presence.forget() lets go 5 s after the last socket left, not before", () => {
  const presence = crowd(1);
  presence.leave("0", 1_000);
  assertEquals([presence.forget(5_999), presence.count], [1, 1]);
  assertEquals([presence.forget(6_000), presence.count], [undefined, 0]);
  assertEquals(presence.takeNews()?.left, ["0"]);
});

Deno.test("Presence.forget() keeps who has another socket", () => {
  const presence = crowd(1);
  presence.join(guest("0"));
  presence.leave("0", 0);
  assertEquals([presence.forget(60_000), presence.count], [undefined, 1]);
});

Deno.test("Presence.forget() keeps who came back in time, and that is no news", () => {
  const presence = crowd(1);
  presence.leave("0", 0);
  presence.join(guest("0"));
  assertEquals([presence.forget(60_000), presence.count, presence.hasNews], [undefined, 1, false]);
});

Deno.test("Presence.forget() says when the next one is due", () => {
  const presence = crowd(3);
  presence.leave("2", 3_000);
  presence.leave("0", 1_000);
  assertEquals(presence.forget(2_000), 4_000);
});

Deno.test("Presence.leave() of somebody unknown changes nothing", () => {
  const presence = crowd(1);
  presence.leave("eve", 0);
  assertEquals([presence.forget(60_000), presence.count], [undefined, 1]);
});

Deno.test("Presence.takeNews() of who came and went tells neither name as joined", () => {
  const presence = new Presence();
  presence.join(guest("ada"));
  presence.leave("ada", 0);
  presence.forget(5_000);
  assertEquals([presence.takeNews()?.joined, presence.count], [[], 0]);
});

Deno.test("Presence.takeNews() of who went and came tells no name as left", () => {
  const presence = crowd(1);
  presence.leave("0", 0);
  presence.forget(5_000);
  presence.join(guest("0"));
  const news = presence.takeNews();
  assertEquals([names(news?.joined), news?.left, news?.count], [["0"], [], 1]);
});

Deno.test("Presence.list() gives people in the order in which they came", () => {
  const presence = crowd(3);
  presence.join(guest("1", "One"));
  assertEquals(names(presence.list()), ["0", "One", "2"]);
});

Deno.test("Presence names the first 200 and counts the rest", () => {
  const presence = crowd(200);
  presence.join(guest("late"));
  assertEquals(presence.list().length, 200);
  const news = presence.takeNews();
  assertEquals([news?.joined, news?.count], [[], 201]);
});

Deno.test("Presence.takeNews() counts the leave of somebody who was never named", () => {
  const presence = crowd(201);
  presence.leave("200", 0);
  presence.forget(5_000);
  const news = presence.takeNews();
  assertEquals([news?.left, news?.count], [[], 200]);
});

Deno.test("Presence names who was only counted as soon as one of the 200 is gone", () => {
  const presence = crowd(202);
  presence.leave("0", 0);
  presence.forget(5_000);
  const news = presence.takeNews();
  assertEquals([names(news?.joined), news?.left, news?.count], [["200"], ["0"], 201]);
  assertEquals(presence.list().length, 200);
});

Deno.test("Presence.list() names everybody when a crowd has shrunk", () => {
  const presence = crowd(205);
  for (let index = 0; index < 200; index++) presence.leave(`${index}`, 0);
  presence.forget(5_000);
  assertEquals(names(presence.list()), ["200", "201", "202", "203", "204"]);
});

Deno.test("Presence.countsTyping() counts one sign in 2 s", () => {
  const presence = crowd(1);
  const counted = [0, 1_999, 2_000, 3_999, 4_000].map((nowMs) => presence.countsTyping("0", nowMs));
  assertEquals(counted, [true, false, true, false, true]);
});

Deno.test("Presence.countsTyping() counts every person by itself", () => {
  const presence = crowd(2);
  assertEquals([presence.countsTyping("0", 0), presence.countsTyping("1", 0)], [true, true]);
});

Deno.test("Presence.countsTyping() of somebody who is not here is false", () => {
  assertEquals(crowd(1).countsTyping("eve", 0), false);
});

Deno.test("Presence.isHere() is so from the first socket to the last, with no delay", () => {
  const presence = new Presence();
  const seen = [presence.isHere("ada")];
  for (const change of [1, 1, -1, -1]) {
    if (change > 0) presence.join(guest("ada"));
    else presence.leave("ada", 0);
    seen.push(presence.isHere("ada"));
  }
  assertEquals(seen, [false, true, true, true, false]);
});
