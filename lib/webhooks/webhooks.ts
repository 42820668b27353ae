import type { Administration } from "../chat/administration.ts";
import type { Clock } from "../clock.ts";
import { ChatError } from "../errors.ts";
import type { Store } from "../store/store.ts";
import type { Webhook } from "../store/webhooks.ts";
import { makeToken } from "../token.ts";
import type { Person } from "../wire/messages.ts";
import type { Deliveries } from "./deliveries.ts";
import { showSecret } from "./signature.ts";

/** What {@linkcode Webhooks} are made of. */
export interface WebhooksOptions {
  administration: Administration;
  deliveries: Deliveries;
  store: Store;
  clock: Clock;
  /** Is told when there is one more, or one less. */
  changed?: () => void;
}

/** Random bytes of an id: the secret comes of it, so that no two may ever be the same. */
const idBytes = 16;

/** The webhooks of rooms, for those who may. Errors are those of {@linkcode Administration}. */
export class Webhooks {
  readonly #options: WebhooksOptions;

  constructor(options: WebhooksOptions) {
    this.#options = options;
  }

  /**
   * Has a program told of everything that happens in a room from now on.
   *
   * @param url As `parseEndpoint` gives it.
   * @returns The webhook, and its secret, which nobody is told again.
   * @throws {ChatError} `quota` when the room, or the server, has too many already.
   */
  async make(
    called: string,
    by: Person,
    url: string,
  ): Promise<{ webhook: Webhook; secret: string }> {
    const { administration, deliveries, store, clock } = this.#options;
    const { name: room } = await administration.demand(called, by, "webhooks");
    const id = makeToken(idBytes);
    // First, so that nothing is kept where there can be no key.
    const secret = showSecret(await deliveries.secretOf(id));
    const sent = (await store.findRoom(room))?.seq ?? 0;
    const webhook = { id, room, url, at: clock.now(), by: by.id, sent };
    if (!await store.webhooks.add(webhook)) {
      throw new ChatError("quota", "Cannot make a webhook: there are too many already");
    }
    await deliveries.add(webhook);
    this.#options.changed?.();
    return { webhook, secret };
  }

  /** The webhooks of a room, the newest first. */
  async list(called: string, by: Person): Promise<Webhook[]> {
    const { name: room } = await this.#options.administration.demand(called, by, "webhooks");
    return await this.#options.store.webhooks.list(room);
  }

  /**
   * Ends a webhook.
   *
   * @throws {ChatError} `not_found` when the room has none of this id.
   */
  async remove(called: string, by: Person, id: string): Promise<void> {
    const { administration, deliveries, store } = this.#options;
    const { name: room } = await administration.demand(called, by, "webhooks");
    const wasThere = await store.webhooks.remove(room, id);
    await deliveries.remove(room, id);
    this.#options.changed?.();
    if (!wasThere) throw new ChatError("not_found", "Cannot find this webhook");
  }
}
