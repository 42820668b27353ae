import { Refusal } from "../refusal.ts";
import { MlsError } from "./mls.ts";
import type { Readiness } from "./sealed_room.ts";
import { VaultError } from "./vault_error.ts";

/** How a room stands after `error` kept something from being sealed or read. */
export function readinessAfter(
  error: unknown,
): Extract<Readiness, "storage" | "failed" | "limited" | "offline"> {
  if (error instanceof VaultError) return "storage";
  if (error instanceof Refusal && error.code === "rate_limited") return "limited";
  return error instanceof MlsError ? "failed" : "offline";
}
