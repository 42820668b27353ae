import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Clock } from "../../lib/clock.ts";
import { limits } from "../../lib/wire/limits.ts";
import { Refusal } from "../platform/refusal.ts";
import type { ArchivedBox, KeyServer } from "./key_server.ts";
import type { ArchivedMessage, EntryPlace } from "./archive_entry.ts";
import { numberOf, openEntry, sealEntry } from "./archive_entry.ts";
import { batches } from "./batches.ts";
import { readHeader, readKey } from "./archive_header.ts";
import type { ArchiveState, Progress } from "./seal_account.ts";
import type { Vault, VaultChange } from "./vault.ts";

/** Whoever knows the messages of this browser. */
export interface SealedHistory {
  /** All direct rooms of the person. */
  rooms(): Promise<readonly string[]>;
  /** What is known of a room, the oldest first. */
  known(room: string): AsyncIterable<ArchivedMessage>;
  /** Takes all that an archive holds of a room, in any order; it may come again. */
  restore(room: string, messages: readonly ArchivedMessage[]): Promise<void>;
}

/** The key of an archive, as devices hand it on; JSON. */
export interface ArchiveKey {
  /** Of the archive that it opens. */
  readonly id: string;
  /** AES-256-GCM, Base64. */
  readonly key: string;
}

/** What {@linkcode Archive} needs. */
export interface ArchiveParts {
  readonly vault: Vault;
  readonly server: KeyServer;
  readonly clock: Clock;
  readonly history: SealedHistory;
}

interface Kept extends ArchiveKey {
  /** Whether all that was known when it began is in it. */
  readonly hasAll: boolean;
  /** Whether all that was in it when the key came is known here. */
  readonly isRestored: boolean;
}

const keptKey = ["archive"] as const;
/**
 * What waits to be added, and what to be gone: two records, so that what has just been sent can be
 * forgotten whatever has become of it meanwhile. Then come the room, the log and the place.
 */
const waiting = { added: "unarchived", gone: "archived_gone" } as const;
/** Rooms of which all is to be sent once more; then come the room, and the log that began. */
const again = "archive_again";
const topic = "archive";
/** Signs of JSON in one request: it may have 64 KiB. */
const maxSigns = 64_000;
const pageEntries = 200;
const retryMs = 30_000;

/** What was said, kept on the server for devices to come, under a key that it does not have. */
export class Archive {
  readonly state: ReadonlySignal<ArchiveState>;
  readonly #state = signal<ArchiveState>({ kind: "unknown" });
  readonly #parts: ArchiveParts;
  readonly #stopListening: () => void;
  #kept: Kept | undefined;
  #cancelRetry = () => {};
  #isClosed = false;

