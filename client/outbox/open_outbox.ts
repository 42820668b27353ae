import type { Clock } from "../../lib/clock.ts";
import { LateOutbox } from "./late_outbox.ts";
import { LeaseTurns } from "./lease_turns.ts";
import { LockTurns } from "./lock_turns.ts";
import type { OutboxStore } from "./outbox_store.ts";
import { newRef } from "../platform/refs.ts";
import type { Turns } from "./turns.ts";

/** The browser's own outbox, and the best way that it has for its tabs to take turns. */
export function openOutbox(clock: Clock): { outbox: OutboxStore; turns: Turns } {
  const outbox = new LateOutbox(async () => {
    const { OutboxDatabase } = await import("./outbox_database.ts");
    return new OutboxDatabase();
  });
  // Only https and this machine itself have locks.
  const turns = "locks" in navigator
    ? new LockTurns(navigator.locks)
    : new LeaseTurns({ clock, leases: outbox, newHolder: newRef });
  return { outbox, turns };
}
