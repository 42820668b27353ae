import type { Log } from "../log.ts";
import type { Topic } from "./topic.ts";

/** Hears the messages of a topic. */
export type Listener = (bytes: Uint8Array) => void;

/** Who listens to what on one node. */
export class TopicListeners {
  readonly #log: Log;
  readonly #listeners = new Map<Topic, Set<{ readonly heard: Listener }>>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** What is listened to. */
  topics(): Topic[] {
    return [...this.#listeners.keys()];
  }

  /** Whether anybody listens to a topic. */
  has(topic: Topic): boolean {
    return this.#listeners.has(topic);
  }

  /** Lets `heard` listen, and gives what ends that; it may be called twice. */
  add(topic: Topic, heard: Listener): () => void {
    const listener = { heard };
    const others = this.#listeners.get(topic);
    if (others) others.add(listener);
    else this.#listeners.set(topic, new Set([listener]));
    return () => {
      const left = this.#listeners.get(topic);
      if (left?.delete(listener) && left.size === 0) this.#listeners.delete(topic);
    };
  }

  /** Lets nobody listen any more. */
  clear(): void {
    this.#listeners.clear();
  }

  /** Hands a message to those who listen; one that throws keeps it from nobody else. */
  tell(topic: Topic, bytes: Uint8Array): void {
    for (const { heard } of this.#listeners.get(topic) ?? []) {
      try {
        heard(bytes);
      } catch (error) {
        this.#log.error("a message of another node could not be taken", { topic, error });
      }
    }
  }
}
