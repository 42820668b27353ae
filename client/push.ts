/** Web Push: notifications while no page is open. The browser's own service brings them. */
import { signal } from "@preact/signals";
import type { ReadonlySignal } from "@preact/signals";
import type { PushEndpoint } from "./push_api.ts";

/** The browser's subscription, as far as it is needed. */
export interface Subscription {
  readonly endpoint: string;
  readonly options: { readonly applicationServerKey: ArrayBuffer | null };
  toJSON(): PushEndpoint;
  unsubscribe(): Promise<unknown>;
}

/** The service worker's registration, as far as it is needed to subscribe. */
export interface PushWorker {
  readonly pushManager: {
    getSubscription(): Promise<Subscription | null>;
    subscribe(
      options: { userVisibleOnly: true; applicationServerKey: string },
    ): Promise<Subscription>;
  };
}

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
   * @returns Whether pushes are on now.
   */
  async turnOn(key: string): Promise<boolean> {
    this.#status.value = "changing";
    try {
      const worker = await this.#parts.findWorker();
      if (worker === undefined) throw new Error("Cannot subscribe: there is no service worker");
      await this.#parts.putSubscription(await subscribe(worker, key));
      this.#status.value = "on";
    } catch {
      this.#status.value = "failed";
    }
    return this.#status.value === "on";
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

/**
 * Gives the browser's subscription for a key, and makes one where it has none or one for another
 * key.
 *
 * @param key The server's public key, base64url.
 * @throws {Error} when the browser or its push service refuses.
 */
export async function subscribe(
  { pushManager }: PushWorker,
  key: string,
): Promise<PushEndpoint> {
  const existing = await pushManager.getSubscription();
  if (existing && keyOf(existing) === key) return existing.toJSON();
  await existing?.unsubscribe();
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  return made.toJSON();
}

/** The server's key that a subscription was made with, base64url. */
function keyOf({ options }: Subscription): string {
  const bytes = new Uint8Array(options.applicationServerKey ?? new ArrayBuffer());
  const base64 = btoa(String.fromCharCode(...bytes));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
