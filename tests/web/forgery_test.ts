/** Requests that other sites' pages make in somebody's browser, on every route that changes something. */
import { assertEquals } from "@std/assert";
import { routesOf } from "../../lib/web/routes.ts";
import type { Handlers } from "../../lib/web/routes.ts";
import { SignInStage } from "../support/sign_in_stage.ts";

/** Routes that no cookie opens: whoever asks has a secret in the request itself. */
const bySecret: ReadonlySet<string> = new Set([
  "/hooks",
  "/hooks/:token",
  "/auth/backchannel-logout",
]);

/** Methods that change nothing. */
const safe: ReadonlySet<string> = new Set(["GET", "OPTIONS"]);

/** The table without anybody who answers. */
const routes = routesOf({} as Handlers).filter(({ method }) => !safe.has(method));

for (const { method, path } of routes.filter(({ path }) => !bySecret.has(path))) {
  Deno.test(`${method} ${path} from another site, or from nowhere with a cookie, is refused`, async () => {
    await using stage = await SignInStage.open();
    const browser = await stage.signIn("ada");
    await stage.api(browser, "POST", "/api/rooms", { name: "tea" });
    const url = stage.origin + path.replace(":name", "tea").replace(/:\w+/, "x");
    for (
      const forged of [
        { origin: "https://evil.example" },
        { origin: "null" },
        { origin: "http://127.0.0.1:1" },
        { "sec-fetch-site": "cross-site" },
        { "sec-fetch-site": "same-site" },
        {},
      ] as Record<string, string>[]
    ) {
      const response = await browser.fetch(url, {
        method,
        headers: { "content-type": "application/json", ...forged },
        body: "{}",
      });
      await response.body?.cancel();
      assertEquals(response.status, 403, JSON.stringify(forged));
    }
    assertEquals((await stage.api(browser, "GET", "/api/rooms/tea")).body.role, "owner");
  });
}
