import type { PushWorker, Subscription } from "../../../client/notifications/push_subscription.ts";

/** A browser that can be pushed to, by a service that the test plays. */
export class FakePush implements PushWorker {
  /** The key of the subscription that there is. */
  key: string | undefined;
  /** Whether the service refuses. */
  isRefusing = false;
  /** How many subscriptions were made. */
  made = 0;

  readonly pushManager = {
    getSubscription: () => Promise.resolve(this.#subscription()),
    subscribe: ({ applicationServerKey }: { applicationServerKey: string }) => {
      if (this.isRefusing) return Promise.reject(new Error("refused"));
      if (this.key !== undefined) return Promise.reject(new Error("there is one of another key"));
      this.key = applicationServerKey;
      this.made++;
      return Promise.resolve(this.#subscription()!);
    },
  };

  #subscription(): Subscription | null {
    if (this.key === undefined) return null;
    const endpoint = `https://push.example/${this.made}`;
    const padded = this.key.replaceAll("-", "+").replaceAll("_", "/");
    const bytes = Uint8Array.from(atob(padded), (character) => character.charCodeAt(0));
    return {
      endpoint,
      options: { applicationServerKey: bytes.buffer },
      toJSON: () => ({ endpoint, keys: { p256dh: "p", auth: "a" } }),
      unsubscribe: () => Promise.resolve(this.key = undefined),
    };
  }
}
