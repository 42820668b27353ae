/** MLSMessages (RFC 9420, section 6) out of bytes from anywhere, and a key package as such. */
import type { KeyPackage } from "ts-mls/keyPackage.js";
import { decodeMlsMessage, encodeMlsMessage } from "ts-mls/message.js";
import type { PrivateMessage } from "ts-mls/privateMessage.js";
import type { Welcome } from "ts-mls/welcome.js";
import { MlsError } from "./mls_error.ts";

/** A commit or message out of its bytes. @throws {MlsError} when it is none. */
export function decodePrivate(bytes: Uint8Array): PrivateMessage {
  const message = decodeMessage(bytes);
  if (message.wireformat === "mls_private_message") return message.privateMessage;
  throw new MlsError("Cannot read this: it is no private message");
}

/** A Welcome out of its bytes. @throws {MlsError} when it is none. */
export function decodeWelcome(bytes: Uint8Array): Welcome {
  const message = decodeMessage(bytes);
  if (message.wireformat === "mls_welcome") return message.welcome;
  throw new MlsError("Cannot read this: it is no welcome");
}

/** A key package out of its bytes. @throws {MlsError} when it is none. */
export function decodePackage(bytes: Uint8Array): KeyPackage {
  const message = decodeMessage(bytes);
  if (message.wireformat === "mls_key_package") return message.keyPackage;
  throw new MlsError("Cannot read this: it is no key package");
}

/** A key package as bytes. */
export function encodePackage(keyPackage: KeyPackage): Uint8Array {
  return encodeMlsMessage({ version: "mls10", wireformat: "mls_key_package", keyPackage });
}

function decodeMessage(bytes: Uint8Array): NonNullable<ReturnType<typeof decodeMlsMessage>>[0] {
  let found: ReturnType<typeof decodeMlsMessage>;
  try {
    found = decodeMlsMessage(bytes, 0);
  } catch (cause) {
    throw new MlsError("Cannot read this: it is damaged", { cause });
  }
  if (found !== undefined && found[1] === bytes.length) return found[0];
  throw new MlsError("Cannot read this: it is damaged");
}
