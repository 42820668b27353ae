/**
 * The log of a direct room as this device can read it: what was unsealed once can never be unsealed
 * again, so it is kept here. The folded messages have the words; the entries only say what happened.
 */
import { fold } from "../../lib/wire/fold.ts";
import { limits } from "../../lib/wire/limits.ts";
import type { Message, Person, RoomEvent } from "../../lib/wire/messages.ts";
import type { MessagePage } from "../message_pages.ts";
import type { Content, Reference } from "./content.ts";
import { noteText } from "./note_text.ts";
import type { SealedAttachment } from "./sealed.ts";
import type { SealedNote } from "./sealed_note.ts";
import { hasRemedy } from "./sealed_note.ts";
import type { Vault, VaultChange, VaultKey } from "./vault.ts";

/** Where and by whom something was put into the log. */
export interface Place {
  readonly seq: number;
  readonly at: number;
  readonly from: Person;
  /** The page's own key for it. */
  readonly ref?: string;
}

/** A message as it is kept. */
interface KeptMessage extends Message {
  /** As its author chose it. */
  readonly id?: string;
  /** What this client says itself there, in place of words of somebody. */
  readonly notes?: readonly SealedNote[];
}

/** An entry as it is kept: without words, which are in the message that it is about. */
type Entry =
  | { readonly type: "message" | "nothing" }
  | Place & { readonly type: "edited" | "deleted"; readonly target: number }
  | Place & {
    readonly type: "reacted";
    readonly target: number;
    readonly emoji: string;
    readonly on: boolean;
  };

/** Entries and messages by their places, places by the messages' ids. */
type Kind = "log" | "message" | "id";
type KeyOf = (kind: Kind, name: number | string) => VaultKey;

/** Which messages to read. */
export interface MessageQuery {
  readonly before?: number;
  readonly after?: number;
  readonly limit: number;
}

/** See the module's words. Writing belongs into the room's lock. */
export class LocalLog {
  readonly #room: string;
  readonly #vault: Vault;

  constructor(room: string, vault: Vault) {
    this.#room = room;
    this.#vault = vault;
  }

  /** Begins to write. */
  async edit(): Promise<LogDraft> {
    // The newest message, so that of several notes in a row the first is told from the others.
    const [newest] = await this.#vault.list<KeptMessage>(this.#prefix("message"), {
      limit: 1,
      isBackward: true,
    });
    return new LogDraft(this.#vault, (kind, name) => this.#key(kind, name), newest?.value);
  }

  /** Folded messages, as the server of an open room would page through them. */
  async read({ before, after, limit }: MessageQuery): Promise<MessagePage> {
    const isBackward = after === undefined;
    const found = await this.#vault.list<KeptMessage>(this.#prefix("message"), {
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
      limit: limit + 1,
      isBackward,
    });
    const messages = found.slice(0, limit).map(({ value }) => shown(value));
    if (isBackward) messages.reverse();
    return { messages, more: found.length > limit };
  }

  /** Places of the changes of a message's text. */
  async editsOf(seq: number): Promise<number[]> {
    const behind = await this.#vault.list<Entry>(this.#prefix("log"), { after: seq });
    return behind.filter(({ value }) => value.type === "edited" && value.target === seq)
      .map(({ key }) => key.at(-1) as number);
  }

  /** All that can be read, oldest first: messages with the words that they have now. */
  async *contents(): AsyncGenerator<{ place: Place; content: Content }> {
    const entries = await this.#vault.list<Entry>(this.#prefix("log"));
    for (const { key, value: entry } of entries) {
      const seq = key.at(-1) as number;
      const about = entry.type === "message" ? seq : "target" in entry ? entry.target : undefined;
      const message = about === undefined
        ? undefined
        : await this.#vault.get<KeptMessage>(this.#key("message", about));
      const content = message && await this.#contentOf(entry, message);
      if (content === undefined) continue;
      const { at, from, ref } = "at" in entry ? entry : message!;
      yield { place: { seq, at, from, ...(ref !== undefined && { ref }) }, content };
    }
  }

  /** All messages, the newest first; a part at a time. */
  async *newestFirst(before?: number): AsyncGenerator<Message> {
    let end = before;
    while (true) {
      const { messages, more } = await this.read({
        limit: limits.historyMessages,
        ...(end !== undefined && { before: end }),
      });
      yield* messages.toReversed();
      if (!more) return;
      end = messages[0]!.seq;
    }
  }

  /** The message at a place, so that something can be said of it. */
  async reference(seq: number): Promise<Reference | undefined> {
    const found = await this.#vault.get<KeptMessage>(this.#key("message", seq));
    return found?.id === undefined ? undefined : { seq, id: found.id };
  }

  /** Where somebody's message stands that has this id; nothing while it is not in the log. */
  async placeOf(person: string, id: string): Promise<number | undefined> {
    return await this.#vault.get<number>(this.#key("id", `${person} ${id}`));
  }

  /** One message. */
  async find(seq: number): Promise<Message | undefined> {
    const found = await this.#vault.get<KeptMessage>(this.#key("message", seq));
    return found && shown(found);
  }

  /**
   * What the page hears of an entry; where nothing of it can be shown, that something was removed which
   * it never had: so no number is missing.
   */
  async eventAt({ seq, at, from }: Place): Promise<RoomEvent> {
    const nothing: RoomEvent = { type: "deleted", seq, at, from, target: seq };
    const entry = await this.#vault.get<Entry>(this.#key("log", seq));
    switch (entry?.type) {
      case "message":
        return await this.find(seq) ?? nothing;
      case "edited": {
        const target = await this.find(entry.target);
        return { ...entry, type: "edited", text: target?.text ?? "" };
      }
      case "deleted":
        return { ...entry, type: "deleted" };
      case "reacted":
        return entry;
      default:
        return nothing;
    }
  }

  async #contentOf(entry: Entry, message: KeptMessage): Promise<Content | undefined> {
    const { id, text = "", seq, replyTo, files } = message;
    if (id === undefined) return undefined;
    const target = { seq, id };
    switch (entry.type) {
      case "message": {
        const answered = replyTo === undefined ? undefined : await this.reference(replyTo);
        return {
          kind: "say",
          id,
          text,
          ...(answered && { replyTo: answered }),
          ...(files && { files: files as readonly SealedAttachment[] }),
        };
      }
      case "edited":
        return { kind: "edit", target, text };
      case "reacted":
        return { kind: "react", target, emoji: entry.emoji, on: entry.on };
      default:
        return undefined;
    }
  }

  #prefix(kind: Kind): VaultKey {
    return ["room", this.#room, kind];
  }

  #key(kind: Kind, name: number | string): VaultKey {
    return [...this.#prefix(kind), name];
  }
}

