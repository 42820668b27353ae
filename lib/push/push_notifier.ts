import type { Notifier } from "../chat/notifier.ts";
import type { Clock } from "../clock.ts";
import { turn } from "../turn.ts";
import { ChatError } from "../errors.ts";
import type { Log } from "../log.ts";
import type { Listener } from "../store/subscriptions.ts";
import { isMentioned } from "../wire/mentions.ts";
import type { Message, Person, ReadMark, RoomEvent } from "../wire/messages.ts";
import type { Listeners } from "./listeners.ts";
import { payloadOf } from "./payload.ts";
import type { Push } from "./sender.ts";

/** What a {@linkcode PushNotifier} is made of. */
export interface PushNotifierOptions {
  listeners: Listeners;
  /** Takes what is to be sent. */
  sender: { send(push: Push): void };
  /** What stands for a room in a push. */
  topicOf: (room: string) => string;
  /** Rejects with a `ChatError` where `person` may not enter the room `room`. */
  checkEntry: (room: string, person: Person) => Promise<void>;
  clock: Clock;
  log: Log;
}

/** A message, and the part of its text in which somebody can be mentioned, if there is one. */
interface News {
  readonly message: Message;
  readonly mentions: string | undefined;
}

/** What was published of a room. */
interface Batch {
  readonly room: string;
  readonly messages: readonly Message[];
  readonly isHere: (id: string) => boolean;
}

/** What one person is to be told. */
interface Notice {
  readonly person: Person;
  readonly message: Message;
  readonly isMention: boolean;
}

/** Batches that wait; beyond, the oldest are dropped. */
const maxBatches = 128;
/** People who are looked at in one turn of the event loop, times the texts that may mention them. */
const looksAtOnce = 500;
/** A text mentions nobody behind so many of its signs. */
const maxSigns = 32;
/** A person hears of one room once in this time, unless by name. */
const calmMs = 5_000;

/**
 * Finds out whom to tell of what a room publishes, and has it sent to their browsers.
 *
 * One batch is at most one push to each browser: the newest message that mentions its person, else,
 * for those who want to hear all, the newest. Whoever wrote it, is in the room, or may not enter it
 * any more is not told. All of it is done behind the room's back, in small steps; a room that nobody
 * listens to costs a look into two maps a batch.
 */
export class PushNotifier implements Notifier {
  readonly #options: PushNotifierOptions;
  #batches: Batch[] = [];
  #working: Promise<void> | undefined;
  /** When people heard of a room last, the latest at the end. */
  readonly #toldAtMs = new Map<string, number>();
  #isBehind = false;
  #isClosed = false;

  constructor(options: PushNotifierOptions) {
    this.#options = options;
  }

  published(room: string, events: readonly RoomEvent[], isHere: (id: string) => boolean): void {
    if (this.#isClosed || !this.#options.listeners.mayBe(room)) return;
    const messages = events.filter((event) => event.type === "message")
      .filter(({ quiet }) => !quiet);
    if (messages.length === 0) return;
    this.#batches.push({ room, messages, isHere });
    if (this.#batches.length > maxBatches) this.#dropOldest();
    this.#working ??= this.#work();
  }

  read(room: string, marks: readonly ReadMark[]): void {
    this.#options.listeners.haveRead(room, marks.map(({ id }) => id));
  }

  moved(): void {
    this.#options.listeners.refresh();
  }

  /** Tells nobody more; resolves when nothing is under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#batches = [];
    await this.#working;
  }

  #dropOldest(): void {
    this.#batches.shift();
    if (!this.#isBehind) this.#options.log.warn("pushes were dropped: too much is said");
    this.#isBehind = true;
  }

  async #work(): Promise<void> {
    // The room goes on first.
    await turn();
    for (let batch = this.#batches.shift(); batch; batch = this.#batches.shift()) {
      try {
        await this.#tell(batch);
      } catch (error) {
        // Of its own trouble, the store has told.
        const isTold = error instanceof ChatError && error.code === "unavailable";
        if (!isTold) this.#options.log.error("pushes were dropped", { room: batch.room, error });
      }
    }
    this.#isBehind = false;
    this.#working = undefined;
  }

  async #tell({ room, messages, isHere }: Batch): Promise<void> {
    const news = messages.map(newsOf).reverse();
    const mentioning = news.filter(({ mentions }) => mentions !== undefined);
    const step = Math.ceil(looksAtOnce / (mentioning.length + 1));
    const listeners = await this.#options.listeners.of(room);
    for (let start = 0; start < listeners.length && !this.#isClosed; start += step) {
      const notices = listeners.slice(start, start + step)
        .filter(({ person }) => !isHere(person.id))
        .flatMap((listener) => noticeFor(listener, news, mentioning) ?? [])
        .filter((notice) => this.#isTime(room, notice));
      if (notices.length > 0) await this.#send(room, notices);
      await turn();
    }
  }

  async #send(room: string, notices: readonly Notice[]): Promise<void> {
    const { listeners, sender, topicOf } = this.#options;
    const entitled = new Map<string, Notice>();
    for (const notice of notices) {
      if (this.#isClosed) return;
      if (await this.#mayEnter(room, notice.person)) entitled.set(notice.person.id, notice);
    }
    const topic = topicOf(room);
    const payloads = new Map<Message, Uint8Array[]>();
    for (const { person, ...subscription } of await listeners.find([...entitled.keys()])) {
      const { message, isMention } = entitled.get(person)!;
      const made = payloads.get(message) ?? [];
      payloads.set(message, made);
      const payload = made[Number(isMention)] ??= payloadOf(room, message, isMention);
      sender.send({ subscription, payload, topic, isUrgent: isMention });
    }
  }

  async #mayEnter(room: string, person: Person): Promise<boolean> {
    try {
      await this.#options.checkEntry(room, person);
      return true;
    } catch (error) {
      if (error instanceof ChatError && error.code !== "unavailable") return false;
      throw error;
    }
  }

  /** Whether it is time to tell somebody of this room again; notes it. */
  #isTime(room: string, { person, isMention }: Notice): boolean {
    const nowMs = this.#options.clock.now();
    for (const [key, atMs] of this.#toldAtMs) {
      if (Math.abs(nowMs - atMs) < calmMs) break;
      this.#toldAtMs.delete(key);
    }
    // Neither holds a line end.
    const key = `${room}\n${person.id}`;
    if (!isMention && this.#toldAtMs.has(key)) return false;
    this.#toldAtMs.delete(key);
    this.#toldAtMs.set(key, nowMs);
    return true;
  }
}

/**
 * What a listener is to be told, if anything.
 *
 * @param news The newest first.
 * @param mentioning Those of them that may mention somebody.
 */
function noticeFor(
  { person, level }: Listener,
  news: readonly News[],
  mentioning: readonly News[],
): Notice | undefined {
  const isOthers = ({ message }: News) => message.from.id !== person.id;
  const mention = mentioning.find((one) =>
    isOthers(one) && isMentioned(one.mentions!, person.name)
  );
  if (mention) return { person, message: mention.message, isMention: true };
  const newest = level === "all" ? news.find(isOthers) : undefined;
  return newest && { person, message: newest.message, isMention: false };
}

/**
 * Some text is all signs, and there may be thousands of people to look for behind each: such a text
 * mentions only those who come first.
 */
function newsOf(message: Message): News {
  const { text = "" } = message;
  let at = text.indexOf("@");
  if (at < 0) return { message, mentions: undefined };
  for (let signs = 1; signs <= maxSigns && at >= 0; signs++) at = text.indexOf("@", at + 1);
  return { message, mentions: at < 0 ? text : text.slice(0, at) };
}
