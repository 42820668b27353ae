/** The browser's subscription to pushes: made by a page, or by the worker when it has to be anew. */
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
