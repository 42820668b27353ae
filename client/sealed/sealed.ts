/**
 * Sealed messages in the browser. To the page it plays the server of direct rooms, so that the rest of
 * the client need not know; to the server it plays a page. This part loads when a direct room opens.
 */
import type { Attachment, SealedThumbnail } from "../../lib/wire/messages.ts";
import type { OutboxStore } from "../outbox/outbox_store.ts";
import type { OpenSocket } from "../platform/socket.ts";
import type { Uploader } from "../files/uploader.ts";
import type { SealAccount } from "./seal_account.ts";
import type { SealedRoom } from "./sealed_room.ts";

/** What the rest of the client uses of sealed messages. */
export interface Sealed {
  readonly account: SealAccount;
  /** Opens the socket of a direct room; what it says is open, what it is told is sealed. */
  readonly openSocket: OpenSocket;
  /**
   * Answers what a direct room's `messages`, `search` and `files` would, from what this device knows.
   *
   * @param path Of the API, with its query.
   */
  fetchJson(path: string): Promise<unknown>;
  /** Keeps what waits in direct rooms. */
  readonly outbox: OutboxStore;
  /** What the page shows of a direct room; nothing while it is not known with whom it is. */
  room(name: string): SealedRoom | undefined;
  readonly files: SealedFiles;
}

/** The files of direct rooms. */
export interface SealedFiles {
  /** Seals what is uploaded by another uploader. */
  uploader(plain: Uploader): Uploader;
  /**
   * Gets a file and opens it.
   *
   * @param progressed Called with the share that has come, 0 to 1.
   * @returns Of a type that cannot run scripts. @throws {Refusal} `offline`, `not_found`, `damaged`.
   */
  open(file: SealedAttachment, progressed?: (share: number) => void): Promise<Blob>;
}

/** A file of a sealed message. Its thumbnail is a file of its own. */
export interface SealedAttachment extends Attachment {
  /** AES-256-GCM, Base64. */
  readonly key: string;
  readonly thumbnail?: SealedThumbnail;
}
