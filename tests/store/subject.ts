/** What the contract suites of stores speak of: people, drafts, and a store with a room. */
import type { Content, Quotas, StoredFile, Upload } from "../../lib/store/files.ts";
import type { Draft, Outcome, PageQuery, Store } from "../../lib/store/store.ts";
import { fold } from "../../lib/wire/fold.ts";
import type { Message, Person, RoomEvent } from "../../lib/wire/messages.ts";
import { roomDraft } from "../support/room_draft.ts";

export const ada: Person = { id: "ada", name: "Ada", kind: "guest" };
export const bob: Person = { id: "bob", name: "Bob", kind: "user" };
export const cem: Person = { id: "cem", name: "Cem", kind: "bot" };

/** A message of Ada's. */
export function said(
  text: string,
  fields: Partial<Extract<Draft, { type: "message" }>> = {},
): Draft {
  return { type: "message", at: 1_000, from: ada, text, ...fields };
}

/** An edit by Ada. */
export function edit(target: number, text: string, fields: Partial<Draft> = {}): Draft {
  return { at: 2_000, from: ada, ...fields, type: "edited", target, text };
}

/** A deletion by Ada. */
export function deletion(target: number, others = false, fields: Partial<Draft> = {}): Draft {
  return { at: 3_000, from: ada, ...fields, type: "deleted", target, others };
}

/** A reaction. */
export function reaction(target: number, emoji: string, from = ada, on = true): Draft {
  return { type: "reacted", at: 4_000, from, target, emoji, on };
}

const boundless = { bytes: Number.MAX_SAFE_INTEGER, files: Number.MAX_SAFE_INTEGER };
/** Quotas that nothing exceeds. */
export const noQuotas = { room: boundless, person: boundless };

/** Bounds of bytes alone. */
export function bytesOnly(room: number, person: number): Quotas {
  const { files } = boundless;
  return { room: { bytes: room, files }, person: { bytes: person, files } };
}

/** A file that was uploaded to a room, by Ada unless `fields` says otherwise. */
export async function uploaded(
  { files }: Store,
  room: string,
  fields: Partial<Upload & Content> = {},
): Promise<StoredFile> {
  const { id = crypto.randomUUID(), by = "ada", name = "tea.png", size = 3, at = 500 } = fields;
  const { hash = `hash of ${id}`, type = "image/png", width, height, thumbnail } = fields;
  const refusal = await files.begin({ id, room, by, name, size, at, thumbnail }, noQuotas);
  if (refusal) throw new Error(`Cannot upload "${name}": ${refusal}`);
  return (await files.finishUpload(id, { hash, size, type, width, height }, at))!;
}

/** A made room of its own in a store that closes itself. */
export class Subject implements AsyncDisposable {
  constructor(readonly store: Store, readonly room: string) {}

  append(...drafts: readonly Draft[]): Promise<Outcome[]> {
    return this.store.append(this.room, drafts);
  }

  events(after = 0, upTo = Number.MAX_SAFE_INTEGER): Promise<RoomEvent[] | undefined> {
    return this.store.readEvents(this.room, after, upTo);
  }

  async messages(query: Partial<PageQuery> = {}): Promise<readonly Message[]> {
    return (await this.store.readMessages(this.room, { limit: 200, ...query })).messages;
  }

  /** The one message with the number `seq`, as it is now. */
  async message(seq: number): Promise<Message | undefined> {
    return (await this.messages({ after: seq - 1, limit: 1 }))[0];
  }

  /** The texts of a page, and whether there are more. */
  async page(query: PageQuery): Promise<[texts: (string | undefined)[], more: boolean]> {
    const { messages, more } = await this.store.readMessages(this.room, query);
    return [messages.map(({ text }) => text), more];
  }

  async newest(): Promise<number | undefined> {
    return (await this.store.findRoom(this.room))?.seq;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.close();
  }
}

/** Each outcome's number, or the word of its refusal. */
export function results(outcomes: readonly Outcome[]): (number | string)[] {
  return outcomes.map((outcome) => "refused" in outcome ? outcome.refused : outcome.event.seq);
}

/** Whether each outcome is a new event. */
export function news(outcomes: readonly Outcome[]): boolean[] {
  return outcomes.map((outcome) => "event" in outcome && outcome.isNew);
}

/** A name that no room has. */
export function freshName(): string {
  return `room-${crypto.randomUUID()}`;
}

/**
 * Registers tests with a {@linkcode Subject} each, whose room was made by joining; `name` stands before
 * each sentence.
 */
export function tester(
  name: string,
  open: () => Promise<Store>,
): (sentence: string, run: (subject: Subject) => Promise<void>) => void {
  return function test(sentence, run) {
    Deno.test(`${name}: ${sentence}`, async () => {
      await using subject = new Subject(await open(), freshName());
      await subject.store.createRoom({ ...roomDraft(subject.room), isFleeting: true });
      await run(subject);
    });
  };
}

/** What `events` make of the messages among them. */
export function foldAll(events: readonly RoomEvent[]): Message[] {
  const messages = new Map<number, Message>();
  for (const event of events) {
    if (event.type === "message") messages.set(event.seq, event);
    else messages.set(event.target, fold(messages.get(event.target)!, event));
  }
  return [...messages.values()];
}
