import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { BrowserSession } from "../support/browser_session.ts";
import { oidcClient } from "../support/oidc_provider.ts";
import { SignInStage } from "../support/sign_in_stage.ts";

type Person = { id: string; name: string; kind: string };

async function me(stage: SignInStage, browser: BrowserSession): Promise<Person | undefined> {
  const { status, body } = await stage.api(browser, "GET", "/api/me");
  return status === 200 ? body as unknown as Person : undefined;
}

/** What a browser that comes back to `url` is answered: the status, and whether it is signed in. */
async function arrive(
  stage: SignInStage,
  browser: BrowserSession,
  url: URL,
): Promise<{ status: number; isIn: boolean }> {
  const response = await browser.fetch(url, { headers: { accept: "text/html" } });
  await response.body?.cancel();
  const person = await me(stage, browser);
  return { status: response.status, isIn: person?.kind === "user" };
}

Deno.test("who signs in is the user that the provider vouches for", async () => {
  await using stage = await SignInStage.open();
  const person = await me(stage, await stage.signIn("ada"));
  assertEquals([person?.name, person?.kind], ["Ada Lovelace", "user"]);
  assertMatch(person!.id, /^u-[\w-]{16}$/);
});

Deno.test("who signs in again is the same user, in another session", async () => {
  await using stage = await SignInStage.open();
  const [first, second] = [await stage.signIn("ada"), await stage.signIn("ada")];
  assertEquals((await me(stage, first))?.id, (await me(stage, second))?.id);
  const { body } = await stage.api(first, "GET", "/api/sessions");
  assertEquals((body.sessions as { isCurrent: boolean }[]).map((s) => s.isCurrent).sort(), [
    false,
    true,
  ]);
});

Deno.test("the request to the provider has PKCE, state and nonce, and no secret", async () => {
  await using stage = await SignInStage.open();
  const response = await new BrowserSession().fetch(`${stage.origin}/login`);
  await response.body?.cancel();
  const url = new URL(response.headers.get("location")!);
  assertEquals(url.origin, stage.provider.issuer);
  const asked = Object.fromEntries(url.searchParams);
  assertEquals(asked.response_type, "code");
  assertEquals(asked.code_challenge_method, "S256");
  assertEquals(asked.redirect_uri, `${stage.origin}/auth/callback`);
  for (const name of ["state", "nonce", "code_challenge"]) assert(asked[name]!.length >= 43, name);
  assert(!url.href.includes(oidcClient.secret));
});

Deno.test("who signed in goes on where they came from", async () => {
  await using stage = await SignInStage.open();
  const browser = new BrowserSession();
  const response = await browser.fetch(await stage.callbackOf(browser, "ada", "/chat?room=tea"));
  await response.body?.cancel();
  assertEquals(response.headers.get("location"), "/chat?room=tea");
});

for (
  const back of [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "https:evil.example",
    "/%09/evil.example",
    "\\\\evil.example",
  ]
) {
  Deno.test(`signing in leads nowhere else by back=${back}`, async () => {
    await using stage = await SignInStage.open();
    const browser = new BrowserSession();
    const response = await browser.fetch(await stage.callbackOf(browser, "ada", back));
    await response.body?.cancel();
    const to = new URL(response.headers.get("location")!, stage.origin);
    assertEquals(to.origin, stage.origin);
  });
}

Deno.test("a callback that is replayed signs nobody in", async () => {
  await using stage = await SignInStage.open();
  const browser = new BrowserSession();
  const url = await stage.callbackOf(browser, "ada");
  const journey = browser.cookie(stage.origin, "parley_journey")!;
  assertEquals(await arrive(stage, browser, url), { status: 303, isIn: true });
  // Even by somebody who has everything that the browser had.
  const other = new BrowserSession();
  other.setCookie(stage.origin, "parley_journey", journey);
  assertEquals(await arrive(stage, other, url), { status: 403, isIn: false });
});

Deno.test("a browser comes back once by what it began", async () => {
  await using stage = await SignInStage.open();
  const browser = new BrowserSession();
  const url = await stage.callbackOf(browser, "ada");
  url.searchParams.set("state", "another");
  assertEquals(await arrive(stage, browser, url), { status: 403, isIn: false });
  assertEquals(browser.cookie(stage.origin, "parley_journey"), undefined);
});

Deno.test("a browser that began nothing is not signed in by another's callback", async () => {
  await using stage = await SignInStage.open();
  const url = await stage.callbackOf(new BrowserSession(), "eve");
  assertEquals(await arrive(stage, new BrowserSession(), url), { status: 403, isIn: false });
});

Deno.test("a code of another's sign-in signs nobody in: state, nonce and verifier are theirs", async () => {
  await using stage = await SignInStage.open();
  const [mine, theirs] = [new BrowserSession(), new BrowserSession()];
  const own = await stage.callbackOf(mine, "ada");
  const foreign = await stage.callbackOf(theirs, "eve");
  own.searchParams.set("code", foreign.searchParams.get("code")!);
  assertEquals(await arrive(stage, mine, own), { status: 403, isIn: false });
});

