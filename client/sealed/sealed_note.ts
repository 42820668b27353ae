/**
 * What the client itself says in the log of a direct room: that a device came, that an identity
 * changed, that a message cannot be read and why. JSON, kept in the vault; `note_text.ts` has the words.
 */
import type { Person } from "../../lib/wire/messages.ts";

/** Why a message cannot be read on this device. */
export type UnreadableCause =
  /** It was said before this device was added: an archive or another device can bring it. */
  | "before_device"
  /** It was deleted before this device had read it. */
  | "deleted"
  /** The room keeps messages only for a while, and that was over before this device had read it. */
  | "forgotten"
  /** It was sealed in a session that this device was no part of. */
  | "other_session"
  /** It is not as its sender's device sealed it, or was never sealed by one. */
  | "damaged"
  /** It was said under another identity than the one that was verified, which was not accepted. */
  | "unverified_identity"
  /** A newer version of Parley sealed it, in a form that this one does not know. */
  | "newer_version";

/** Somebody's devices or identity. */
export interface About {
  /** What the other is called; absent when it is about oneself. */
  readonly peer?: string;
}

/** See the module's words. */
export type SealedNote =
  | About & { readonly kind: "device_added"; readonly device: string }
  | About & { readonly kind: "device_removed"; readonly device: string }
  /** The session was made anew by somebody; what was said stays. */
  | About & { readonly kind: "session_renewed" }
  /** The server has begun its log anew; what was read before stays. */
  | About & { readonly kind: "log_renewed" }
  /** The identity is another one than before. */
  | About & { readonly kind: "identity_changed"; readonly wasVerified: boolean }
  /** A message, of the one who stands in the log as its sender. */
  | About & { readonly kind: "unreadable"; readonly cause: UnreadableCause };

/** Whether there is something that can be done about what a note says. */
export function hasRemedy(note: SealedNote): boolean {
  if (note.kind === "unreadable") return note.cause !== "deleted" && note.cause !== "forgotten";
  return note.kind === "identity_changed" && note.peer !== undefined;
}

/** Whom a note is about: the other by name; of oneself it says nothing. @param person Id of either. */
export function about(person: string, peer: Pick<Person, "id" | "name">): About {
  return person === peer.id ? { peer: peer.name } : {};
}
