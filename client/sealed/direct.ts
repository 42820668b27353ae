import type { ReadonlySignal } from "@preact/signals";
import type { Person } from "../../lib/wire/messages.ts";
import type { SealAccount } from "./seal_account.ts";
import type { SealedRoom } from "./sealed_room.ts";

/** What makes a room a direct one: two people have it, and what they say is sealed. */
export interface Direct {
  /** The other one. */
  readonly peer: Person;
  /** What its page shows besides what is said; `undefined` until the sealed part has loaded. */
  readonly sealed: ReadonlySignal<SealedRoom | undefined>;
  /** How this browser stands to sealed messages; there when `sealed` is. */
  readonly account: ReadonlySignal<SealAccount | undefined>;
}
