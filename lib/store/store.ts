/** The store's interface and its promises; `tests/store/contract.ts` holds every store to them. */
import type { ErrorCode } from "../errors.ts";
import type { AttachmentWish } from "../wire/fields.ts";
import type {
  ChosenVisibility,
  Message,
  Person,
  ReadMark,
  RoomEvent,
  Visibility,
} from "../wire/messages.ts";
import type { Accounts } from "./accounts.ts";
import type { Audit } from "./audit.ts";
import type { Files } from "./files.ts";
import type { Keys } from "./keys.ts";
import type { Memberships } from "./memberships.ts";
import type { Snippet } from "./search.ts";
import type { Subscriptions } from "./subscriptions.ts";
import type { Webhooks } from "./webhooks.ts";

/** A room as the store knows it. */
export interface RoomRecord {
  readonly name: string;
  /** Names this log: a room that is made anew gets another one. */
  readonly epoch: string;
  /** Newest number of the log; 0 when it is empty. */
  readonly seq: number;
  readonly topic?: string;
  readonly visibility: Visibility;
  /** Whether it can only be read. */
  readonly isArchived: boolean;
}

/** A room that somebody wants. */
export interface RoomDraft {
  readonly name: string;
  /** Who becomes its owner. */
  readonly owner: Person;
  readonly visibility: ChosenVisibility;
  readonly topic?: string;
  /** Whether it is made by joining: {@linkcode Store.discardRoom} forgets no other; not unless given. */
  readonly isFleeting?: boolean;
  /** When it is made, Unix milliseconds. */
  readonly at: number;
}

/** A room that two people want. */
export interface DirectDraft {
  /** That no room has. */
  readonly name: string;
  /** The two, in any order. */
  readonly people: readonly [Person, Person];
  /** When it is made, Unix milliseconds. */
  readonly at: number;
}

/** A direct room, as one of the two finds it. */
export interface DirectRoom {
  readonly record: RoomRecord;
  /** The other one: a user as they are called now, a guest as when the room was made. */
  readonly with: Person;
}

/** What becomes of a room; what is left out stays. An empty topic is none. */
export interface RoomChange {
  readonly topic?: string;
  readonly visibility?: ChosenVisibility;
  readonly isArchived?: boolean;
}

/** An entry of a room's log before it has its number. */
export type Draft =
  & { readonly from: Person; readonly at: number; readonly ref?: string }
  & (
    | {
      readonly type: "message";
      /** There unless `box` is. */
      readonly text?: string;
      /** What was sealed, Base64. */
      readonly box?: string;
      /** Nobody need be told of what was sealed. */
      readonly quiet?: true;
      readonly replyTo?: number;
      /** Files of the room that no message has yet. */
      readonly files?: readonly AttachmentWish[];
    }
    | { readonly type: "edited"; readonly target: number; readonly text: string }
    /** `others`: the sender may delete what somebody else wrote. */
    | { readonly type: "deleted"; readonly target: number; readonly others: boolean }
    | {
      readonly type: "reacted";
      readonly target: number;
      readonly emoji: string;
      readonly on: boolean;
    }
  );

/** What became of a {@linkcode Draft}. */
export type Outcome =
  /** It is in the log; `isNew` is false when an earlier draft with its `ref` had put it there. */
  | { readonly event: RoomEvent; readonly isNew: boolean }
  /** It is not, and why. */
  | { readonly refused: ErrorCode; readonly why: string };

/** Which messages to read; at least one of the newest when neither bound is given. */
export interface PageQuery {
  /** Only messages with a smaller `seq`. */
  before?: number;
  /** Only messages with a larger `seq`; the page then begins right after it. */
  after?: number;
  /** At most so many, from 1 on. */
  limit: number;
  /** Only from the log that is called so: nothing where the room's is another one by now. */
  epoch?: string;
}

/** Folded messages, oldest first. */
export interface Page {
  readonly messages: readonly Message[];
  /** Whether the bounds hold more: newer ones for `after`, else older ones. */
  readonly more: boolean;
}

/** What to look for in a room. */
export interface SearchQuery {
  /** As somebody typed it; see `parseSearch`. Any text will do. */
  text: string;
  /** Only messages with a smaller `seq`. */
  before?: number;
  /** At most so many, from 1 on. */
  limit: number;
  /** As in {@linkcode PageQuery}. */
  epoch?: string;
}

