import { assertEquals } from "@std/assert";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import type { BrowserSession } from "../support/browser_session.ts";
import { oidcClient } from "../support/oidc_provider.ts";
import { SignInStage } from "../support/sign_in_stage.ts";
import { until } from "../support/until.ts";

async function isIn(stage: SignInStage, browser: BrowserSession): Promise<boolean> {
  return (await stage.api(browser, "GET", "/api/me")).status === 200;
}

Deno.test("a logout token that is not the provider's signs nobody out", async () => {
  await using stage = await SignInStage.open();
  const browser = await stage.signIn("ada");
  const { privateKey, publicKey } = await generateKeyPair("RS256");
  const jwk = await exportJWK(publicKey);
  const token = await new SignJWT({
    events: { "http://schemas.openid.net/event/backchannel-logout": {} },
    jwk,
  }).setProtectedHeader({ alg: "RS256", kid: "x" }).setIssuer(stage.provider.issuer)
    .setAudience(oidcClient.id).setSubject("ada").setIssuedAt().setJti("j").sign(privateKey);
  for (const logout_token of [token, "x", "", `${token}x`]) {
    const response = await stage.server.fetch("/auth/backchannel-logout", {
      method: "POST",
      body: new URLSearchParams({ logout_token }),
    });
    await response.body?.cancel();
    assertEquals(response.status, 400);
  }
  assertEquals(await isIn(stage, browser), true);
});

/** Signs out at the provider, which has told us behind the browser's back when it answers. */
async function leaveProvider({ provider }: SignInStage, browser: BrowserSession): Promise<void> {
  const logout = await browser.fetch(`${provider.issuer}/session/end`);
  const xsrf = (await logout.text()).match(/name="xsrf" value="([^"]+)"/)![1]!;
  const response = await browser.fetch(`${provider.issuer}/session/end/confirm`, {
    method: "POST",
    body: new URLSearchParams({ xsrf, logout: "yes" }),
  });
  await response.body?.cancel();
}

Deno.test("a provider that signs somebody out ends their session here", async () => {
  await using stage = await SignInStage.open();
  const browser = await stage.signIn("ada");
  await leaveProvider(stage, browser);
  // It tells us behind the browser's back.
  await until(async () => !await isIn(stage, browser));
});

Deno.test("a provider that its operator spells with a slash ends sessions here too", async () => {
  await using stage = await SignInStage.open((issuer) => ({ oidcIssuer: [`${issuer}/`] }));
  const browser = await stage.signIn("ada");
  await leaveProvider(stage, browser);
  // It tells us behind the browser's back.
  await until(async () => !await isIn(stage, browser));
});

Deno.test("a provider that hears of a sign-out here ends no session of another browser", async () => {
  await using stage = await SignInStage.open();
  const [leaving, staying] = [await stage.signIn("ada"), await stage.signIn("ada")];
  assertEquals((await stage.api(leaving, "POST", "/logout")).status, 200);
  await leaveProvider(stage, leaving);
  assertEquals([await isIn(stage, leaving), await isIn(stage, staying)], [false, true]);
});
