import { MlsError } from "./mls.ts";
import type { Readiness } from "./sealed_room.ts";
import { VaultError } from "./vault_error.ts";

/** How a room stands after `error` kept something from being sealed or read. */
export function readinessAfter(
  error: unknown,
): Extract<Readiness, "storage" | "failed" | "offline"> {
  if (error instanceof VaultError) return "storage";
  return error instanceof MlsError ? "failed" : "offline";
}
