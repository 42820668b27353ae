import type { JSX } from "preact";
import { late } from "../../i18n/late_texts.ts";
import { QrCode } from "../controls/qr_code.tsx";
import { Secret } from "../controls/secret.tsx";

interface InviteLinkProps {
  /** The secret of the invite. */
  token: string;
  /** Another one is wanted. */
  onAnother(): void;
}

/** The link of an invite that was just made: to copy, or to scan. */
export function InviteLink({ token, onAnother }: InviteLinkProps): JSX.Element {
  const words = late().management.invites;
  // Behind `#` it goes to no server and into no log.
  const link = `${location.origin}/join#${token}`;
  return (
    <Secret words={words} secret={link} onAnother={onAnother}>
      <QrCode text={link} label={words.code} />
    </Secret>
  );
}
