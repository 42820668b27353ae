import { Refusal } from "../platform/refusal.ts";
import { MlsError } from "./mls_error.ts";
import type { Readiness } from "./sealed_room.ts";
import { VaultError } from "./vault_error.ts";

/** Milliseconds to wait where the server says that it was asked too often, and not for how long. */
const limitedMs = 20_000;
/** The server may say anything; it has nobody wait longer than this at a time. */
const maxLimitedMs = 600_000;

/** How a room stands after `error` kept something from being sealed or read. */
export function readinessAfter(
  error: unknown,
): Extract<Readiness, "storage" | "failed" | "limited" | "offline"> {
  if (error instanceof VaultError) return "storage";
  if (limitOf(error) !== undefined) return "limited";
  return error instanceof MlsError ? "failed" : "offline";
}

/** Milliseconds to wait, 1 to 600,000, where the server says that it was asked too often. */
export function limitOf(error: unknown): number | undefined {
  if (!(error instanceof Refusal) || error.code !== "rate_limited") return undefined;
  const { retryAfter } = (error.cause ?? {}) as { retryAfter?: unknown };
  const isTime = typeof retryAfter === "number" && retryAfter > 0;
  return isTime ? Math.min(Math.max(1, retryAfter), maxLimitedMs) : limitedMs;
}
