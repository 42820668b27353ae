import type { Attachment, Person } from "../wire/messages.ts";

/** A file that is on its way to a room. */
export interface Upload {
  /** Unguessable: who knows it may go on with the upload, and attach the file. The file's too. */
  readonly id: string;
  /** Name of the room; followed when that is renamed. */
  readonly room: string;
  /** Id of the person who sends it. */
  readonly by: string;
  readonly name: string;
  /** Bytes that are to come; they count against the quotas from now on. */
  readonly size: number;
  /** When something of it came last, Unix milliseconds. */
  readonly at: number;
  /** As the sender says it is shown, in pixels. */
  readonly width?: number;
  readonly height?: number;
  /** Id of a file of the same room that is a smaller picture of it. */
  readonly thumbnail?: string;
}

/** What was found out about a file when all of it had come. */
export interface Content {
  /** SHA-256, in hex: the name of its blob. */
  readonly hash: string;
  readonly size: number;
  readonly type: string;
  readonly width?: number;
  readonly height?: number;
}

/** A file that is here, attached to a message or not yet. */
export interface StoredFile extends Omit<Attachment, "alt"> {
  readonly room: string;
  readonly by: string;
  /** When it had come, Unix milliseconds. */
  readonly at: number;
  readonly hash: string;
  /** Number of the message that has it. */
  readonly seq?: number;
}

/** A file as the list of a room's files shows it. */
export interface ListedFile extends Attachment {
  /** The message that has it. */
  readonly seq: number;
  /** When that was said, Unix milliseconds. */
  readonly at: number;
  readonly from: Person;
}

/** What files may come to, those on their way included; finite, as it travels as JSON. */
export interface Quota {
  readonly bytes: number;
  /** How many they may be, for even the smallest takes a place. */
  readonly files: number;
}

/** Bounds of what is kept. */
export interface Quotas {
  /** Of one room. */
  readonly room: Quota;
  /** Of one person, in all rooms. */
  readonly person: Quota;
}

/** Why an upload may not begin. */
export type UploadRefusal = "no_room" | "room_full" | "person_full" | "too_many";

/** Which of a room's files to read. */
export interface FileQuery {
  /** Only those of messages with a smaller `seq`, or of that message at a smaller `place`. */
  readonly before?: { readonly seq: number; readonly place: number };
  readonly limit: number;
  /** Only of the log that is called so: none where the room's is another one by now. */
  readonly epoch?: string;
}

/** Files of a room, those of the newest messages first, of one message the last first. */
export interface FilePage {
  readonly files: readonly ListedFile[];
  /** What to ask for `before`, when there are more. */
  readonly next?: { readonly seq: number; readonly place: number };
}

/**
 * Keeps what is known of files; their bytes are blobs (`lib/files/blobs.ts`).
 *
 * A file is attached by `Store.append`, in the commit of its message, and is gone in the commit that
 * deletes or forgets that message. A blob that no file needs any more is noted in that same commit:
 * so whatever happens, either a file needs it, or it is on the list of those to be removed. Of a
 * deleted room nobody finds a file or an upload from then on; what its messages had counts and is
 * needed until it is removed with them.
 *
 * Rooms are found by their former names as well; what is given has the name of now.
 *
 * Failure: as of the store that it belongs to.
 */
export interface Files {
  /**
   * Begins an upload, or says why not, the first that holds: there is no such room, it or the person
   * would have too many bytes or files, or the person has 20 uploads under way.
   *
   * @param upload Its id is new.
   */
  begin(upload: Upload, quotas: Quotas): Promise<UploadRefusal | undefined>;

  /** An upload under way. */
  findUpload(id: string): Promise<Upload | undefined>;

  /** Notes that something of an upload came, if it is there; its time never goes back. */
  touchUpload(id: string, at: number): Promise<void>;

  /**
   * Makes a file of an upload: its blob is needed from now on, and no longer to be removed. It counts
   * as large as it is, and is shown as the sender says where the content does not tell.
   *
   * @returns The file; `undefined` when there is no such upload, as when its room is gone.
   */
  finishUpload(id: string, content: Content, at: number): Promise<StoredFile | undefined>;

  /** Forgets an upload, or a file that no message has; tells whether there was one. */
  abandon(id: string): Promise<boolean>;

  /** A file that is here, attached or not. */
  find(id: string): Promise<StoredFile | undefined>;

  /**
   * The files that messages of a room have, without those that are only smaller pictures: none where
   * there is no room.
   */
  list(room: string, query: FileQuery): Promise<FilePage>;

  /**
   * Forgets uploads to which nothing came since `uploadsBefore`, and files from before
   * `filesBefore` that no message has; Unix milliseconds. Some at a time. What is staged of an upload
   * is for others to drop.
   *
   * @returns Whether there may be more.
   */
  expire(uploadsBefore: number, filesBefore: number): Promise<boolean>;

  /** Bytes of all blobs that files need. */
  bytes(): Promise<number>;

  /** Names of some blobs that no file needs; see {@linkcode forgetBlob}. */
  unneeded(limit: number): Promise<string[]>;

  /** Whether a file needs a blob. */
  needs(hash: string): Promise<boolean>;

  /** Puts a blob on that list before its bytes are there, unless a file needs it. */
  noteBlob(hash: string): Promise<void>;

  /** Takes a blob off the list of those to be removed: it has been. */
  forgetBlob(hash: string): Promise<void>;
}
