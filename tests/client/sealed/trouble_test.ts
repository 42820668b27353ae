import { assertEquals } from "@std/assert";
import { Refusal } from "../../../client/platform/refusal.ts";
import { MlsError } from "../../../client/sealed/mls_error.ts";
import { limitOf, readinessAfter } from "../../../client/sealed/trouble.ts";
import { VaultError } from "../../../client/sealed/vault_error.ts";

Deno.test("readinessAfter() is storage where nothing can be kept", () => {
  assertEquals(readinessAfter(new VaultError("full", "Cannot keep secrets")), "storage");
});

Deno.test("readinessAfter() is failed where the session does not work", () => {
  assertEquals(readinessAfter(new MlsError("Cannot seal")), "failed");
});

Deno.test("readinessAfter() is offline where the server does not answer", () => {
  assertEquals(readinessAfter(new Refusal("offline", "Cannot reach the server")), "offline");
  assertEquals(readinessAfter(new TypeError("Failed to fetch")), "offline");
});

Deno.test("readinessAfter() is limited where the server is asked too often", () => {
  assertEquals(readinessAfter(new Refusal("rate_limited", "Cannot do this so often")), "limited");
});

Deno.test("limitOf() is how long the server asks to wait, within bounds", () => {
  const waits = [7_000, 1e9, -1, "soon", undefined].map((retryAfter) =>
    limitOf(new Refusal("rate_limited", "Cannot do this so often", { cause: { retryAfter } }))
  );
  assertEquals(waits, [7_000, 600_000, 20_000, 20_000, 20_000]);
  assertEquals(limitOf(new Refusal("rate_limited", "Cannot do this so often")), 20_000);
  assertEquals(limitOf(new Refusal("offline", "Cannot reach the server")), undefined);
});