Deno.test("another's state and code together sign nobody in", async () => {
  await using stage = await SignInStage.open();
  const mine = new BrowserSession();
  await stage.callbackOf(mine, "ada");
  const foreign = await stage.callbackOf(new BrowserSession(), "eve");
  assertEquals(await arrive(stage, mine, foreign), { status: 403, isIn: false });
});

for (
  const query of ["", "?code=x", "?state=x", "?error=access_denied&state=x", "?code=x&state=x"]
) {
  Deno.test(`/auth/callback${query} without a journey says what to do`, async () => {
    await using stage = await SignInStage.open();
    const response = await stage.server.fetch(`/auth/callback${query}`, {
      headers: { accept: "text/html" },
    });
    assertEquals(response.status, 403);
    assertStringIncludes(await response.text(), "not begun in this browser");
  });
}

Deno.test("a session that was there before makes way: nobody's token is fixed", async () => {
  await using stage = await SignInStage.open();
  const attacker = await stage.signIn("eve");
  const planted = attacker.cookie(stage.origin, "parley_session")!;
  const victim = new BrowserSession();
  victim.setCookie(stage.origin, "parley_session", planted);
  await stage.signIn("ada", victim);
  assertNotEquals(victim.cookie(stage.origin, "parley_session"), planted);
  assertEquals((await me(stage, victim))?.name, "Ada Lovelace");
  assertEquals(await me(stage, attacker), undefined);
});

Deno.test("a token that nobody was given is nobody's", async () => {
  await using stage = await SignInStage.open();
  const browser = new BrowserSession();
  browser.setCookie(stage.origin, "parley_session", "A".repeat(43));
  assertEquals(await me(stage, browser), undefined);
});

Deno.test("who signs out is signed out here at once, and goes on to the provider", async () => {
  await using stage = await SignInStage.open();
  const browser = await stage.signIn("ada");
  const token = browser.cookie(stage.origin, "parley_session")!;
  const response = await browser.fetch(`${stage.origin}/logout`, {
    method: "POST",
    headers: { origin: stage.origin },
  });
  assertStringIncludes(await response.text(), "signed out");
  const elsewhere = new URL(response.headers.get("refresh")!.replace("0;url=", ""));
  assertEquals(elsewhere.origin, stage.provider.issuer);
  assertEquals(elsewhere.searchParams.get("post_logout_redirect_uri"), `${stage.origin}/`);
  assert(elsewhere.searchParams.get("id_token_hint"));
  assertEquals(browser.cookie(stage.origin, "parley_session"), undefined);
  const copied = new BrowserSession();
  copied.setCookie(stage.origin, "parley_session", token);
  assertEquals(await me(stage, copied), undefined);
});

for (const path of ["/logout", "/account/sessions/others/end"]) {
  Deno.test(`POST ${path} from another site changes nothing`, async () => {
    await using stage = await SignInStage.open();
    const browser = await stage.signIn("ada");
    for (const headers of [new Headers({ origin: "https://evil.example" }), new Headers()]) {
      const response = await browser.fetch(stage.origin + path, { method: "POST", headers });
      await response.body?.cancel();
      assertEquals(response.status, 403);
    }
    assertEquals((await me(stage, browser))?.kind, "user");
  });
}

Deno.test("open sockets close with 4500 when their session ends, and others stay", async () => {
  await using stage = await SignInStage.open();
  const [here, there] = [await stage.signIn("ada"), await stage.signIn("ada")];
  const headers = (browser: BrowserSession) => ({
    origin: stage.origin,
    cookie: `parley_session=${browser.cookie(stage.origin, "parley_session")}`,
  });
  await using gone = await stage.server.join({ room: "tea", headers: headers(here) });
  await using stays = await stage.server.join({ room: "tea", headers: headers(there) });
  await Promise.all([gone.hear("welcome"), stays.hear("welcome")]);
  const { body } = await stage.api(there, "GET", "/api/sessions");
  const other = (body.sessions as { id: string; isCurrent: boolean }[]).find((s) => !s.isCurrent)!;
  const { status } = await stage.api(there, "DELETE", `/api/sessions/${other.id}`);
  assertEquals(status, 204);
  assertEquals((await gone.closed).code, 4500);
  stays.send({ type: "say", text: "still here" });
  assertEquals((await stays.hear("message")).text, "still here");
});

Deno.test("a session of somebody else cannot be ended", async () => {
  await using stage = await SignInStage.open();
  const [ada, bob] = [await stage.signIn("ada"), await stage.signIn("bob")];
  const { body } = await stage.api(bob, "GET", "/api/sessions");
  const [{ id }] = body.sessions as [{ id: string }];
  assertEquals((await stage.api(ada, "DELETE", `/api/sessions/${id}`)).status, 404);
  assertEquals((await me(stage, bob))?.kind, "user");
});

