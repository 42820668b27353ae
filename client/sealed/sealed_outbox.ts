import type { OutboxStore, PendingMessage } from "../outbox/outbox_store.ts";
import type { Vault } from "./vault.ts";

/** What its records begin with; then come the room and the message's `ref`. */
const area = "outbox";

/**
 * Keeps what waits in direct rooms in the vault, so that no text of it ever lies there in plain. See
 * {@linkcode OutboxStore}.
 */
export class SealedOutbox implements OutboxStore {
  readonly #vault: Vault;
  readonly #removed: (room: string, ref: string) => void;
  /** By their `ref`s, those of which this tab knows that they were kept. */
  readonly #known = new Set<string>();
  /** The last call: sealing takes its time, and nobody may overtake. */
  #last: Promise<unknown> = Promise.resolve();

  /**
   * @param vault Where it is kept.
   * @param removed Told what is not to be sent any more, by its room and its `ref`, or was sent.
   */
  constructor(vault: Vault, removed: (room: string, ref: string) => void = () => {}) {
    this.#vault = vault;
    this.#removed = removed;
  }

  /** See {@linkcode OutboxStore.read}. */
  read(room: string): Promise<readonly PendingMessage[]> {
    return this.#inTurn(async () => {
      const records = await this.#vault.list<PendingMessage>([area, room]);
      const messages = records.map(({ value }) => value);
      for (const { ref } of messages) this.#known.add(ref);
      return messages;
    });
  }

  /**
   * Whether this is still to be sent: another tab may have taken it away. What was never kept, as the
   * disk was full, nobody else has seen.
   */
  async isWanted(room: string, ref: string): Promise<boolean> {
    return !this.#known.has(ref) || await this.#vault.get([area, room, ref]) !== undefined;
  }

  /** See {@linkcode OutboxStore.add}. */
  add(room: string, message: PendingMessage): Promise<void> {
    return this.#inTurn(async () => {
      await this.#vault.write([{ key: [area, room, message.ref], value: message }]);
      this.#known.add(message.ref);
      this.#vault.tell(topicOf(room));
    });
  }

  /** See {@linkcode OutboxStore.replace}. */
  replace(room: string, message: PendingMessage): Promise<boolean> {
    return this.#inTurn(() =>
      this.#alone(room, async () => {
        const key = [area, room, message.ref];
        if (await this.#vault.get(key) === undefined) return false;
        await this.#vault.write([{ key, value: message }]);
        this.#vault.tell(topicOf(room));
        return true;
      })
    );
  }

  /** See {@linkcode OutboxStore.remove}. */
  remove(room: string, ref: string): Promise<void> {
    this.#removed(room, ref);
    return this.#inTurn(() =>
      this.#alone(room, async () => {
        await this.#vault.write([{ key: [area, room, ref] }]);
        this.#vault.tell(topicOf(room));
      })
    );
  }

  /** See {@linkcode OutboxStore.watch}. */
  watch(room: string, changed: () => void): () => void {
    return this.#vault.listen(topicOf(room), changed);
  }

  /** Nobody else, in any tab, takes a message away between looking for it and changing it. */
  #alone<T>(room: string, task: () => Promise<T>): Promise<T> {
    return this.#vault.exclusively(topicOf(room), task);
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#last.then(task);
    this.#last = done.catch(() => {});
    return done;
  }
}

function topicOf(room: string): string {
  return `${area} ${room}`;
}
