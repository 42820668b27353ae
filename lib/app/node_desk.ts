import type { Sessions } from "../auth/sessions.ts";
import type { NodeNews, Peers } from "../chat/peers.ts";
import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import type { Deliveries } from "../webhooks/deliveries.ts";
import type { Log } from "../log.ts";
import type { Listeners } from "../push/listeners.ts";
import type { Sockets } from "../web/sockets.ts";

/** What a {@linkcode NodeDesk} is made of. */
export interface NodeDeskOptions {
  peers: Peers;
  sockets: Pick<Sockets, "endSessions" | "endPerson">;
  sessions: Pick<Sessions, "recheck">;
  listeners: Pick<Listeners, "refresh">;
  deliveries: Pick<Deliveries, "refresh">;
  clock: Clock;
  log: Log;
}

/** How often everything is asked for anew that others may have told of in vain, in milliseconds. */
const lookAgainMs = 10_000;

/** Takes what the other nodes tell of people, sessions and webhooks: what is no room's own. */
export class NodeDesk {
  readonly #options: NodeDeskOptions;
  readonly #stopListening: () => void;
  #lookedAtMs = -Infinity;
  #looking: Promise<void> = Promise.resolve();
  /** What is to be done and has not begun. */
  readonly #waiting = new Set<string>();
  #isClosed = false;

  constructor(options: NodeDeskOptions) {
    this.#options = options;
    this.#stopListening = options.peers.listen((news) => this.#hear(news));
  }

  /** News may have been lost: asks the store, at most once in 10 s. */
  lookAgain(): void {
    const { clock, listeners, sessions } = this.#options;
    const nowMs = clock.now();
    if (nowMs - this.#lookedAtMs < lookAgainMs) return;
    this.#lookedAtMs = nowMs;
    listeners.refresh();
    this.#do("sessions", () => sessions.recheck(() => !this.#isClosed));
    this.#refreshWebhooks();
  }

  /** Hears and does nothing more; resolves once nothing is under way. */
  close(): Promise<void> {
    this.#isClosed = true;
    this.#stopListening();
    return this.#looking;
  }

  #hear(news: NodeNews): void {
    const { sockets, listeners } = this.#options;
    switch (news.type) {
      case "sessions_ended":
        return sockets.endSessions(news.ids);
      case "person_ended":
        return sockets.endPerson(news.person);
      case "listeners":
        return listeners.refresh();
      case "webhooks":
        return this.#refreshWebhooks();
    }
  }

  #refreshWebhooks(): void {
    this.#do("webhooks", () => this.#options.deliveries.refresh());
  }

  /** Does one thing after the other, and once what is asked for several times before its turn. */
  #do(what: string, task: () => Promise<void>): void {
    if (this.#waiting.has(what)) return;
    this.#waiting.add(what);
    this.#looking = this.#looking.then(async () => {
      this.#waiting.delete(what);
      if (!this.#isClosed) await task();
    }).catch((error) => {
      // Of its own trouble, the store has told.
      if (error instanceof ChatError) return;
      this.#options.log.error("could not look at what other nodes did", { what, error });
    });
  }
}
