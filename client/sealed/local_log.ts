/**
 * The log of a direct room as this device can read it: what was unsealed once can never be unsealed
 * again, so it is kept here. The folded messages have the words; the entries only say what happened.
 *
 * Whoever asks counts as the server does now, so what stood in its former logs has numbers up to 0. In
 * the vault everything has a place that never changes, see `known_logs.ts`.
 */
import { limits } from "../../lib/wire/limits.ts";
import type { Message, RoomEvent } from "../../lib/wire/messages.ts";
import type { MessagePage } from "../timeline/message_pages.ts";
import type { Content, Reference } from "./content.ts";
import { counted, LogKeys, referenceTo, shown } from "./kept_log.ts";
import type { Entry, KeptMessage, Place } from "./kept_log.ts";
import { baseOf, originOf } from "./known_logs.ts";
import type { KnownLogs, Origin } from "./known_logs.ts";
import { LogDraft } from "./log_draft.ts";
import type { SealedAttachment } from "./sealed.ts";
import type { Vault } from "./vault.ts";

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
  readonly #keys: LogKeys;
  readonly #epoch: string | undefined;

  /** @param epoch The log whose numbers are meant; the current one unless given. */
  constructor(room: string, vault: Vault, epoch?: string) {
    this.#room = room;
    this.#vault = vault;
    this.#keys = new LogKeys(room);
    this.#epoch = epoch;
  }

  /** The same to somebody who counts as one of the logs does, the current one or not. */
  as(epoch: string): LocalLog {
    return new LocalLog(this.#room, this.#vault, epoch);
  }

  /** What the current log is called here. */
  async epoch(): Promise<string | undefined> {
    return (await this.#logs()).at(-1)?.epoch;
  }

  /** The number by now of what really stands there; nothing where that log is not known. */
  async numberOf({ epoch, seq }: Origin): Promise<number | undefined> {
    const logs = await this.#logs();
    const base = baseOf(logs, epoch);
    return base === undefined ? undefined : base + seq - baseOf(logs)!;
  }

  /** Begins to write, in the current log. */
  async edit(): Promise<LogDraft> {
    // The newest message, so that of several notes in a row the first is told from the others.
    const [[newest], logs] = await Promise.all([
      this.#vault.list<KeptMessage>(this.#keys.all("message"), { limit: 1, isBackward: true }),
      this.#logs(),
    ]);
    return new LogDraft({ vault: this.#vault, keys: this.#keys, logs, newest: newest?.value });
  }

  /** Folded messages, as the server of an open room would page through them. */
  async read(query: MessageQuery): Promise<MessagePage> {
    return await this.#page(query, await this.#base());
  }

  /** All that can be read, oldest first: messages with the words that they have now. */
  async *contents(): AsyncGenerator<{ epoch: string; place: Place; content: Content }> {
    const logs = await this.#logs();
    const entries = await this.#vault.list<Entry>(this.#keys.all("log"));
    for (const { key, value: entry } of entries) {
      const place = key.at(-1) as number;
      const about = entry.type === "message" ? place : "target" in entry ? entry.target : undefined;
      const message = about === undefined ? undefined : await this.#message(about);
      const { epoch, seq } = originOf(logs, place);
      const content = message && await this.#contentOf(entry, message, place - seq);
      if (content === undefined) continue;
      const { at, from, ref } = "at" in entry ? entry : message!;
      yield { epoch, place: { seq, at, from, ...(ref !== undefined && { ref }) }, content };
    }
  }

  /** All messages, the newest first; a part at a time. */
  async *newestFirst(before?: number): AsyncGenerator<Message> {
    // Numbers that change meanwhile would have it begin anew, or leave something out.
    const base = await this.#base();
    let end = before;
    while (true) {
      const { messages, more } = await this.#page({
        limit: limits.historyMessages,
        ...(end !== undefined && { before: end }),
      }, base);
      yield* messages.toReversed();
      if (!more) return;
      end = messages[0]!.seq;
    }
  }

  /** The message with a number, so that something can be said of it. */
  async reference(seq: number): Promise<Reference | undefined> {
    const base = await this.#base();
    const found = await this.#message(base + seq);
    return found && referenceTo(found, base);
  }

  /** The number of somebody's message that has this id; nothing while it is not in the log. */
  async placeOf(person: string, id: string): Promise<number | undefined> {
    const place = await this.#vault.get<number>(this.#keys.of("id", `${person} ${id}`));
    return place === undefined ? undefined : place - await this.#base();
  }

  /** One message. */
  async find(seq: number): Promise<Message | undefined> {
    const base = await this.#base();
    const found = await this.#message(base + seq);
    return found && shown(found, base);
  }

  /**
   * What the page hears of an entry; where nothing of it can be shown, that something was removed which
   * it never had: so no number is missing.
   */
  async eventAt({ seq, at, from }: Place): Promise<RoomEvent> {
    const nothing: RoomEvent = { type: "deleted", seq, at, from, target: seq };
    const base = await this.#base();
    const entry = await this.#vault.get<Entry>(this.#keys.of("log", base + seq));
    switch (entry?.type) {
      case "message":
        return await this.find(seq) ?? nothing;
      case "edited": {
        const target = await this.#message(entry.target);
        return { ...counted(entry, base), type: "edited", text: target?.text ?? "" };
      }
      case "deleted":
        return { ...counted(entry, base), type: "deleted" };
      case "reacted":
        return counted(entry, base);
      default:
        return nothing;
    }
  }

  /** Behind which place the numbers count. */
  async #base(): Promise<number> {
    const base = baseOf(await this.#logs(), this.#epoch);
    if (base !== undefined) return base;
    throw new RangeError(`Cannot count as log ${this.#epoch} does: it is not known`);
  }

  async #page({ before, after, limit }: MessageQuery, base: number): Promise<MessagePage> {
    const isBackward = after === undefined;
    const found = await this.#vault.list<KeptMessage>(this.#keys.all("message"), {
      ...(before !== undefined && { before: base + before }),
      ...(after !== undefined && { after: base + after }),
      limit: limit + 1,
      isBackward,
    });
    // Of a page that ends with number 1 one would think that there is nothing before.
    const isCutThere = isBackward && found[limit - 1]?.value.seq === base + 1;
    const messages = found.slice(0, isCutThere ? limit + 1 : limit)
      .map(({ value }) => shown(value, base));
    if (isBackward) messages.reverse();
    return { messages, more: found.length > limit };
  }

  async #contentOf(
    entry: Entry,
    message: KeptMessage,
    base: number,
  ): Promise<Content | undefined> {
    const { text = "", replyTo, files } = message;
    const target = referenceTo(message, base);
    if (target === undefined) return undefined;
    switch (entry.type) {
      case "message": {
        const original = replyTo === undefined ? undefined : await this.#message(replyTo);
        const answered = original && referenceTo(original, base);
        return {
          kind: "say",
          id: target.id,
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

  #message(place: number): Promise<KeptMessage | undefined> {
    return this.#vault.get<KeptMessage>(this.#keys.of("message", place));
  }

  async #logs(): Promise<KnownLogs> {
    return await this.#vault.get<KnownLogs>(this.#keys.logs) ?? [];
  }
}
