import type { SealedNote } from "./sealed_note.ts";
import { sealedTexts } from "./sealed_texts.ts";

/** What a note says, in plain text, in the language of the page. */
export function noteText(note: SealedNote): string {
  const { notes } = sealedTexts;
  const { kind, peer } = note;
  switch (kind) {
    case "device_added":
      return peer === undefined
        ? notes.ownDeviceAdded(note.device)
        : notes.deviceAdded(peer, note.device);
    case "device_removed":
      return peer === undefined
        ? notes.ownDeviceRemoved(note.device)
        : notes.deviceRemoved(peer, note.device);
    case "session_renewed":
      return peer === undefined ? notes.ownSessionRenewed : notes.sessionRenewed(peer);
    case "log_renewed":
      return notes.logRenewed;
    case "identity_changed":
      if (peer === undefined) return notes.ownIdentityChanged;
      return note.wasVerified ? notes.verifiedIdentityChanged(peer) : notes.identityChanged(peer);
    case "unreadable":
      return peer === undefined
        ? notes.ownUnreadable[note.cause]
        : notes.unreadable[note.cause](peer);
    default:
      return kind satisfies never;
  }
}
