import { fold, tombstone } from "../wire/fold.ts";
import type { Attachment, Edited, Message, RoomEvent } from "../wire/messages.ts";
import type { AttachmentRow } from "./attachments.ts";
import { choose } from "./attachments.ts";
import { bodyOf, booleans, eventOfRow, type EventRow } from "./postgres_events.ts";
import { attachFiles, dropFilesOf, findLoose } from "./postgres_files.ts";
import type { PostgresSql } from "./postgres_connections.ts";
import type { RoomRow } from "./postgres_rooms.ts";
import { indexed } from "./postgres_search.ts";
import { eventOf, refKey, refusal, targetOf, unattachable, wishesOf } from "./rules.ts";
import type { Draft, Outcome } from "./store.ts";

/**
 * A batch of drafts of any kind, in a transaction that has locked their room: what they are about is
 * read at once, they are placed one after the other, and what became of them is written at once.
 */
export class PostgresBatch {
  readonly #sql: PostgresSql;
  readonly #room: RoomRow;
  #seq: number;
  #at: number;
  /** Sender and ref to the event that they stand for, as the log has it. */
  readonly #byRef = new Map<string, RoomEvent>();
  /** Messages that drafts are about, and those of the batch, as they are now. */
  readonly #messages = new Map<number, Message>();
  /** What was edited of the messages that are to be deleted, before this batch. */
  #edits: Edited[] = [];
  /** Files that no message has. */
  #loose = new Map<string, AttachmentRow>();
  readonly #events: RoomEvent[] = [];
  /** Files that messages of this batch have. */
  readonly #attached = new Map<number, readonly Attachment[]>();
  /** Numbers of messages that something happened to. */
  readonly #changed = new Set<number>();

  /** @param room Locked. */
  constructor(sql: PostgresSql, room: RoomRow) {
    this.#sql = sql;
    this.#room = room;
    this.#seq = room.seq;
    this.#at = room.at;
  }

