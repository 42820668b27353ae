/**
 * The messages of one room that wait, as this tab sees them: at once what it does itself, and a
 * moment later what other tabs do. What cannot be kept in the store is kept in memory.
 */
import { computed, signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import { inOrder } from "./outbox_store.ts";
import type { OutboxStore, PendingMessage } from "./outbox_store.ts";

/** What an {@linkcode Outbox} needs from outside. */
export interface OutboxParts {
  /** Which room's. */
  readonly room: string;
  /** Where messages outlive the page. */
  readonly store: OutboxStore;
  /** Called when the store has been read, at first and after a change by another tab. */
  changed(): void;
}

/** See the module's words. Open it once; close it once. */
export class Outbox {
  readonly #list = signal<readonly PendingMessage[]>([]);
  /** Refs of those that are in no store. */
  readonly #loose = signal<ReadonlySet<string>>(new Set());
  readonly #parts: OutboxParts;
  /** How many writes of a message are on their way, by refs. */
  readonly #writing = new Map<string, number>();
  /** Refs that were removed here and may still be in the store. */
  readonly #gone = new Set<string>();
  /** The last call to the store; each waits for the one before. */
  #last: Promise<void> = Promise.resolve();
  /** A reading that has not begun. */
  #reading: Promise<void> | undefined;
  #isRead = false;
  #unwatch: () => void = () => {};

  /** Whether something in the list would be lost with the page. */
  readonly isAtRisk: ReadonlySignal<boolean> = computed(() =>
    this.#list.value.some(({ ref }) => this.#loose.value.has(ref))
  );

  /** Empty, see {@linkcode open}. */
  constructor(parts: OutboxParts) {
    this.#parts = parts;
  }

  /** Those that wait and those that were refused, in the order in which they leave. */
  get list(): ReadonlySignal<readonly PendingMessage[]> {
    return this.#list;
  }

  /** Whether it is known what earlier pages have left here. */
  get isRead(): boolean {
    return this.#isRead;
  }

  /** Reads what waits, and goes on to hear of what other tabs do. */
  open(): void {
    const { store, room } = this.#parts;
    this.#unwatch = store.watch(room, () => void this.refresh());
    void this.refresh();
  }

  /** Hears nothing more. */
  close(): void {
    this.#unwatch();
  }

  /** Finds a message of the list. */
  find(ref: string): PendingMessage | undefined {
    return this.#list.value.find((message) => message.ref === ref);
  }

  /** The place behind all others, at `nowMs`. */
  nextPlace(nowMs: number): number {
    return Math.max(nowMs, ...this.#list.value.map(({ place }) => place + 1));
  }

  /** Whether nothing about this message is on its way to the store. */
  isSettled(ref: string): boolean {
    return !this.#writing.has(ref);
  }

  /** Adds a message; resolves once it is kept, or cannot be. */
  add(message: PendingMessage): Promise<void> {
    this.#list.value = [...this.#list.value, message];
    return this.#write(message.ref, async (store, room, newest) => {
      await store.add(room, newest);
      return true;
    });
  }

  /** Adds a message to the list only. */
  hold(message: PendingMessage): void {
    this.#list.value = [...this.#list.value, message];
    this.#setLoose(message.ref, true);
  }

  /** Puts a message in the place of the one with its `ref`; resolves once that is kept too. */
  replace(message: PendingMessage): Promise<void> {
    const { ref } = message;
    this.#list.value = this.#list.value.map((other) => other.ref === ref ? message : other);
    return this.#write(ref, async (store, room, newest) => {
      if (!this.#loose.value.has(ref)) return await store.replace(room, newest);
      // Once more: there may be space now.
      await store.add(room, newest);
      return true;
    });
  }

  /** Forgets a message. */
  remove(ref: string): void {
    this.#drop(ref);
    this.#gone.add(ref);
    this.#enqueue(async () => {
      await this.#parts.store.remove(this.#parts.room, ref);
      // Only now, and not when that failed: until then, reading would bring it back.
      this.#gone.delete(ref);
      this.#setLoose(ref, false);
    });
  }

  /** Reads what other tabs have changed; resolves once that is in the list. */
  refresh(): Promise<void> {
    return this.#reading ??= this.#enqueue(async () => {
      this.#reading = undefined;
      try {
        this.#merge(await this.#parts.store.read(this.#parts.room));
      } finally {
        this.#isRead = true;
        this.#parts.changed();
      }
    });
  }

  /** Resolves once everything up to now is in the store, or cannot be. */
  settled(): Promise<void> {
    return this.#last;
  }

  /** @param task Tells whether the message is in the store now; another tab may have removed it. */
  #write(
    ref: string,
    task: (store: OutboxStore, room: string, newest: PendingMessage) => Promise<boolean>,
  ): Promise<void> {
    this.#writing.set(ref, (this.#writing.get(ref) ?? 0) + 1);
    return this.#enqueue(async () => {
      const { store, room } = this.#parts;
      const newest = this.find(ref);
      let isKept = false;
      try {
        // One that was removed while it waited here would only come back.
        if (newest && !await task(store, room, newest)) this.#drop(ref);
        isKept = true;
      } finally {
        this.#setLoose(ref, !isKept);
        const left = this.#writing.get(ref)! - 1;
        if (left === 0) this.#writing.delete(ref);
        else this.#writing.set(ref, left);
      }
    });
  }

  #drop(ref: string): void {
    this.#list.value = this.#list.value.filter((message) => message.ref !== ref);
  }

  #enqueue(task: () => Promise<void>): Promise<void> {
    // What the store cannot do stays as it is in memory; `isAtRisk` tells of it.
    return this.#last = this.#last.then(task).catch(() => {});
  }

  /** What is on its way to the store is newer than what was read from it. */
  #merge(stored: readonly PendingMessage[]): void {
    const isOurs = (ref: string) => this.#writing.has(ref) || this.#loose.value.has(ref);
    const read = stored.filter(({ ref }) => !isOurs(ref) && !this.#gone.has(ref));
    const ours = this.#list.value.filter(({ ref }) => isOurs(ref));
    // What was written before it was known what waits already comes after that.
    this.#list.value = inOrder([...read, ...this.#isRead ? ours : behind(read, ours)]);
  }

  #setLoose(ref: string, isLoose: boolean): void {
    if (this.#loose.value.has(ref) === isLoose) return;
    const loose = new Set(this.#loose.value);
    if (isLoose) loose.add(ref);
    else loose.delete(ref);
    this.#loose.value = loose;
  }
}

/** Gives messages places after all of others, in their own order. */
function behind(
  others: readonly PendingMessage[],
  messages: readonly PendingMessage[],
): PendingMessage[] {
  let next = Math.max(0, ...others.map(({ place }) => place + 1));
  return messages.map((message) => {
    const place = Math.max(next, message.place);
    next = place + 1;
    return { ...message, place };
  });
}
