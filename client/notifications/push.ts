/** Web Push: notifications while no page is open. The browser's own service brings them. */
import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { PushEndpoint } from "./push_api.ts";
import { subscribe } from "./push_subscription.ts";
import type { PushWorker } from "./push_subscription.ts";

/** How it stands with pushes to this browser. */
export type PushStatus = "off" | "on" | "changing" | "failed";

/** What a {@linkcode Push} needs from outside. */
export interface PushParts {
  /** The worker that pushes wake; `undefined` where there is none. */
  findWorker(): Promise<PushWorker | undefined>;
  /** Has the server push to a subscription. */
  putSubscription(subscription: PushEndpoint): Promise<void>;
  /** Has it push there no more. */
  deleteSubscription(endpoint: string): Promise<void>;
}

/** The switch for pushes. */
export class Push {
  readonly #parts: PushParts;
  readonly #status = signal<PushStatus>("off");

  constructor(parts: PushParts) {
    this.#parts = parts;
  }

  /** How it stands. */
  get status(): ReadonlySignal<PushStatus> {
    return this.#status;
  }

  /**
   * Subscribes, and tells the server: at the first time, and again at each visit, for the server may
   * have another key since or have lost what it knew, and the browser may have dropped it.
   *
   * @param key The server's public key, base64url.
   */
  async turnOn(key: string): Promise<void> {
    this.#status.value = "changing";
    try {
      const worker = await this.#parts.findWorker();
      if (worker === undefined) throw new Error("Cannot subscribe: there is no service worker");
      await this.#parts.putSubscription(await subscribe(worker, key));
      this.#status.value = "on";
    } catch {
      this.#status.value = "failed";
    }
  }

  /** Ends it, here and at the server; what the server does not hear of it learns at the next push. */
  async turnOff(): Promise<void> {
    this.#status.value = "changing";
    try {
      const worker = await this.#parts.findWorker();
      const subscription = await worker?.pushManager.getSubscription();
      if (subscription) {
        await subscription.unsubscribe();
        await this.#parts.deleteSubscription(subscription.endpoint);
      }
    } catch {
      // An endpoint that nobody listens at is dropped by the server when it answers so.
    }
    this.#status.value = "off";
  }
}