/** A message that was looked for: as it is now, and the part of it that was meant. */
export type SearchResult = Message & Snippet;

/** What was found, newest first. */
export interface SearchPage {
  readonly results: readonly SearchResult[];
  /** Whether there are older ones. */
  readonly more: boolean;
}

/** What somebody has not read of a room. */
export interface Unread {
  readonly room: string;
  /** How far this person has read. */
  readonly read: number;
  /**
   * How many messages others have written since, deleted and quiet ones left out: 1,000 at most, and
   * only of the first 4,000.
   */
  readonly count: number;
}

/** How far a room's log was forgotten. */
export interface Forgotten {
  /** The oldest number that is kept; one beyond the newest when none is. */
  readonly first: number;
  /** How many events went by this call. */
  readonly count: number;
  /** Whether there is more to forget. */
  readonly more: boolean;
}

/**
 * Keeps the logs of all rooms.
 *
 * Order: calls for one room take effect in the order in which they were made. Failure: a method
 * rejects with a `ChatError` `unavailable` when the store cannot do its work now, and the store
 * tells the operator why; then nothing of that call took effect, or, after a lost connection, all
 * of it did, and a `ref` makes it safe to try again. Rooms that were never made are empty to read;
 * appending to one is a `RangeError`. Whoever goes by a record that may be old names its epoch: a room
 * that was made anew under the name is then like one that was never made.
 */
export interface Store {
  /** Who is told of what is said while away; of the same life as the store. */
  readonly subscriptions: Subscriptions;
  /** Who belongs to rooms; of the same life as the store. */
  readonly memberships: Memberships;
  /** Who signed in where, and which bots there are; of the same life as the store. */
  readonly accounts: Accounts;
  /** What was done to rooms and people; of the same life as the store. */
  readonly audit: Audit;
  /** Where rooms tell programs of what happens; of the same life as the store. */
  readonly webhooks: Webhooks;
  /** What is known of files; of the same life as the store. */
  readonly files: Files;
  /** What people need to seal messages for each other; of the same life as the store. */
  readonly keys: Keys;

  /** The room that is or was called `name`, or `undefined` where there is none. */
  findRoom(name: string): Promise<RoomRecord | undefined>;

  /**
   * Makes a room, or gives the one of this name that is there: two calls make one room.
   *
   * @returns The room, and whether it is new.
   */
  createRoom(draft: RoomDraft): Promise<{ readonly record: RoomRecord; readonly isNew: boolean }>;

  /**
   * Makes the direct room of two people, to which both belong as members, or gives the one that is
   * there: two calls make one room.
   *
   * @returns The room, and whether it is new; `undefined`, with nothing changed, when one of the two
   * has 1,000 already.
   * @throws {RangeError} when they are the same, or there is another room of this name.
   */
  openDirect(
    draft: DirectDraft,
  ): Promise<{ readonly record: RoomRecord; readonly isNew: boolean } | undefined>;

  /** The name of the direct room of two people, by their ids, in any order. */
  findDirect(one: string, other: string): Promise<string | undefined>;

  /** The direct rooms of somebody, by their id, in no particular order. */
  listDirect(person: string): Promise<DirectRoom[]>;

  /**
   * Gives a room another name; by the former one it is still found.
   *
   * @returns What it is then; `undefined`, with nothing changed, when there is no such room, or the
   * name is another's or was one.
   */
  renameRoom(name: string, to: string): Promise<RoomRecord | undefined>;

  /**
   * Deletes a room with everything in it: at once nobody finds it, and what was said is removed from
   * the disk in small steps. The name is not free again: see {@linkcode deletedBy}.
   *
   * @param by Id of whoever wants that.
   * @returns `false` when there is no such room.
   */
  deleteRoom(name: string, by: string): Promise<boolean>;

  /** Id of whoever deleted a room of this name, until there is one again. */
  deletedBy(name: string): Promise<string | undefined>;

  /** Changes a room; gives what it is then, `undefined` where there is none. */
  changeRoom(name: string, change: RoomChange): Promise<RoomRecord | undefined>;

