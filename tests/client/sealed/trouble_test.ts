import { assertEquals } from "@std/assert";
import { Refusal } from "../../../client/refusal.ts";
import { MlsError } from "../../../client/sealed/mls.ts";
import { readinessAfter } from "../../../client/sealed/trouble.ts";
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
