/** One direct room as its page shows it, besides what is said there. */
import type { ReadonlySignal } from "@preact/signals";
import type { Device } from "../../lib/wire/device_list.ts";
import type { Person } from "../../lib/wire/messages.ts";

/** Whether something can be said, and why not. What is written meanwhile waits. */
export type Readiness =
  | "opening"
  | "ready"
  /** The other has not opened sealed messages yet. */
  | "waiting_for_peer"
  /** This device waits to be let in by another one, or makes a new session. */
  | "joining"
  /** The other's verified identity has changed: nothing leaves until that is accepted. */
  | "blocked"
  /** The server says that the room is with somebody else than before: nothing leaves. */
  | "other_peer"
  /** This browser is no device; see `SealAccount.standing`. */
  | "no_device"
  /** The browser keeps nothing just now: it has no space left, or its database does not answer. */
  | "storage"
  /** The session does not work here; a new one is made after a while. */
  | "failed"
  /** Too much was asked of the server of late, so that it gives no keys just now. */
  | "limited"
  /** The server cannot be reached, or answers what cannot be. */
  | "offline";

/** What is known of the other's identity. */
export type Trust =
  | { readonly kind: "unknown" }
  /** As it was when first seen, and not compared. */
  | { readonly kind: "first_use" }
  | { readonly kind: "verified"; readonly at: number }
  /** It is another one than before, since then. */
  | { readonly kind: "changed"; readonly wasVerified: boolean; readonly at: number };

/** What the server did that it must not. */
export type AlarmKind =
  /** It listed a device that the identity has not signed, or a list that is older than one seen. */
  | "false_list"
  /** It gave a key package that is not that of the device. */
  | "false_package"
  /** An entry is not by whom it says. */
  | "false_sender"
  /** Something was said under another identity than the one that was verified; their owner may have begun anew. */
  | "false_identity"
  /** The room is with somebody else than when it was first opened here. */
  | "other_peer";

/** Something that the server did, and whom it is about; all are shown. */
export interface Alarm {
  readonly kind: AlarmKind;
  /** Whose list, key package, name or identity; `other` is who has no business in this room. */
  readonly whose: "peer" | "own" | "other";
}

/** See the module's words. */
export interface SealedRoom {
  readonly name: string;
  readonly peer: Person;
  readonly readiness: ReadonlySignal<Readiness>;
  readonly trust: ReadonlySignal<Trust>;
  readonly alarms: ReadonlySignal<readonly Alarm[]>;
  /** Devices in the session, of the other and one's own. */
  readonly devices: ReadonlySignal<readonly (Device & { readonly person: string })[]>;
  /** Whether the other is told what one has read, and that one types; both off at first. */
  readonly tellsRead: ReadonlySignal<boolean>;
  readonly tellsTyping: ReadonlySignal<boolean>;
  /** How far the other has read, where they tell. */
  readonly readByPeer: ReadonlySignal<number | undefined>;
  tell(what: { read?: boolean; typing?: boolean }): Promise<void>;
  /** 60 digits; `undefined` while the other has no identity. */
  safetyNumber(): Promise<string | undefined>;
  /**
   * One has compared this number, and it is the same; or takes that back.
   *
   * @throws {Refusal} `conflict` when the number is another one by now.
   */
  setVerified(number: string | undefined): Promise<void>;
  /** One accepts the other's new identity; what waited leaves. */
  acceptIdentity(): Promise<void>;
  /** One has seen the alarms. */
  dismissAlarms(): void;
}
