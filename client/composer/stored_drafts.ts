/** Drafts in the browser's storage, a room each: they outlive the page. */
import { isOthers } from "../platform/owner.ts";
import type { KeptDraft } from "./draft.ts";

/** What is stored of a draft. */
export interface StoredDraft extends KeptDraft {
  /** Names the log that `replyTo` counts in. */
  readonly epoch?: string;
  /** When it was stored, Unix milliseconds. */
  readonly at: number;
  /** Whose it is, by id. */
  readonly person?: string;
}

/** The part of `Storage` that is needed. */
export type DraftStorage = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** What the names of all drafts in `localStorage` begin with. */
export const draftPrefix = "parley.draft.";

/** Rooms of which a draft is kept; the one stored longest ago gives way. */
const maxRooms = 50;

/** UTF-16 units that are kept of one: several times what may be sent, and little for a browser. */
const maxUnits = 32_000;

/** Reads and writes drafts; where there is no storage, or it is full, they are not kept. */
export class StoredDrafts {
  readonly #storage: DraftStorage | undefined;

  readonly #person: string;

  /**
   * @param storage `undefined` where the browser gives none.
   * @param person Who writes here, by id; what is somebody else's counts for nothing.
   */
  constructor(storage: DraftStorage | undefined, person: string) {
    this.#storage = storage;
    this.#person = person;
  }

  /** Finds what was stored for a room. */
  find(room: string): StoredDraft | undefined {
    const draft = parseDraft(this.#read(keyOf(room)));
    return draft && this.isMine(draft) ? draft : undefined;
  }

  /** Whether a draft is that of who writes here. */
  isMine({ person }: StoredDraft): boolean {
    return !isOthers(person, this.#person);
  }

  /** Stores a draft in place of the room's last one; one without text and purpose is none. */
  put(room: string, draft: Omit<StoredDraft, "person">): void {
    const { text, replyTo, epoch, at } = draft;
    if (isNothing(draft)) return this.#remove(keyOf(room));
    const stored = { text: bounded(text), replyTo, epoch, at, person: this.#person };
    try {
      this.#storage?.setItem(keyOf(room), JSON.stringify(stored));
    } catch {
      // Full, or not allowed: this draft lives as long as the page.
    }
    this.#makeRoom();
  }

  #makeRoom(): void {
    const keys = this.#keys();
    if (keys.length <= maxRooms) return;
    const atOf = (key: string) => parseDraft(this.#read(key))?.at ?? 0;
    const [oldest] = keys.map((key) => ({ key, at: atOf(key) })).sort((a, b) => a.at - b.at);
    this.#remove(oldest!.key);
  }

  #keys(): string[] {
    const { length = 0 } = this.#storage ?? {};
    return Array.from({ length }, (_, index) => this.#storage!.key(index) ?? "")
      .filter((key) => key.startsWith(draftPrefix));
  }

  #read(key: string): string | null {
    return this.#storage?.getItem(key) ?? null;
  }

  #remove(key: string): void {
    this.#storage?.removeItem(key);
  }
}

/** Where a room's draft is stored. Upper and lower case are one room, as they are to the server. */
export function keyOf(room: string): string {
  return draftPrefix + room.toLowerCase().normalize("NFC");
}

/** Reads what was stored; `undefined` when it is nothing that could be a draft. */
export function parseDraft(stored: string | null): StoredDraft | undefined {
  if (stored === null) return undefined;
  try {
    const { text, replyTo, epoch, at, person } = JSON.parse(stored);
    if (typeof text !== "string" || typeof at !== "number") return undefined;
    const isReply = Number.isSafeInteger(replyTo) && typeof epoch === "string";
    return {
      text,
      at,
      ...(isReply && { replyTo, epoch }),
      ...(typeof person === "string" && { person }),
    };
  } catch {
    return undefined;
  }
}

/** Whether there is nothing in a draft that one could miss. */
export function isNothing({ text, replyTo }: KeptDraft): boolean {
  return text.trim() === "" && replyTo === undefined;
}

/** Whether two drafts are stored as the same. */
export function isSame(one: KeptDraft, other: KeptDraft): boolean {
  return one.replyTo === other.replyTo && bounded(one.text) === bounded(other.text);
}

function bounded(text: string): string {
  return text.slice(0, maxUnits);
}
