import type { Notifier } from "../chat/notifier.ts";
import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Meter } from "../meter.ts";
import type { Listeners } from "./listeners.ts";
import type { Poster } from "../outside/poster.ts";
import type { PushNotifierOptions } from "./push_notifier.ts";
import { PushNotifier } from "./push_notifier.ts";
import { PushSender } from "./sender.ts";
import { Vapid } from "./vapid.ts";

/** What Web Push is made of. */
export interface WebPushOptions extends Pick<PushNotifierOptions, "checkEntry"> {
  /** 32 random bytes, always the same. */
  secret: Uint8Array;
  /** Under which addresses people reach the server, as far as its operator said. */
  origins: readonly string[];
  /** Stays open. */
  poster: Poster;
  listeners: Listeners;
  clock: Clock;
  log: Log;
  meter?: Meter;
}

/** Web Push, put together. */
export interface WebPush {
  /** Hears what is said. */
  readonly notifier: Notifier;
  /** The key that browsers subscribe with. */
  readonly key: string;
  /** Drops what waits, and ends what is under way. */
  close(): Promise<void>;
}

/** Stands for an operator who named no address: a name that leads to nobody, and to nobody else. */
const nobody = "https://parley.invalid";

/**
 * Puts the parts of Web Push together.
 *
 * @throws {OperatorError} when the secret is of no use.
 */
export function openWebPush(options: WebPushOptions): WebPush {
  const { secret, origins, poster, listeners, checkEntry, clock, log, meter } = options;
  const subject = origins.find((origin) => origin.startsWith("https:")) ?? nobody;
  const vapid = new Vapid({ secret, subject, clock });
  const onGone = (endpoint: string) => listeners.remove(endpoint);
  const sender = new PushSender({ poster, vapid, clock, log, meter, onGone });
  const topicOf = (room: string) => vapid.topicOf(room);
  const notifier = new PushNotifier({ listeners, sender, topicOf, checkEntry, clock, log });
  return {
    notifier,
    key: vapid.publicKey,
    async close() {
      await notifier.close();
      await sender.close();
    },
  };
}
