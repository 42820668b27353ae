import type { Clock } from "../../lib/clock.ts";
import type { Turn, TurnListener, Turns } from "./turns.ts";

/** Who has a turn, and for how long if nothing more is heard of them. */
export interface Lease {
  /** What the turn is for. */
  readonly name: string;
  /** A key of the tab's own. */
  readonly holder: string;
  /** Unix milliseconds. */
  readonly untilMs: number;
}

/** Keeps leases where all tabs see them. Every call may fail, and then rejects. */
export interface LeaseStore {
  /**
   * Writes a lease, unless another holder's lasts beyond `nowMs` and this is not `byForce`.
   *
   * @returns Whether it was written.
   */
  takeLease(lease: Lease, options: { nowMs: number; byForce: boolean }): Promise<boolean>;
  /** Forgets a lease of this holder. */
  dropLease(name: string, holder: string): Promise<void>;
}

/** Milliseconds for which a lease lasts; a closed tab that could not drop it keeps it so long. */
const leaseMs = 8_000;
/** Milliseconds between two looks at somebody else's lease, or two renewals of one's own. */
const lookMs = 1_000;

/** What {@linkcode LeaseTurns} needs from outside. */
export interface LeaseTurnsParts {
  /** Tells how long a lease still lasts; the same for all tabs. */
  readonly clock: Clock;
  /** Where the leases are. */
  readonly leases: LeaseStore;
  /** A key that nobody else has. */
  newHolder(): string;
}

/**
 * Turns by leases in a store, for pages without Web Locks: plain http from another machine. A tab
 * renews its lease while it needs it; one that is frozen loses it after a while. Two tabs that both
 * believe to have the turn do no harm here: what is sent twice is stored once.
 */
export class LeaseTurns implements Turns {
  readonly #parts: LeaseTurnsParts;

  /** Nothing is taken yet. */
  constructor(parts: LeaseTurnsParts) {
    this.#parts = parts;
  }

  /** Gets in line for the lease `name`. */
  take(name: string, listener: TurnListener): Turn {
    return new LeaseTurn(this.#parts, name, listener);
  }
}

class LeaseTurn implements Turn {
  readonly #parts: LeaseTurnsParts;
  readonly #name: string;
  readonly #listener: TurnListener;
  readonly #holder: string;
  #isGranted = false;
  #isOver = false;
  #cancelLook: () => void = () => {};

  constructor(parts: LeaseTurnsParts, name: string, listener: TurnListener) {
    this.#parts = parts;
    this.#name = name;
    this.#listener = listener;
    this.#holder = parts.newHolder();
    void this.#look();
  }

  release(): void {
    this.#isOver = true;
    this.#cancelLook();
    // One that cannot be dropped ends by itself.
    void this.#parts.leases.dropLease(this.#name, this.#holder).catch(() => {});
  }

  insist(): void {
    if (this.#isGranted || this.#isOver) return;
    this.#cancelLook();
    void this.#look({ byForce: true });
  }

  async #look({ byForce = false } = {}): Promise<void> {
    const { clock, leases } = this.#parts;
    const nowMs = clock.now();
    const lease = { name: this.#name, holder: this.#holder, untilMs: nowMs + leaseMs };
    // A store that fails is shared with nobody, so there is nobody to take turns with.
    const isTaken = await leases.takeLease(lease, { nowMs, byForce }).catch(() => true);
    if (this.#isOver) {
      // It was released while this was on its way, and so perhaps too early.
      if (isTaken) void leases.dropLease(this.#name, this.#holder).catch(() => {});
      return;
    }
    if (isTaken && !this.#isGranted) {
      this.#isGranted = true;
      this.#listener.granted();
    } else if (!isTaken && this.#isGranted) {
      this.#isOver = true;
      return this.#listener.lost();
    }
    if (!this.#isOver) this.#cancelLook = clock.schedule(lookMs, () => void this.#look());
  }
}