/** What is about to be written to a {@linkcode LocalLog}: what it has and what is new, as one. */
export class LogDraft {
  readonly #keyOf: KeyOf;
  readonly #vault: Vault;
  readonly #messages = new Map<number, KeptMessage | undefined>();
  readonly #changed = new Set<number>();
  readonly #entries = new Map<number, Entry>();
  /** Where messages stand, by their authors and ids. */
  readonly #ids = new Map<string, number>();
  #last: KeptMessage | undefined;

  /** Made by {@linkcode LocalLog.edit}. */
  constructor(
    vault: Vault,
    keyOf: KeyOf,
    newest: KeptMessage | undefined,
  ) {
    this.#vault = vault;
    this.#keyOf = keyOf;
    this.#last = newest;
  }

  /** Puts down what somebody said or did; what they may not do does not happen. */
  async add(place: Place, content: Content): Promise<void> {
    const { seq } = place;
    switch (content.kind) {
      case "say": {
        const { kind: _, replyTo, ...said } = content;
        // A server may have had it sealed twice, or made it stand there twice.
        const name = `${place.from.id} ${said.id}`;
        const known = this.#ids.get(name) ?? await this.#vault.get<number>(this.#keyOf("id", name));
        if (known !== undefined && known !== seq) return this.skip(seq);
        this.#ids.set(name, seq);
        const answered = replyTo && await this.#find(replyTo.seq);
        const isThat = replyTo && (answered?.id === undefined || answered.id === replyTo.id);
        const message = { ...said, ...(isThat && { replyTo: replyTo.seq }) } as Partial<Message>;
        this.#put(seq, { type: "message", ...place, ...message });
        this.#entries.set(seq, { type: "message" });
        return;
      }
      case "edit":
        return await this.#change(
          { type: "edited", ...place, target: content.target.seq },
          content,
        );
      case "delete":
        return await this.#change(
          { type: "deleted", ...place, target: content.target.seq },
          content,
        );
      case "react": {
        const { emoji, on, target: { seq: target } } = content;
        return await this.#change({ type: "reacted", ...place, target, emoji, on }, content);
      }
      case "read":
        return this.skip(seq);
    }
  }

  /**
   * Puts down what this client says itself. Of several the same in a row the first is enough, and so
   * it is of all that was said before this device came.
   */
  note({ seq, at, from }: Place, notes: readonly SealedNote[]): void {
    const isSaid = this.#last?.notes !== undefined && goesWithout(notes, this.#last.notes);
    if (isSaid || notes.length === 0) return this.skip(seq);
    this.#put(seq, { type: "message", seq, at, from, notes });
    this.#entries.set(seq, { type: "message" });
  }

  /** Puts down that there is nothing to be seen. */
  skip(seq: number): void {
    this.#entries.set(seq, { type: "nothing" });
  }

  /** Whether an entry was taken in, whatever came of it. */
  async hasSeen(seq: number): Promise<boolean> {
    return await this.#entry(seq) !== undefined;
  }

  /** Whether something is kept of an entry that can be seen. */
  async hasRead(seq: number): Promise<boolean> {
    const entry = await this.#entry(seq);
    if (entry === undefined || entry.type === "nothing") return false;
    return entry.type !== "message" || (await this.#find(seq))?.notes === undefined;
  }

  /** What has to be written. */
  changes(): VaultChange[] {
    return [
      ...[...this.#entries].map(([seq, value]) => ({ key: this.#keyOf("log", seq), value })),
      ...[...this.#changed].map((seq) => ({
        key: this.#keyOf("message", seq),
        value: this.#messages.get(seq)!,
      })),
      ...[...this.#ids].map(([name, value]) => ({ key: this.#keyOf("id", name), value })),
    ];
  }

  /** The messages that are new or not what they were; their seqs. */
  get changed(): ReadonlySet<number> {
    return this.#changed;
  }

  async #change(
    entry: Extract<Entry, { target: number }>,
    content: Extract<Content, { target: Reference }>,
  ): Promise<void> {
    const target = await this.#find(entry.target);
    const isThat = target?.id === content.target.id;
    if (!isThat || !mayChange(entry, target)) return this.skip(entry.seq);
    const event = content.kind === "edit"
      ? { ...entry, type: "edited", text: content.text } as const
      : entry as Exclude<RoomEvent, Message>;
    this.#put(entry.target, fold(target, event) as KeptMessage);
    this.#entries.set(entry.seq, entry);
  }

  async #entry(seq: number): Promise<Entry | undefined> {
    return this.#entries.get(seq) ?? await this.#vault.get<Entry>(this.#keyOf("log", seq));
  }

  async #find(seq: number): Promise<KeptMessage | undefined> {
    if (!this.#messages.has(seq)) {
      this.#messages.set(seq, await this.#vault.get<KeptMessage>(this.#keyOf("message", seq)));
    }
    return this.#messages.get(seq);
  }

  #put(seq: number, message: KeptMessage): void {
    this.#messages.set(seq, message);
    this.#changed.add(seq);
    if (seq >= (this.#last?.seq ?? 0)) this.#last = message;
  }
}