  /** Knows nothing before {@linkcode load} and {@linkcode open}. */
  constructor(parts: ArchiveParts) {
    this.#parts = parts;
    this.state = this.#state;
    this.#stopListening = parts.vault.listen(topic, () => {
      void this.#look().catch(() => {
        // It is looked at again when something is archived.
      });
    });
  }

  /** The key, where this browser has it and the server still has the archive. */
  get key(): ArchiveKey | undefined {
    if (this.#state.value.kind === "off" || this.#kept === undefined) return undefined;
    const { id, key } = this.#kept;
    return { id, key };
  }

  /** Reads the key, so that what comes from now on is archived, without asking the server. */
  async load(): Promise<void> {
    this.#kept = await this.#find();
  }

  /**
   * Finds out how things are, and goes on with what was begun.
   *
   * @throws {Refusal} what the server says.
   */
  async open(): Promise<void> {
    await this.#look();
    if (this.#state.value.kind !== "on") return;
    await this.#run(async () => {
      // First: what is read back is in it already.
      if (!this.#kept?.hasAll) await this.#addAll();
      if (!this.#kept?.isRestored) await this.#restore();
      await this.#flush({ triesFull: true });
    });
  }

  /**
   * Begins a new one in place of any that is there; `header` wraps its key. What is known goes into it,
   * now or when the server can be reached.
   */
  async start(key: ArchiveKey, header: string, progressed: Progress): Promise<void> {
    const { server, vault } = this.#parts;
    // What another tab sends meanwhile would be sealed for the one before.
    await vault.exclusively(topic, async () => {
      await server.removeArchive();
      await this.#forgetWaiting();
      await server.putArchive(header);
      await this.#keep({ ...key, hasAll: false, isRestored: true });
      this.#state.value = { kind: "on", entries: 0 };
    });
    await this.#run(() => this.#addAll(progressed));
  }

  /**
   * Takes the key from another device, or from the phrase. All is read back then, also where it has
   * been before: a browser that was no device for a while has missed what was said.
   */
  async take(key: ArchiveKey): Promise<void> {
    const before = await this.#find();
    // What only this browser knows is not in one that others began.
    const hasAll = before?.id === key.id && before.hasAll;
    await this.#keep({ ...key, hasAll, isRestored: false });
  }

  /**
   * Reads all of it back; see {@linkcode open}, which does so too.
   *
   * @returns How many entries could not be read; nothing when it did not come to its end.
   */
  async restore(progressed: Progress): Promise<number | undefined> {
    await this.#look();
    if (this.#state.value.kind !== "on") return undefined;
    let unreadable: number | undefined;
    await this.#run(async () => {
      if (!this.#kept?.hasAll) await this.#addAll();
      unreadable = await this.#restore(progressed);
    });
    return unreadable;
  }

  /** Ends it, here and on the server. */
  async stop(): Promise<void> {
    await this.#parts.server.removeArchive();
    await this.forget();
    this.#state.value = { kind: "off", isThere: false };
  }

  /** Forgets the key here. */
  async forget(): Promise<void> {
    this.#kept = undefined;
    await this.#parts.vault.write([{ key: keptKey }]);
    await this.#forgetWaiting();
    this.#parts.vault.tell(topic);
    const { kind } = this.#state.value;
    if (kind !== "unknown" && kind !== "off") this.#state.value = { kind: "off", isThere: true };
  }

  /**
   * What is to be written for these to be archived, in one with what makes them known; nothing where
   * there is no archive. {@linkcode flush} sends it.
   */
  changes(room: string, messages: readonly ArchivedMessage[]): VaultChange[] {
    if (this.key === undefined) return [];
    return messages.flatMap(({ epoch, seq, content }): VaultChange[] => {
      const added = [waiting.added, room, epoch, seq];
      if (content !== "") return [{ key: added, value: content }];
      return [{ key: added }, { key: [waiting.gone, room, epoch, seq], value: true }];
    });
  }

  /**
   * What is to be written where a room's log is another one by now, named `epoch`: a server that was set
   * back may have lost entries of the archive too. {@linkcode flush} sends all that is known of the room.
   */
  again(room: string, epoch: string): VaultChange[] {
    return this.key === undefined ? [] : [{ key: [again, room, epoch], value: true }];
  }

  /** Sends what waits, now or when the server can be reached. It never rejects. */
  async flush(): Promise<void> {
    if (this.key !== undefined) await this.#run(() => this.#flush());
  }

  /**
   * What it holds of a room, log by log. What somebody else has put there is left out.
   *
   * @param came Told how many entries have come, and how many of them could not be read.
   * @throws {Refusal} what the server says.
   */
  async read(
    room: string,
    came: (count: number, unreadable: number) => void = () => {},
  ): Promise<ArchivedMessage[]> {
    const all: ArchivedMessage[] = [];
    for await (const { messages, boxes, unreadable } of this.#pages(room)) {
      all.push(...messages);
      came(boxes, unreadable);
    }
    return all.sort((a, b) => a.epoch < b.epoch ? -1 : a.epoch > b.epoch ? 1 : a.seq - b.seq);
  }

  /** Ends every timer. */
  close(): void {
    this.#isClosed = true;
    this.#cancelRetry();
    this.#stopListening();
  }

  async #look(): Promise<void> {
    this.#kept = await this.#find();
    const { header, entries } = await this.#parts.server.findArchive();
    const id = header === undefined ? undefined : readHeader(header)?.id;
    const isOn = id !== undefined && id === this.#kept?.id;
    if (this.#state.value.kind === "restoring" && isOn) return;
    this.#state.value = isOn
      ? { kind: "on", entries, ...(this.#isFull && { isFull: true }) }
      : { kind: "off", isThere: header !== undefined };
  }

  /** Runs a task alone in all tabs; where the server is away, everything is tried again later. */
  async #run(task: () => Promise<void>): Promise<void> {
    try {
      await this.#parts.vault.exclusively(topic, async () => {
        if (this.#isClosed) return;
        // Another tab may have begun another one.
        this.#kept = await this.#find();
        await task();
      });
    } catch {
      this.#cancelRetry();
      if (this.#isClosed) return;
      this.#cancelRetry = this.#parts.clock.schedule(retryMs, () => {
        void this.open().catch(() => this.#run(() => this.#flush()));
      });
    }
  }

  async #restore(progressed: Progress = () => {}): Promise<number | undefined> {
    const { server, history } = this.#parts;
    const kept = this.#kept!;
    const { entries } = await server.findArchive();
    let [count, failures] = [0, 0];
    const tell = () => {
      const share = Math.min(1, count / Math.max(1, entries));
      this.#state.value = { kind: "restoring", share };
      progressed(share);
    };
    try {
      tell();
      for (const room of await history.rooms()) {
        const messages = await this.read(room, (boxes, unreadable) => {
          count += boxes;
          failures += unreadable;
          tell();
        });
        if (this.#isClosed) return undefined;
        await history.restore(room, messages);
      }
      await this.#keep({ ...kept, isRestored: true });
      progressed(1);
      return failures;
    } finally {
      this.#state.value = { kind: "on", entries };
    }
  }

  async #addAll(progressed: Progress = () => {}): Promise<void> {
    const rooms = await this.#parts.history.rooms();
    for (const [index, room] of rooms.entries()) {
      progressed(index / rooms.length);
      await this.#addRoom(room);
    }
    if (this.#kept) await this.#keep({ ...this.#kept, hasAll: true });
    progressed(1);
  }

  async #addRoom(room: string): Promise<void> {
    let some: ArchivedMessage[] = [];
    for await (const message of this.#parts.history.known(room)) {
      if (some.push(message) < pageEntries) continue;
      await this.#addSome(room, some);
      some = [];
    }
    await this.#addSome(room, some);
  }

  /** What a full archive does not take waits. */
  async #addSome(room: string, some: readonly ArchivedMessage[]): Promise<void> {
    const isTaken = !this.#isFull && await this.#send(room, some);
    if (!isTaken) await this.#parts.vault.write(this.changes(room, some));
  }

  /** @param options Whether to try if an archive that was full has room by now. */
  async #flush({ triesFull = false } = {}): Promise<void> {
    const { vault } = this.#parts;
    for (const { key } of await vault.list([again])) {
      await this.#addRoom(String(key[1]));
      await vault.write([{ key }]);
    }
    // What is to be gone goes first: that a full archive takes too, and then it may have room.
    const hasMadeRoom = await this.#flushAll(waiting.gone);
    if (!this.#isFull || triesFull || hasMadeRoom) await this.#flushAll(waiting.added);
  }

  /** Sends all that waits, unless there is no room for it; tells whether something was sent. */
  async #flushAll(prefix: string): Promise<boolean> {
    const { vault } = this.#parts;
    for (let hasSent = false;; hasSent = true) {
      const records = await vault.list<string | true>([prefix], { limit: pageEntries });
      if (records.length === 0 || this.key === undefined || this.#isClosed) return hasSent;
      const room = String(records[0]!.key[1]);
      const some = records.filter(({ key }) => key[1] === room);
      const messages = some.map(({ key: [, , epoch, seq], value }) => ({
        epoch: String(epoch),
        seq: Number(seq),
        content: value === true ? "" : value,
      }));
      if (!await this.#send(room, messages)) return hasSent;
      await vault.write(some.map(({ key }) => ({ key })));
    }
  }

  /**
   * Sends entries of one room. What the server will never take is let go.
   *
   * @returns `false` when they have to wait: it is full.
   */
  async #send(room: string, messages: readonly ArchivedMessage[]): Promise<boolean> {
    const boxes: ArchivedBox[] = [];
    // Another tab may begin another one meanwhile: what is sealed for this one is for no other.
    const kept = this.#kept;
    const key = readKey(kept?.key);
    if (kept === undefined || key === undefined) return false;
    for (const message of messages) {
      const number = await numberOf(message);
      const box = message.content === "" ? "" : await sealEntry(key, { room, number }, message);
      if (box.length <= limits.boxChars) boxes.push({ number, box });
    }
    for (const batch of batches(boxes, ({ box }) => box.length + 40, maxSigns)) {
      if (this.#isClosed) return false;
      try {
        await this.#parts.server.addEntries(kept.id, room, batch);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (error.code === "quota") {
          this.#setFull(true);
          return false;
        }
        // Somebody has ended it or begun another one, or the room is gone.
        if (["not_found", "conflict", "forbidden"].includes(error.code)) {
          await this.#look();
          return true;
        }
        if (error.code !== "bad_request" && error.code !== "too_large") throw error;
      }
      const now = this.#state.value;
      if (now.kind === "on") {
        this.#state.value = { ...now, entries: now.entries + batch.length };
      }
    }
    if (boxes.some(({ box }) => box !== "")) this.#setFull(false);
    return true;
  }

  get #isFull(): boolean {
    const state = this.#state.value;
    return state.kind === "on" && state.isFull === true;
  }

  #setFull(isFull: boolean): void {
    const state = this.#state.value;
    if (state.kind !== "on" || isFull === this.#isFull) return;
    const { isFull: _, ...rest } = state;
    this.#state.value = { ...rest, ...(isFull && { isFull }) };
  }

  /** Pages of what is in it; a server that does not come to an end is left. */
  async *#pages(
    room: string,
  ): AsyncGenerator<
    { messages: ArchivedMessage[]; boxes: number; unreadable: number },
    void,
    void
  > {
    for (let from = 0;;) {
      const { entries, more } = await this.#parts.server.readEntries(room, from, pageEntries);
      const messages: ArchivedMessage[] = [];
      let unreadable = 0;
      for (const { number, box } of entries) {
        const message = number > from ? await this.#open({ room, number }, box) : undefined;
        if (message !== undefined) messages.push(message);
        else if (box !== "") unreadable++;
      }
      yield { messages, boxes: entries.length, unreadable };
      const last = Math.max(from, ...entries.map(({ number }) => number));
      if (!more || last === from) return;
      from = last;
    }
  }

  async #open(place: EntryPlace, box: string): Promise<ArchivedMessage | undefined> {
    const key = readKey(this.#kept?.key);
    return key && await openEntry(key, place, box);
  }

  #find(): Promise<Kept | undefined> {
    return this.#parts.vault.get<Kept>(keptKey);
  }

  async #keep(kept: Kept): Promise<void> {
    if (this.#isClosed) return;
    this.#kept = kept;
    await this.#parts.vault.write([{ key: keptKey, value: kept }]);
    this.#parts.vault.tell(topic);
  }

  async #forgetWaiting(): Promise<void> {
    const { vault } = this.#parts;
    const areas = [waiting.added, waiting.gone, again];
    const all = (await Promise.all(areas.map((area) => vault.list([area])))).flat();
    await vault.write(all.map(({ key }) => ({ key })));
  }
}
