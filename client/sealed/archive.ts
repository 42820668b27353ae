import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { Clock } from "../../lib/clock.ts";
import { limits } from "../../lib/wire/limits.ts";
import { Refusal } from "../refusal.ts";
import { openBytes, sealBytes } from "./aes_gcm.ts";
import type { ArchivedBox, KeyServer } from "./key_server.ts";
import { readHeader, readKey } from "./archive_header.ts";
import type { ArchiveState, Progress } from "./seal_account.ts";
import type { Vault, VaultChange } from "./vault.ts";

/** A message as it was unsealed. */
export interface ArchivedMessage {
  /** Place in the room's log. */
  readonly seq: number;
  /** What it held; for the archive only words. Empty: what it holds of it is to be gone. */
  readonly content: string;
}

/** Whoever knows the messages of this browser. */
export interface SealedHistory {
  /** All direct rooms of the person. */
  rooms(): Promise<readonly string[]>;
  /** What is known of a room, oldest first. */
  known(room: string): AsyncIterable<ArchivedMessage>;
  /** Takes what an archive holds; it may come again. */
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
const waitingPrefix = "unarchived";
const topic = "archive";
/** Signs of JSON in one request: it may have 64 KiB. */
const maxSigns = 64_000;
const pageEntries = 200;
const step = 256;
const retryMs = 30_000;
const utf8 = new TextEncoder();

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
      if (!this.#kept?.isRestored) await this.#restore();
      if (!this.#kept?.hasAll) await this.#addAll();
      await this.#flush();
    });
  }

  /**
   * Begins a new one in place of any that is there; `header` wraps its key. What is known goes into it,
   * now or when the server can be reached.
   */
  async start(key: ArchiveKey, header: string, progressed: Progress): Promise<void> {
    const { server } = this.#parts;
    await server.removeArchive();
    await this.#forgetWaiting();
    await server.putArchive(header);
    await this.#keep({ ...key, hasAll: false, isRestored: true });
    this.#state.value = { kind: "on", entries: 0 };
    await this.#run(() => this.#addAll(progressed));
  }

  /** Takes the key from another device, or from the phrase. */
  async take(key: ArchiveKey): Promise<void> {
    const isSame = (await this.#find())?.id === key.id;
    if (!isSame) await this.#keep({ ...key, hasAll: true, isRestored: false });
  }

  /** Reads all of it back; see {@linkcode open}, which does so too. */
  async restore(progressed: Progress): Promise<void> {
    await this.#look();
    if (this.#state.value.kind !== "on") return;
    await this.#run(() => this.#restore(progressed));
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
    return messages.map(({ seq, content }) => ({
      key: [waitingPrefix, room, seq],
      value: content,
    }));
  }

  /** Sends what waits, now or when the server can be reached. It never rejects. */
  async flush(): Promise<void> {
    if (this.key !== undefined) await this.#run(() => this.#flush());
  }

  /**
   * What it holds of a room behind `after`, oldest first. What somebody else has put there is left out.
   *
   * @throws {Refusal} what the server says.
   */
  async *read(room: string, after: number): AsyncGenerator<ArchivedMessage, void, void> {
    for await (const { messages } of this.#pages(room, after)) yield* messages;
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
      ? { kind: "on", entries }
      : { kind: "off", isThere: header !== undefined };
  }

  /** Runs a task alone in all tabs; where the server is away, everything is tried again later. */
  async #run(task: () => Promise<void>): Promise<void> {
    try {
      await this.#parts.vault.exclusively(topic, async () => {
        if (!this.#isClosed) await task();
      });
    } catch {
      this.#cancelRetry();
      if (this.#isClosed) return;
      this.#cancelRetry = this.#parts.clock.schedule(retryMs, () => {
        void this.open().catch(() => this.#run(() => this.#flush()));
      });
    }
  }

  async #restore(progressed: Progress = () => {}): Promise<void> {
    const { server, history } = this.#parts;
    const kept = this.#kept!;
    const { entries } = await server.findArchive();
    let count = 0;
    const tell = () => {
      const share = Math.min(1, count / Math.max(1, entries));
      this.#state.value = { kind: "restoring", share };
      progressed(share);
    };
    try {
      tell();
      for (const room of await history.rooms()) {
        for await (const { messages, boxes } of this.#pages(room, 0)) {
          if (this.#isClosed) return;
          await history.restore(room, messages);
          count += boxes;
          tell();
        }
      }
      await this.#keep({ ...kept, isRestored: true });
      progressed(1);
    } finally {
      this.#state.value = { kind: "on", entries };
    }
  }

  async #addAll(progressed: Progress = () => {}): Promise<void> {
    const { history } = this.#parts;
    const rooms = await history.rooms();
    for (const [index, room] of rooms.entries()) {
      progressed(index / rooms.length);
      let some: ArchivedMessage[] = [];
      for await (const message of history.known(room)) {
        if (some.push(message) < pageEntries) continue;
        await this.#send(room, some);
        some = [];
      }
      await this.#send(room, some);
    }
    if (this.#kept) await this.#keep({ ...this.#kept, hasAll: true });
    progressed(1);
  }

  async #flush(): Promise<void> {
    const { vault } = this.#parts;
    while (this.key !== undefined) {
      const waiting = await vault.list<string>([waitingPrefix], { limit: pageEntries });
      if (waiting.length === 0) return;
      const room = String(waiting[0]!.key[1]);
      const some = waiting.filter(({ key }) => key[1] === room);
      await this.#send(room, some.map(({ key, value }) => ({ seq: +key[2]!, content: value })));
      await vault.write(some.map(({ key }) => ({ key })));
    }
  }

  /** Sends entries of one room. What the server will never take is let go. */
  async #send(room: string, messages: readonly ArchivedMessage[]): Promise<void> {
    const state = this.#state.value;
    if (this.#isClosed || state.kind === "on" && state.isFull) return;
    const boxes: ArchivedBox[] = [];
    for (const message of messages) {
      const box = message.content === "" ? "" : await this.#seal(room, message);
      if (box.length <= limits.boxChars) boxes.push({ seq: message.seq, box });
    }
    for (const batch of batches(boxes)) {
      try {
        await this.#parts.server.addEntries(room, batch);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (error.code === "quota") return this.#isFull();
        // Somebody has ended it, or the room is gone.
        if (["not_found", "conflict", "forbidden"].includes(error.code)) return await this.#look();
        if (error.code !== "bad_request" && error.code !== "too_large") throw error;
      }
      const now = this.#state.value;
      if (now.kind === "on") {
        this.#state.value = { ...now, entries: now.entries + batch.length };
      }
    }
  }

  #isFull(): void {
    const state = this.#state.value;
    if (state.kind === "on") this.#state.value = { ...state, isFull: true };
  }

  /** Pages of what is in it; a server that does not come to an end is left. */
  async *#pages(
    room: string,
    after: number,
  ): AsyncGenerator<{ messages: ArchivedMessage[]; boxes: number }, void, void> {
    for (let from = after;;) {
      const { entries, more } = await this.#parts.server.readEntries(room, from, pageEntries);
      const messages: ArchivedMessage[] = [];
      for (const { seq, box } of entries) {
        const content = seq > from ? await this.#open(room, seq, box) : undefined;
        if (content !== undefined) messages.push({ seq, content });
      }
      yield { messages, boxes: entries.length };
      const last = Math.max(from, ...entries.map(({ seq }) => seq));
      if (!more || last === from) return;
      from = last;
    }
  }

  async #seal(room: string, { seq, content }: ArchivedMessage): Promise<string> {
    const text = utf8.encode(content);
    const padded = new Uint8Array(Math.ceil((4 + text.length) / step) * step);
    new DataView(padded.buffer).setUint32(0, text.length);
    padded.set(text, 4);
    return (await sealBytes(readKey(this.#kept!.key)!, padded, place(room, seq))).toBase64();
  }

  async #open(room: string, seq: number, box: string): Promise<string | undefined> {
    const key = readKey(this.#kept?.key);
    if (key === undefined) return undefined;
    try {
      const padded = await openBytes(key, Uint8Array.fromBase64(box), place(room, seq));
      if (padded === undefined) return undefined;
      const length = new DataView(padded.buffer).getUint32(0);
      return new TextDecoder().decode(padded.subarray(4, 4 + length));
    } catch {
      return undefined;
    }
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
    const waiting = await this.#parts.vault.list([waitingPrefix]);
    await this.#parts.vault.write(waiting.map(({ key }) => ({ key })));
  }
}

function place(room: string, seq: number): string {
  return `parley archive v1\0${room}\0${seq}`;
}

function batches(boxes: readonly ArchivedBox[]): ArchivedBox[][] {
  const all: ArchivedBox[][] = [];
  let signs = Infinity;
  for (const entry of boxes) {
    const more = entry.box.length + 40;
    signs += more;
    if (signs > maxSigns) {
      all.push([]);
      signs = more;
    }
    all.at(-1)!.push(entry);
  }
  return all;
}