/** Whether notes say nothing that those right before them have not said. */
function goesWithout(notes: readonly SealedNote[], before: readonly SealedNote[]): boolean {
  const causes = notes.map((note) => note.kind === "unreadable" ? note.cause : undefined);
  if (causes.includes(undefined)) return false;
  const [last] = before;
  return last?.kind === "unreadable" && last.cause === "before_device"
    ? causes.every((cause) => cause === "before_device" || cause === "deleted")
    : JSON.stringify(notes) === JSON.stringify(before);
}

/** The rules of `lib/store/rules.ts`, which here no server can enforce. */
function mayChange(
  { type, from, target, ...entry }: Extract<Entry, { target: number }>,
  message: KeptMessage,
): boolean {
  if (message.deleted || message.notes !== undefined || message.seq !== target) return false;
  if (type !== "reacted") return message.from.id === from.id;
  const { emoji, on } = entry as { emoji: string; on: boolean };
  if (!on) return true;
  const reactions = message.reactions ?? {};
  const count = Object.values(reactions).reduce((sum, ids) => sum + ids.length, 0);
  return count < limits.reactionsPerMessage &&
    (Object.hasOwn(reactions, emoji) || Object.keys(reactions).length < limits.emojiPerMessage);
}

/** A message as the page gets it. */
function shown({ notes, id: _, ...message }: KeptMessage): Message {
  if (notes === undefined) return message;
  return {
    ...message,
    text: notes.map(noteText).join("\n"),
    note: notes.some(hasRemedy) ? "remedy" : true,
  };
}