  /**
   * Gives the log of a room another epoch, unless it has one already: it lost entries, so that what
   * others know of it may be wrong.
   *
   * @param epoch The one that it had.
   */
  renewEpoch(name: string, epoch: string): Promise<void>;

  /**
   * Forgets the room `name`, with all that is known of it, if it was made by joining, its log is empty
   * and nobody would miss it: it is public, has no topic and no webhook, nobody but its owner belongs to
   * it, nobody is muted or kept out, and no file is on its way to it or waits there for a message:
   * whoever sends that may only have lost the network, or the server restarts. Else does nothing.
   */
  discardRoom(name: string): Promise<void>;

  /**
   * All rooms, by name.
   *
   * @param person If given, only those that are public or that this person, by its id, belongs to; no
   * direct ones, for which there is {@linkcode listDirect}.
   */
  listRooms(person?: string): Promise<RoomRecord[]>;

  /**
   * Resolves when the store can take the next batch of a room, a turn of the event loop later at the
   * earliest; never rejects. Whoever makes its batch only then has all in it that came meanwhile:
   * under load batches grow by themselves, at rest nobody waits.
   */
  ready(): Promise<void>;

  /**
   * Appends a batch to a room's log.
   *
   * Numbering: the accepted drafts get the next numbers in their order, with no gap and no repeat.
   * Their times never go back: one that would takes that of the event before.
   * Atomicity: all of them are committed together, or none. Durability: once the promise resolves
   * they survive whatever this store says that it survives. Idempotency: a `ref` stands for one
   * event of that sender in that room as long as that is kept; a second draft with it gives the
   * first's event.
   * Folding: what an event changes on a message is part of the same commit. Deleting removes the
   * text or the box for good, from the log and what is searched as well: the events that held it stay, without
   * it.
   *
   * Files: those that a message names belong to it from the same commit on, with their smaller
   * pictures; see {@linkcode Files}.
   *
   * Refused, each by itself: `not_found` when the target is no message or is deleted, or when a file
   * is not of this room or a message has it; `forbidden` when the target is somebody else's, `quota`
   * when it has 50 different emoji or 1,000 reactions already.
   *
   * @param epoch Of the log that is meant; any unless given.
   * @returns One outcome for each draft, in their order.
   */
  append(room: string, drafts: readonly Draft[], epoch?: string): Promise<Outcome[]>;

  /**
   * Reads the log itself: the events with `after < seq <= upTo`, in order.
   *
   * @param epoch Of the log that is meant; any unless given.
   * @returns `undefined` when the store no longer has all of them, or the room's log is another one.
   */
  readEvents(
    room: string,
    after: number,
    upTo: number,
    epoch?: string,
  ): Promise<RoomEvent[] | undefined>;

  /** Reads folded messages, as they are now. */
  readMessages(room: string, query: PageQuery): Promise<Page>;

  /** Finds messages by what they are now: everything acknowledged before the call; no sealed ones. */
  search(room: string, query: SearchQuery): Promise<SearchPage>;

  /**
   * Forgets the oldest events of a room for good, with the texts and refs in them. Numbers go on.
   *
   * @param before Unix milliseconds; only events that are older.
   * @param limit At most so many, so that nobody else waits for long.
   */
  forget(room: string, before: number, limit: number): Promise<Forgotten>;

  /**
   * Notes how far people have read; a mark never goes back, and is never beyond the newest number:
   * where that is smaller it is noted, and in an empty log nothing is.
   *
   * @param epoch Of the log that is meant; any unless given.
   * @returns The marks that moved, in no particular order; none when the room's log is another one.
   */
  markRead(
    room: string,
    marks: ReadonlyMap<string, number>,
    epoch?: string,
  ): Promise<ReadMark[]>;

  /**
   * How far each of `people` has read in a room; who never did is left out.
   *
   * @param epoch Of the log that is meant; any unless given.
   */
  readMarks(
    room: string,
    people: readonly string[],
    epoch?: string,
  ): Promise<ReadonlyMap<string, number>>;

  /**
   * What `person` has not read, of each of `rooms` where this person has a mark, in no particular order.
   *
   * @param rooms Their names of now: counting in each takes a millisecond or more.
   */
  unread(person: string, rooms: readonly string[]): Promise<Unread[]>;

  /** Ends the store once running calls are done; may be called twice. */
  close(): Promise<void>;
}