Deno.test("only those whose verified address is of an allowed domain may come", async () => {
  await using stage = await SignInStage.open({ oidcDomains: ["example.org"] });
  assertEquals((await me(stage, await stage.signIn("ada")))?.name, "Ada Lovelace");
  for (const account of ["bob", "eve"]) {
    const browser = new BrowserSession();
    const url = await stage.callbackOf(browser, account);
    assertEquals(await arrive(stage, browser, url), { status: 403, isIn: false }, account);
  }
});

Deno.test("only those of an allowed group may come", async () => {
  await using stage = await SignInStage.open({ oidcGroups: ["staff"] });
  assertEquals((await me(stage, await stage.signIn("ada")))?.name, "Ada Lovelace");
  const browser = new BrowserSession();
  const url = await stage.callbackOf(browser, "bob");
  assertEquals(await arrive(stage, browser, url), { status: 403, isIn: false });
});

Deno.test("where guests are off, a link to a room leads to signing in, and then there", async () => {
  await using stage = await SignInStage.open({ guests: false });
  const response = await stage.server.fetch("/chat?room=tea");
  await response.body?.cancel();
  assertEquals(response.headers.get("location"), "/login?back=%2Fchat%3Froom%3Dtea");
  const browser = await stage.signIn("ada");
  const chat = await browser.fetch(`${stage.origin}/chat?room=tea`);
  assertEquals(chat.status, 200);
  assertStringIncludes(await chat.text(), 'data-name="Ada Lovelace"');
});

Deno.test("a guest who signs in keeps rooms, reads, and what they wrote", async () => {
  await using stage = await SignInStage.open();
  const browser = new BrowserSession();
  const named = await browser.fetch(`${stage.origin}/chat?room=tea&name=Adi`, {
    headers: { "sec-fetch-site": "same-origin" },
  });
  await named.body?.cancel();
  const guest = (await me(stage, browser))!;
  await stage.api(browser, "POST", "/api/rooms", { name: "tea", visibility: "private" });
  const said = await stage.api(browser, "POST", "/api/rooms/tea/messages", {
    text: "mine",
    ref: "r",
  });
  await stage.signIn("ada", browser);
  const user = (await me(stage, browser))!;
  assertNotEquals(user.id, guest.id);
  const { body } = await stage.api(browser, "GET", "/api/rooms/tea/messages");
  const [message] = body.messages as [{ from: Person }];
  assertEquals(message.from, { id: user.id, name: "Adi", kind: "user" });
  const room = await stage.api(browser, "GET", "/api/rooms/tea");
  assertEquals(room.body.role, "owner");
  // It may be changed by whom it belongs to now, and sent again without a double.
  const again = await stage.api(browser, "POST", "/api/rooms/tea/messages", {
    text: "mine",
    ref: "r",
  });
  assertEquals([again.status, again.body.seq], [200, said.body.seq]);
});

Deno.test("a guest who was banned stays banned as the user they become", async () => {
  await using stage = await SignInStage.open();
  const owner = await stage.signIn("bob");
  await stage.api(owner, "POST", "/api/rooms", { name: "tea" });
  const browser = new BrowserSession();
  const named = await browser.fetch(`${stage.origin}/chat?room=tea&name=Adi`);
  await named.body?.cancel();
  await stage.api(browser, "POST", "/api/rooms/tea/messages", { text: "spam", ref: "r" });
  const guest = (await me(stage, browser))!;
  assertEquals((await stage.api(owner, "PUT", `/api/rooms/tea/bans/${guest.id}`, {})).status, 204);
  await stage.signIn("ada", browser);
  assertEquals((await stage.api(browser, "GET", "/api/rooms/tea")).status, 403);
});

Deno.test("a provider that does not answer leaves the rest of the server alone", async () => {
  await using stage = await SignInStage.open({ oidcIssuer: ["http://127.0.0.1:1"] });
  const response = await stage.server.fetch("/login", { headers: { accept: "text/html" } });
  assertEquals(response.status, 503);
  assertStringIncludes(await response.text(), "does not answer");
  assertEquals(await (await stage.server.fetch("/healthz")).text(), "ok");
});

Deno.test("of several providers one chooses", async () => {
  await using stage = await SignInStage.open({
    oidcIssuer: ["https://id.example", "https://other.example"],
    oidcClientId: ["a", "b"],
    oidcName: ["Work", ""],
  });
  const page = await (await stage.server.fetch("/login?back=/chat%3Froom%3Dtea")).text();
  assertStringIncludes(page, "Work");
  assertStringIncludes(page, "other.example");
  const second = page.replaceAll("&#x2F;", "/").replaceAll("&#x3D;", "=");
  assertStringIncludes(second, "/login?provider=2&amp;back=%2Fchat%3Froom%3Dtea");
});
