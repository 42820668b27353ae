import type { Lease, LeaseStore } from "../../../client/outbox/lease_turns.ts";

/** Leases in memory; a test can break them. */
export class MemoryLeases implements LeaseStore {
  readonly leases = new Map<string, Lease>();
  isBroken = false;

  async takeLease(
    lease: Lease,
    { nowMs, byForce }: { nowMs: number; byForce: boolean },
  ): Promise<boolean> {
    await Promise.resolve();
    if (this.isBroken) throw new Error("Cannot use the store: it is broken");
    const other = this.leases.get(lease.name);
    const isFree = byForce || !other || other.holder === lease.holder || other.untilMs <= nowMs;
    if (isFree) this.leases.set(lease.name, lease);
    return isFree;
  }

  async dropLease(name: string, holder: string): Promise<void> {
    await Promise.resolve();
    if (this.leases.get(name)?.holder === holder) this.leases.delete(name);
  }
}