  /** Puts drafts into the log, or says why not; one outcome for each, in their order. */
  async append(drafts: readonly Draft[]): Promise<Outcome[]> {
    await this.#load(drafts);
    const outcomes = drafts.map((draft) => this.#place(draft));
    if (this.#events.length > 0) await this.#save();
    return outcomes;
  }

  async #load(drafts: readonly Draft[]): Promise<void> {
    const [sql, room] = [this.#sql, this.#room.id];
    const named = drafts.filter(({ ref }) => ref !== undefined);
    const targets = drafts.flatMap((draft) => targetOf(draft) ?? []);
    const deleted = drafts.flatMap((draft) => draft.type === "deleted" ? draft.target : []);
    const wished = drafts.flatMap((draft) => wishesOf(draft)?.map(({ id }) => id) ?? []);
    const [known, messages, edits, loose] = await Promise.all([
      sql<EventRow[]>`
        select seq, at, body from events where room = ${room} and (sender, ref) in (
          select * from unnest(${named.map(({ from }) => from.id)}::text[],
            ${named.map(({ ref }) => ref!)}::text[]))`,
      sql<EventRow[]>`
        select seq, at, coalesce(folded, body) as body from events
        where room = ${room} and seq = any(${targets}::bigint[]) and target is null`,
      sql<EventRow[]>`
        select seq, at, body from events
        where room = ${room} and target = any(${deleted}::bigint[])
          and body like '%"type":"edited"%'`,
      findLoose(sql, room, wished),
    ]);
    for (const event of known.map(eventOfRow)) this.#byRef.set(refKey(event)!, event);
    for (const message of messages.map(eventOfRow)) {
      this.#messages.set(message.seq, message as Message);
    }
    this.#edits = edits.map(eventOfRow).filter((event) => event.type === "edited");
    this.#loose = loose;
  }

  #place(draft: Draft): Outcome {
    const key = refKey(draft);
    const earlier = key === undefined ? undefined : this.#byRef.get(key);
    if (earlier) return { event: this.#asLogged(earlier), isNew: false };
    const target = this.#messages.get(targetOf(draft) ?? 0);
    const refused = refusal(draft, target);
    if (refused) return refused;
    const wishes = wishesOf(draft);
    const files = wishes && choose(wishes, (id) => this.#loose.get(id));
    if (wishes && !files) return unattachable;
    const event = eventOf(draft, ++this.#seq, this.#at, files);
    this.#at = event.at;
    this.#events.push(event);
    if (key !== undefined) this.#byRef.set(key, event);
    if (files) this.#attach(event.seq, files);
    if (event.type === "message") this.#messages.set(event.seq, event);
    else {
      this.#messages.set(event.target, fold(target!, event));
      this.#changed.add(event.target);
    }
    return { event, isNew: true };
  }

  #attach(seq: number, files: readonly Attachment[]): void {
    this.#attached.set(seq, files);
    for (const { id, thumbnail } of files) {
      this.#loose.delete(id);
      if (typeof thumbnail === "string") this.#loose.delete(thumbnail);
    }
  }

  /** An event without the text that was taken out of it since. */
  #asLogged(event: RoomEvent): RoomEvent {
    if (event.type === "message") return this.#isDeleted(event.seq) ? tombstone(event) : event;
    return event.type === "edited" && this.#isDeleted(event.target)
      ? { ...event, text: "" }
      : event;
  }

  #isDeleted(seq: number): boolean {
    return this.#messages.get(seq)?.deleted === true;
  }

  async #save(): Promise<void> {
    const [sql, room] = [this.#sql, this.#room.id];
    await Promise.all([
      this.#insert(),
      sql`update rooms set seq = ${this.#seq}, at = ${this.#at} where id = ${room}`,
      this.#changeEarlier(),
      this.#index(),
      ...Array.from(this.#attached, ([seq, files]) => attachFiles(sql, seq, files)),
    ]);
    const deleted = [...this.#changed].filter((seq) => this.#isDeleted(seq));
    if (deleted.length > 0) await dropFilesOf(sql, room, deleted);
  }

  #insert(): Promise<unknown> {
    const rows = this.#events.map((event) => this.#asLogged(event));
    const folded = rows.map((event) => {
      const { seq } = event;
      const isFolded = event.type === "message" && this.#changed.has(seq) && !event.deleted;
      return isFolded ? bodyOf(this.#messages.get(seq)!) : null;
    });
    const sql = this.#sql;
    return sql`
      insert into events (room, seq, at, sender, ref, target, deleted, quiet, body, folded)
      select ${this.#room.id}::bigint, d.* from unnest(
        ${rows.map(({ seq }) => seq)}::bigint[],
        ${rows.map(({ at }) => at)}::bigint[],
        ${rows.map(({ from }) => from.id)}::text[],
        ${rows.map(({ ref = null }) => ref)}::text[],
        ${rows.map((event) => event.type === "message" ? null : event.target)}::bigint[],
        ${booleans(sql, rows.map((event) => event.type === "message" && event.deleted === true))},
        ${booleans(sql, rows.map((event) => event.type === "message" && event.quiet === true))},
        ${rows.map(bodyOf)}::text[],
        ${folded}::text[]) as d`;
  }

  /** Writes what happened to messages from before this batch. */
  async #changeEarlier(): Promise<void> {
    const changed = [...this.#changed].filter((seq) => seq <= this.#room.seq)
      .map((seq) => this.#messages.get(seq)!);
    if (changed.length === 0) return;
    const emptied = this.#edits.filter(({ target }) => this.#isDeleted(target))
      .map((event) => ({ ...event, text: "" }));
    // A tombstone is all that stays, in the log as well.
    const rows = [...changed.filter(({ deleted }) => deleted), ...emptied];
    const room = this.#room.id;
    await Promise.all([
      this.#sql`
        update events set folded = d.folded
        from unnest(${changed.map(({ seq }) => seq)}::bigint[],
          ${changed.map((message) => message.deleted ? null : bodyOf(message))}::text[]
        ) as d (seq, folded)
        where room = ${room} and events.seq = d.seq`,
      rows.length > 0 && this.#sql`
        update events set body = d.body, deleted = events.target is null
        from unnest(${rows.map(({ seq }) => seq)}::bigint[], ${rows.map(bodyOf)}::text[]
        ) as d (seq, body)
        where room = ${room} and events.seq = d.seq`,
    ]);
  }

  /** Brings the index to what messages say now. */
  async #index(): Promise<void> {
    const texts = new Set([
      ...this.#events.flatMap((event) => event.type === "message" ? event.seq : []),
      ...this.#events.flatMap((event) =>
        event.type === "edited" || event.type === "deleted" ? event.target : []
      ),
    ]);
    const rows = Array.from(texts, (seq) => [seq, indexed(this.#messages.get(seq)!)] as const);
    const gone = rows.filter(([, words]) => words === "").map(([seq]) => seq);
    const there = rows.filter(([, words]) => words !== "");
    const { id } = this.#room;
    await Promise.all([
      gone.length > 0 && this.#sql`
        delete from search where room = ${id} and seq = any(${gone}::bigint[])`,
      there.length > 0 && this.#sql`
        insert into search (room, seq, words)
        select ${id}::bigint, d.seq, replace(d.words, '#', ${`${id}:`})::tsvector
        from unnest(${there.map(([seq]) => seq)}::bigint[],
          ${there.map(([, words]) => words)}::text[]) as d (seq, words)
        on conflict (room, seq) do update set words = excluded.words`,
    ]);
  }
}
