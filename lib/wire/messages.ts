/**
 * What the server sends: the shapes of "What you hear" in `docs/PROTOCOL.md`, shared by server and browser.
 * What clients send is in `commands.ts`.
 */

/** How somebody proved who they are. */
export type Kind = "guest" | "user" | "bot";

/** What somebody may do in a room; the rights of each are in `lib/chat/roles.ts`. */
export type Role = "owner" | "moderator" | "member" | "reader";

/** Who may find a room, and come in: anybody, whoever knows its name, or those who belong to it. */
export type ChosenVisibility = "public" | "unlisted" | "private";

/** The same, and what nobody chooses: a direct room is two people's, and stays that for good. */
export type Visibility = ChosenVisibility | "direct";

/** Somebody as others see them. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly kind: Kind;
}

/** What every entry of a room's log has. */
interface Entry {
  /** Place in the room's log: 1, 2, 3 … */
  readonly seq: number;
  /** When the server took it, Unix milliseconds. */
  readonly at: number;
  readonly from: Person;
  /** The sender's idempotency key. */
  readonly ref?: string;
}

/** A file that is attached to a message; its bytes are at `/files/ID/NAME`. */
export interface Attachment {
  readonly id: string;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** A media type, found out from the content. */
  readonly type: string;
  /** Of a picture or a film, as it is shown, in pixels. */
  readonly width?: number;
  readonly height?: number;
  /** What is to be seen, in words. */
  readonly alt?: string;
  /** Id of a smaller picture of it, which is no file of its own; what seals that, in sealed messages. */
  readonly thumbnail?: string | SealedThumbnail;
  /** AES-256-GCM, Base64. Only clients set it, in sealed messages: the server knows no keys. */
  readonly key?: string;
}

/** The smaller picture of a file of a sealed message, sealed by itself. */
export interface SealedThumbnail extends Pick<Attachment, "id" | "size" | "type"> {
  readonly key: string;
}

/**
 * What a person said. As an entry of the log it is as it was said; as a *folded message* it also
 * carries what happened to it since: `edited`, `reactions`, `deleted`.
 */
export interface Message extends Entry {
  readonly type: "message";
  /** Absent once deleted, and where `box` is in its place. */
  readonly text?: string;
  /** What was sealed, Base64: in direct rooms only. Absent once deleted. */
  readonly box?: string;
  /** True where nobody need be told of what was sealed. */
  readonly quiet?: true;
  /** The `seq` of the message that this one answers. */
  readonly replyTo?: number;
  readonly files?: readonly Attachment[];
  /** When it was last edited, Unix milliseconds. */
  readonly edited?: number;
  /** Emoji to the ids of those who reacted with it; no emoji has an empty list. */
  readonly reactions?: Readonly<Record<string, readonly string[]>>;
  readonly deleted?: true;
  /**
   * Never sent by a server: what a client says itself, in `text`, at a place of the log where something
   * happened. `remedy` where there is something that can be done about it.
   */
  readonly note?: true | "remedy";
}

/** A message's text was replaced. Once the message is deleted, `text` is empty. */
export interface Edited extends Entry {
  readonly type: "edited";
  readonly target: number;
  readonly text: string;
}

/** A message was removed; a tombstone stays. */
export interface Deleted extends Entry {
  readonly type: "deleted";
  readonly target: number;
}

/** A reaction was added (`on`) or taken back. */
export interface Reacted extends Entry {
  readonly type: "reacted";
  readonly target: number;
  readonly emoji: string;
  readonly on: boolean;
}

/** One entry of a room's log. */
export type RoomEvent = Message | Edited | Deleted | Reacted;

/** The first thing a socket hears. */
export interface Welcome {
  readonly type: "welcome";
  readonly room: string;
  /** Names this log; another epoch means that the old numbers mean nothing. */
  readonly epoch: string;
  /** Newest `seq` of the room, 0 when nothing was said. */
  readonly seq: number;
  /** `mutedUntil`: Unix milliseconds, until when one may only read. */
  readonly you: Person & { readonly role: Role; readonly mutedUntil?: number };
  /** At most the first 200 who are present. */
  readonly members: readonly Person[];
  /** How many are present. */
  readonly count: number;
  /** True: what follows are exactly the events after `since`. False: the newest messages. */
  readonly resumed: boolean;
  readonly topic?: string;
  readonly visibility?: Visibility;
  /** True where the room can only be read. */
  readonly isArchived?: true;
  /** How far this person had read; absent when they never have. */
  readonly read?: number;
  /** The bounds a client needs to know before it sends. */
  readonly limits: {
    readonly text: number;
    readonly frame: number;
    /** Commands a second, 0 when unlimited. */
    readonly rate: number;
    /** Bytes of one file; 0 where none may be sent. */
    readonly upload: number;
  };
}

/** One is something else in the room from now on. */
export interface You {
  readonly type: "you";
  readonly role: Role;
  /** Unix milliseconds, until when one may only read. */
  readonly mutedUntil?: number;
}

/** The room is something else from now on. An empty topic is none. */
export interface RoomState {
  readonly type: "room";
  readonly topic: string;
  readonly visibility: Visibility;
  readonly isArchived: boolean;
}

/** Who came and who went. */
export interface Presence {
  readonly type: "presence";
  readonly joined: readonly Person[];
  readonly left: readonly string[];
  /** How many are present now, those not named included. */
  readonly count: number;
}

/** Somebody began or ceased to type. */
export interface Typing {
  readonly type: "typing";
  readonly from: { readonly id: string; readonly name: string };
  readonly on: boolean;
}

/** Somebody has read the log up to `seq`. */
export interface ReadMark {
  readonly type: "read";
  readonly id: string;
  readonly seq: number;
}

/** Answers the command `history`. */
export interface History {
  readonly type: "history";
  readonly ref: string;
  /** Folded messages, oldest first. */
  readonly messages: readonly Message[];
  /** Whether there are older ones. */
  readonly more: boolean;
}

/** Answers the command `ping`. */
export interface Pong {
  readonly type: "pong";
  /** Newest `seq` of the room: a client that is behind has lost something. */
  readonly seq: number;
}

/** A command failed; see `ErrorCode` for the words. */
export interface ErrorMessage {
  readonly type: "error";
  readonly code: string;
  readonly message: string;
  readonly ref?: string;
  /** Milliseconds, with `rate_limited`. */
  readonly retryAfter?: number;
}

/** Everything the server sends. */
export type ServerMessage =
  | Welcome
  | You
  | RoomState
  | RoomEvent
  | Presence
  | Typing
  | ReadMark
  | History
  | Pong
  | ErrorMessage;
