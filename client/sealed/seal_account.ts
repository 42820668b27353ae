/** How this browser stands to its owner's sealed messages, and what can be done about it. */
import type { ReadonlySignal } from "@preact/signals";
import type { Device } from "../../lib/wire/device_list.ts";

/** See the module's words. */
export type Standing =
  /** Being found out. */
  | { readonly kind: "opening" }
  | { readonly kind: "ready" }
  /**
   * The account has devices, this browser is none of them: it can be linked, recovered with the
   * phrase where there is an archive, or everything begins anew.
   */
  | { readonly kind: "unlinked"; readonly devices: readonly Device[]; readonly hasArchive: boolean }
  /** Another device took this one off the list. */
  | { readonly kind: "removed" }
  /** A browser without the identity key made a new identity, at this time. */
  | { readonly kind: "replaced"; readonly at: number }
  /** It cannot work here: no https, no storage, or no Web Locks. */
  | { readonly kind: "unsupported"; readonly why: "insecure" | "storage" | "locks" }
  /** The server could not be reached; it is tried again. */
  | { readonly kind: "offline" };

/** The archive of what was said. */
export type ArchiveState =
  | { readonly kind: "unknown" }
  /** There is none; or there is one whose key this device does not have. */
  | { readonly kind: "off"; readonly isThere: boolean }
  | { readonly kind: "on"; readonly entries: number; readonly isFull?: boolean }
  /** What it holds is being read back; `share` of 0 to 1. */
  | { readonly kind: "restoring"; readonly share: number };

/** This browser on its way to become a device. */
export interface Linking {
  /** What its owner types into, or shows to, a device that is linked: 26 signs, in groups. */
  readonly code: string;
  /**
   * Resolves when it is a device; rejects with a `Refusal`: `cancelled`, `expired`, `offline`, and
   * `damaged` when it was answered by what is no device of one's own, or put on no list.
   */
  readonly done: Promise<void>;
  /** Milliseconds for which the code is still good; 0 when it has expired. */
  leftMs(): number;
  cancel(): void;
}

/** Called with how much of a long work is done, 0 to 1. */
export type Progress = (share: number) => void;

/**
 * See the module's words. What cannot be done rejects with a `Refusal`, whose code is of the protocol
 * or is named at the method.
 */
export interface SealAccount {
  readonly standing: ReadonlySignal<Standing>;
  /** One's devices, this one first. */
  readonly devices: ReadonlySignal<readonly (Device & { readonly isThis: boolean })[]>;
  readonly archive: ReadonlySignal<ArchiveState>;
  /**
   * What the server says that cannot be true: of oneself (`own_list`: an identity or a device that is
   * not one's own). They stay until they are dismissed, also when the page is loaded again.
   */
  readonly alarms: ReadonlySignal<readonly ("own_list" | "rollback")[]>;
  /** One has seen the alarms. What the server goes on to say raises them again. */
  dismissAlarms(): void;
  /** This browser asks to be linked. */
  beginLinking(): Linking;
  /**
   * Says what the browser is called that shows `code`, and adds nothing yet. Codes: `bad_code` when it
   * cannot be one, `no_such_code` when nobody asks with it.
   */
  look(code: string): Promise<string>;
  /**
   * Links the browser that shows `code`; gives what it is called. Codes: as those of `look`; also
   * `no_such_code` when it is another one than was looked at.
   */
  link(code: string): Promise<string>;
  /**
   * Takes another device off the list; nothing is sealed for it by whoever has heard of that. It keeps
   * the identity key.
   */
  removeDevice(id: string): Promise<void>;
  /** Gives another name to this device. */
  rename(name: string): Promise<void>;
  /** Makes a new identity: the others are told; what was said stays unreadable here. */
  startOver(): Promise<void>;
  /** A new recovery phrase, 12 words; nothing has happened yet. Code: `offline`. */
  newPhrase(): Promise<string>;
  /** Those of these words, in small letters, that can be in no recovery phrase. Code: `offline`. */
  unknownWords(words: readonly string[]): Promise<readonly string[]>;
  /** Begins to archive, all that this device knows included. */
  startArchive(phrase: string, progressed: Progress): Promise<void>;
  /** Ends the archive; the server forgets it. */
  stopArchive(): Promise<void>;
  /**
   * Makes this browser a device by the phrase, and reads the archive back. Code: `wrong_phrase`.
   *
   * @returns How many of its entries could not be read; nothing when it did not come to its end, which
   * is tried again by itself.
   */
  recover(phrase: string, progressed: Progress): Promise<number | undefined>;
  /**
   * Sends what waits to be archived and takes this device off the list, as far as the server can be
   * reached within 3 s; forgets everything.
   */
  signOut(): Promise<void>;
  /** Ends every timer. */
  close(): void;
}
